package io.github.qccroutes.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a call or a download goes wrong. Immutable.
 *
 * <p>Faults that replace the answer stand in for the call and its checks: it has no effect unless
 * {@link #afterEffect()} says so. Faults that only spoil the delivery ({@link #delay}, {@link
 * #cut}, {@link #cutText}, {@link #emptyBody}, {@link #dribble}, {@link #resetAfterEffect}) come
 * after the effect.
 */
public final class Fault {

  private static final Answer NOTHING = new Answer(200, Map.of(), Body.EMPTY, null, false);

  private static final String HTML =
      "<!DOCTYPE html><html><head><title>系统维护中</title></head>"
          + "<body><h1>系统维护中，请稍后再试</h1></body></html>";

  private final String name;
  private final boolean effect;
  private final Duration delay;
  private final int aboveBytes;
  private final UnaryOperator<Answer> change;
  private final @Nullable Delivery delivery;

  private Fault(
      String name,
      boolean effect,
      Duration delay,
      int aboveBytes,
      UnaryOperator<Answer> change,
      @Nullable Delivery delivery) {
    this.name = name;
    this.effect = effect;
    this.delay = delay;
    this.aboveBytes = aboveBytes;
    this.change = change;
    this.delivery = delivery;
  }

  /** The right answer, late: the effect is immediate, the call stays in flight meanwhile. */
  public static Fault delay(Duration time) {
    return spoiling("delay", answer -> answer, Delivery::whole).after(time);
  }

  /** A connection closed without an answer, before anything was done. */
  public static Fault resetBeforeEffect() {
    return new Fault("reset before effect", false, Duration.ZERO, 0, answer -> answer, null);
  }

  /** A connection closed without an answer, though the call was carried out. */
  public static Fault resetAfterEffect() {
    return new Fault("reset after effect", true, Duration.ZERO, 0, answer -> answer, null);
  }

  /** An HTTP status with a plain text body. */
  public static Fault httpStatus(int httpStatus, String body) {
    return httpStatus(httpStatus, "text/plain;charset=UTF-8", body);
  }

  /** An HTTP status with any body, sent as it is. */
  public static Fault httpStatus(int httpStatus, String contentType, String body) {
    return replacing("HTTP " + httpStatus, () -> Answer.text(httpStatus, contentType, body));
  }

  /** An HTTP status that asks to be left alone for a while: seconds or an HTTP date. */
  public static Fault retryAfter(int httpStatus, String when) {
    Map<String, String> headers = Map.of("Content-Type", "text/plain", "Retry-After", when);
    return replacing(
        "HTTP " + httpStatus + ", Retry-After",
        () -> new Answer(httpStatus, headers, Body.of("busy"), null, false));
  }

  /** The provider's envelope with a status and a message, on HTTP 200. */
  public static Fault envelope(String status, String msg) {
    return replacing("status " + status, () -> Answer.refusal(status, msg));
  }

  /** A maintenance page in HTML, on HTTP 200. */
  public static Fault html() {
    return replacing("HTML", () -> Answer.text(200, "text/html;charset=UTF-8", HTML));
  }

  /** HTTP 200 without a body. */
  public static Fault emptyBody() {
    return spoiling("empty body", answer -> answer.withBody(Body.EMPTY), Delivery::whole);
  }

  /** Half the answer or archive, then a closed connection: less than Content-Length says. */
  public static Fault cut() {
    return spoiling("cut", answer -> answer, Delivery::cut);
  }

  /** Half the answer or archive with the Content-Length of that half: only its text is broken. */
  public static Fault cutText() {
    return spoiling(
        "cut text", answer -> answer.withBody(answer.body().firstHalf()), Delivery::whole);
  }

  /** The right answer, a byte at a time with a pause between. */
  public static Fault dribble(Duration pause) {
    return spoiling("dribble", answer -> answer, Delivery.dribble(pause));
  }

  /** HTTP 302 to another address. */
  public static Fault redirect(String location) {
    return replacing(
        "redirect", () -> new Answer(302, Map.of("Location", location), Body.EMPTY, null, false));
  }

  /** HTTP 414 for request lines above a length in bytes; shorter ones pass and don't count. */
  public static Fault uriTooLong(int aboveBytes) {
    return httpStatus(414, "text/html", "<h1>414 Request-URI Too Large</h1>").above(aboveBytes);
  }

  /** HTTP 200 with JSON that never ends; the call stays in flight until the client hangs up. */
  public static Fault endlessBody() {
    Answer answer = Answer.text(200, "application/json;charset=UTF-8", "");
    return new Fault("endless", false, Duration.ZERO, 0, any -> answer, Delivery::endless);
  }

  /** The same fault after a wait of real time, during which the call is in flight. */
  public Fault after(Duration time) {
    return new Fault(name, effect, time, aboveBytes, change, delivery);
  }

  /** The same fault for request lines above a length in bytes; shorter ones pass uncounted. */
  public Fault above(int bytes) {
    return new Fault(name, effect, delay, bytes, change, delivery);
  }

  /** The same fault, but the call is carried out first. */
  public Fault afterEffect() {
    return new Fault(name, true, delay, aboveBytes, change, delivery);
  }

  /** The fault's name, as the ledger shows it. */
  @Override
  public String toString() {
    return name;
  }

  boolean strikes(int requestLineBytes) {
    return requestLineBytes > aboveBytes;
  }

  /**
   * Answers an exchange, as the fault has it or else as it should be.
   *
   * @param proper carries the call out
   * @param answering hears what will be sent; nothing when the connection will just be closed
   */
  static void answer(
      HttpExchange exchange,
      @Nullable Fault fault,
      Supplier<Answer> proper,
      Consumer<Answer> answering,
      Delivery.End end)
      throws IOException {
    if (fault == null) {
      Answer answer = proper.get();
      answering.accept(answer);
      Delivery.whole(exchange, answer, end);
      return;
    }
    Answer answer = fault.change.apply(fault.effect ? proper.get() : NOTHING);
    Delivery.pause(fault.delay);
    if (fault.delivery == null) {
      Delivery.reset(exchange, end);
    } else {
      answering.accept(answer);
      fault.delivery.send(exchange, answer, end);
    }
  }

  private static Fault spoiling(String name, UnaryOperator<Answer> change, Delivery delivery) {
    return new Fault(name, true, Duration.ZERO, 0, change, delivery);
  }

  private static Fault replacing(String name, Supplier<Answer> answer) {
    return new Fault(name, false, Duration.ZERO, 0, any -> answer.get(), Delivery::whole);
  }
}
