package io.github.qccroutes.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the provider's callback (customer-risk push document, 6.2.2): only {@code key} and {@code
 * orderNo}; everything else is dropped unread, the link and the password among it.
 *
 * <p>Sets the variable {@code callback} to a {@link Verdict}, and {@code orderNo}. Thread-safe.
 */
public final class PushCallback {
  /** What an order number looks like; anything else never reaches the database. */
  static final Pattern ORDER_NO = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Logger LOG = LoggerFactory.getLogger("push");
  private static final int REFUSED_A_MINUTE = 60;

  /** What a callback is, and how it is answered. */
  public enum Verdict {
    /** Our key and an order number, which is to be recorded. */
    ACCEPTED(200, "{\"status\":\"200\",\"msg\":\"成功\"}"),
    /** A GET without parameters, as load balancers make. */
    PROBE(200, ""),
    /** Our key and no usable order number. */
    INVALID(400, "{\"status\":\"400\",\"msg\":\"orderNo\"}"),
    /** Not our key. */
    FORBIDDEN(403, "{\"status\":\"403\",\"msg\":\"key\"}"),
    /** Not our key, and too often of late. */
    FLOODED(429, "{\"status\":\"429\",\"msg\":\"key\"}");

    private final int status;
    private final String answer;

    Verdict(int status, String answer) {
      this.status = status;
      this.answer = answer;
    }
  }

  private final byte[] key;
  private final Clock clock;
  private long minute;
  private int refused;

  public PushCallback(String key, Clock clock) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
    this.clock = clock;
  }

  /** Reads the callback: sets the variables {@code callback} and {@code orderNo}. */
  public void check(Exchange exchange) {
    Message message = exchange.getMessage();
    // A repeated parameter arrives as a list and is as good as none.
    Object key = message.getHeader("key");
    String orderNo = message.getHeader("orderNo") instanceof String text ? text : null;
    boolean bare =
        message.getHeader(Exchange.HTTP_QUERY, "", String.class).isEmpty()
            && "GET".equals(message.getHeader(Exchange.HTTP_METHOD));
    String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
    message.removeHeaders("*");
    message.setBody(null);
    exchange.setVariable("callback", bare ? Verdict.PROBE : verdict(key, orderNo, type));
    if (orderNo != null) {
      exchange.setVariable("orderNo", orderNo);
    }
  }

  /** Answers the callback by the variable {@code callback}. */
  public void answer(Exchange exchange) {
    Verdict verdict = exchange.getVariable("callback", Verdict.class);
    answer(exchange, verdict.status, verdict.answer);
  }

  /** Has the provider call again, since the order could not be committed. */
  public void answerTryAgain(Exchange exchange) {
    answer(exchange, 503, "{\"status\":\"503\",\"msg\":\"try again\"}");
  }

  private static void answer(Exchange exchange, int status, String body) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, "application/json; charset=UTF-8");
    message.setBody(body);
  }

  private Verdict verdict(@Nullable Object key, @Nullable String orderNo, String type) {
    if (!(key instanceof String text)
        || !MessageDigest.isEqual(this.key, text.getBytes(StandardCharsets.UTF_8))) {
      return refused(why(key, type)) > REFUSED_A_MINUTE ? Verdict.FLOODED : Verdict.FORBIDDEN;
    }
    return orderNo != null && ORDER_NO.matcher(orderNo).matches()
        ? Verdict.ACCEPTED
        : Verdict.INVALID;
  }

  private static String why(@Nullable Object key, String type) {
    if (key instanceof String) {
      return "its key is not qcc.api.key";
    }
    if (key != null) {
      return "it had more than one key";
    }
    return type.toLowerCase(Locale.ROOT).contains("json")
        ? "it was JSON without a key; the provider sends key and orderNo as parameters"
        : "it had no key";
  }

  /** How many were refused in this minute; the first is warned of. */
  private synchronized int refused(String why) {
    long now = clock.millis() / 60_000;
    if (now != minute) {
      minute = now;
      refused = 0;
      LOG.warn(
          "A callback without the right key was refused: {}. Nothing was done. More of them in this"
              + " minute are not logged",
          why);
    }
    return ++refused;
  }
}
