package io.github.qccroutes.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signed calls: counts those in flight, checks each as the provider does, and hands it to the
 * flow that registered its path.
 */
final class ApiCalls implements HttpHandler {

  /** One documented call, once it is known to be signed. */
  @FunctionalInterface
  interface Call {

    /**
     * Carries the call out.
     *
     * @throws RefusalException when its parameters are not as documented
     */
    Answer answer(Parameters parameters);
  }

  /** At most so many at once, says the allocation document (并发限制为 5 个). */
  static final int MAX_IN_FLIGHT = 5;

  /** How far the time of a signature may be from ours. */
  static final Duration SIGNATURE_AGE = Duration.ofSeconds(120);

  private static final Logger LOG = LoggerFactory.getLogger(ApiCalls.class);

  private final String base;
  private final Account account;
  private final Clock clock;
  private final Ledger ledger;
  private final Faults faults;
  private final Map<String, Call> calls = new ConcurrentHashMap<>();

  ApiCalls(String base, Account account, Clock clock, Ledger ledger, Faults faults) {
    this.base = base;
    this.account = account;
    this.clock = clock;
    this.ledger = ledger;
    this.faults = faults;
  }

  void register(String path, Call call) {
    calls.put(path, call);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String path = uri.getRawPath().substring(base.length());
    Parameters parameters = Parameters.of(uri.getRawQuery());
    Ledger.OpenCall call =
        ledger.arrived(
            clock.instant(),
            exchange.getRequestMethod(),
            path,
            parameters.withoutKey(),
            header(exchange, "Token"),
            header(exchange, "Timespan"));
    try (exchange) {
      Fault fault = call.tooMany() ? null : faults.take(path, requestLineBytes(exchange));
      call.struckBy(fault);
      Fault.answer(
          exchange,
          fault,
          () -> carryOut(exchange, path, parameters, call),
          call::answering,
          whole -> call.ended());
    } finally {
      call.ended();
    }
  }

  static int requestLineBytes(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    return method.length()
        + exchange.getRequestURI().toString().length()
        + " ".length()
        + " HTTP/1.1".length();
  }

  private Answer carryOut(
      HttpExchange exchange, String path, Parameters parameters, Ledger.OpenCall opened) {
    try {
      Answer refusal = refusal(exchange, parameters, opened);
      if (refusal != null) {
        return refusal;
      }
      Call call = calls.get(path);
      if (call == null) {
        return Answer.text(404, "text/html;charset=UTF-8", "<h1>404 Not Found</h1>");
      }
      Answer answer = call.answer(parameters);
      if (answer.effect()) {
        opened.hadEffect();
      }
      return answer;
    } catch (RefusalException e) {
      return e.answer();
    } catch (RuntimeException e) {
      LOG.error("The stand-in failed on {}", path, e);
      return Answer.refusal("199", "【无效请求】系统未知错误，请联系技术客服");
    }
  }

  private @Nullable Answer refusal(
      HttpExchange exchange, Parameters parameters, Ledger.OpenCall opened) {
    if (opened.tooMany()) {
      return Answer.refusal("122", "【无效请求】请求超过并发限制（" + MAX_IN_FLIGHT + "）");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return Answer.refusal("118", "【无效请求】当前接口不支持此方式的调用");
    }
    if (!parameters.get("key").equals(account.key())) {
      return Answer.refusal("101", "【无效请求】当前的 KEY 无效或者还未生效中");
    }
    String timespan = header(exchange, "Timespan");
    if (!isCurrent(timespan)) {
      return Answer.refusal("107", "【无效请求】签名错误：Timespan 已超出有效时间");
    }
    if (!header(exchange, "Token").equals(token(timespan))) {
      return Answer.refusal("107", "【无效请求】被禁止的 IP 或者签名错误");
    }
    ledger.secret(token(timespan));
    return null;
  }

  private boolean isCurrent(String timespan) {
    try {
      long age = Math.subtractExact(clock.instant().getEpochSecond(), Long.parseLong(timespan));
      return Math.absExact(age) <= SIGNATURE_AGE.toSeconds();
    } catch (NumberFormatException | ArithmeticException e) {
      return false;
    }
  }

  private String token(String timespan) {
    try {
      byte[] text =
          (account.key() + timespan + account.secretKey()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("MD5").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has MD5", e);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }
}
