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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of one createReport (report document, 6.2.1), which must never be repeated blindly. The
 * body becomes the parameters {@code state}, {@code orderNo}, {@code error}, {@code delayMs} of the
 * row; the variables {@code verdict}, {@code error} and {@code next} (when it is tried again) say
 * the same to the log. Thread-safe.
 */
public final class ReportReceipt {
  /** What an order number looks like; it becomes a file name. */
  static final Pattern ORDER_NO = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Logger LOG = LoggerFactory.getLogger("reports");

  private final RetryDelay delay;

  public ReportReceipt(RetryDelay delay) {
    this.delay = delay;
  }

  /** Reads the answer: an order number, or that no company changed (201). */
  public void read(Exchange exchange) {
    if (Outcome.NONE.name().equals(exchange.getVariable("outcome", String.class))) {
      settle(exchange, "NO_CHANGE", null, null, 0);
      return;
    }
    Object orderNo =
        exchange.getMessage().getBody() instanceof Map<?, ?> result ? result.get("orderNo") : null;
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
  }

  /** Judges a failed call by whether the provider may have taken the order. */
  public void judge(Exchange exchange) {
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
  }

  /**
   * Says what came of ordering. The body is what the statement left: empty when a later order
   * overtook this one.
   */
  public void say(Exchange exchange) {
    Object report = exchange.getVariable("report");
    Object error = exchange.getVariable("error");
    String verdict = exchange.getVariable("verdict", String.class);
    if (exchange.getMessage().getBody() == null) {
      LOG.warn(
          "{}: {} {} came too late and is not used: the report was ordered again in the"
              + " meantime",
          report,
          verdict,
          exchange.getVariable("orderNo"));
      return;
    }
    switch (verdict) {
      case "PENDING" -> LOG.info("{}: ordered, {}", report, exchange.getVariable("orderNo"));
      case "NO_CHANGE" -> LOG.info("{}: no company changed, so there is no report", report);
      case "DUE" ->
          LOG.warn(
              "{}: not ordered: {}; tried again until the period ends, {}",
              report,
              error,
              exchange.getVariable("next"));
      case "AMBIGUOUS" ->
          LOG.warn(
              "{}: AMBIGUOUS: {}. It may have been ordered, so it is not ordered again by itself."
                  + " If pro.qcc.com shows no such report, order it again: qcc-routes reports order {} --again",
              report,
              error,
              exchange.getVariable("reportType"));
      default ->
          LOG.error(
              "{}: FAILED: {}. To order it again: qcc-routes reports order {} --again",
              report,
              error,
              exchange.getVariable("reportType"));
    }
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
