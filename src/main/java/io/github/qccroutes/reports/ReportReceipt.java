package io.github.qccroutes.reports;

import io.github.qccroutes.api.CallFate;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Secrets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * What came of one createReport (report document, 6.2.1), which must never be repeated blindly. The
 * body becomes the parameters {@code state}, {@code orderNo}, {@code error}, {@code delayMs} of the
 * row; the variables {@code verdict}, {@code error} and {@code next} (when it is tried again) say
 * the same to the log. Thread-safe.
 */
public final class ReportReceipt {
  /** What an order number looks like; it becomes a file name. */
  static final Pattern ORDER_NO = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final RetryDelay delay;

  public ReportReceipt(RetryDelay delay) {
    this.delay = delay;
  }

  /** Reads the answer: an order number, or that no company changed (201). */
  public Processor answer() {
    return exchange -> {
      if (Outcome.NONE.name().equals(exchange.getVariable("outcome", String.class))) {
        settle(exchange, "NO_CHANGE", null, null, 0);
        return;
      }
      Object orderNo =
          exchange.getMessage().getBody() instanceof Map<?, ?> result
              ? result.get("orderNo")
              : null;
      if ((orderNo instanceof String || orderNo instanceof Number)
          && ORDER_NO.matcher(orderNo.toString()).matches()) {
        settle(exchange, "PENDING", orderNo.toString(), null, delay.afterTries(0));
      } else {
        settle(
            exchange,
            "AMBIGUOUS",
            null,
            "createReport: the provider gave 200 without a usable orderNo",
            0);
      }
    };
  }

  /** Judges a failed call by whether the provider may have taken the order. */
  public Processor failure() {
    return exchange -> {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      if (cause instanceof ProviderRejectedException) {
        settle(exchange, "FAILED", null, reason(cause), 0);
      } else if (!"ORDERING".equals(exchange.getVariable("state"))
          || CallFate.of(exchange) == CallFate.NOT_DONE) {
        // A held order is not claimed; it is due the moment its hold is lifted.
        boolean held =
            cause instanceof ProviderUnavailableException unavailable
                && unavailable.outcome() == Outcome.STOP;
        int tries = exchange.getVariable("tries", 0, Integer.class);
        long delayMs = held ? 0 : delay.afterTries(tries, cause);
        exchange.setVariable(
            "next",
            held
                ? "once the hold ends: qcc-routes holds"
                : "next in "
                    + delayMs
                    + " ms at the earliest, sooner with: qcc-routes reports order "
                    + exchange.getVariable("reportType", String.class));
        settle(exchange, "DUE", null, reason(cause), delayMs);
      } else {
        settle(exchange, "AMBIGUOUS", null, reason(cause), 0);
      }
    };
  }

  private static void settle(
      Exchange exchange,
      String state,
      @Nullable String orderNo,
      @Nullable String error,
      long delayMs) {
    Map<String, @Nullable Object> parameters = new HashMap<>();
    parameters.put("state", state);
    parameters.put("orderNo", orderNo);
    parameters.put("error", error);
    parameters.put("delayMs", delayMs);
    exchange.setVariable("verdict", state);
    exchange.setVariable("orderNo", orderNo);
    exchange.setVariable("error", error);
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(parameters);
  }

  private static String reason(Exception cause) {
    // Of an exception nobody foresaw the message might quote the request.
    return cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : Secrets.mask(cause.getMessage());
  }
}
