package io.github.qccroutes.reports;

import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.Leases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExceptionHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a claimed report order whose report was not stored; the error policy of {@code
 * reports-fetch} says of which failure. Each fate is one statement, which changes nothing when the
 * claim was lost, and one line of the log. Thread-safe.
 */
public final class ReportFailure {
  private static final Logger LOG = LoggerFactory.getLogger("reports");

  private final Database database;
  private final RetryDelay delay;
  private final long maxAttempts;
  private final long deadlineMinutes;

  /**
   * @param maxAttempts so often a report is fetched that can't be had
   * @param deadlineMinutes so long the provider may take to make one
   */
  public ReportFailure(
      Database database, RetryDelay delay, long maxAttempts, long deadlineMinutes) {
    this.database = database;
    this.delay = delay;
    this.maxAttempts = maxAttempts;
    this.deadlineMinutes = deadlineMinutes;
  }

  /** The file can't be had; it is fetched again with a fresh link, up to so many attempts. */
  public void retry(Exchange exchange) {
    retry(exchange, error(exchange));
  }

  /** The provider has given the order up, or does not know it. */
  public void fail(Exchange exchange) {
    say(exchange, settle("reports/fail-order", exchange, error(exchange), 0), error(exchange), 0);
  }

  /** A hold on the call keeps the order; it is due again when the hold is lifted. */
  public void release(Exchange exchange) {
    database.statement("reports/release-order").params(order(exchange)).update();
  }

  /** The provider has no report yet, which is said only when it has taken too long. */
  public void await(Exchange exchange) {
    long delayMs = delay.afterTries(number(exchange, "tries"), cause(exchange));
    String state = settle("reports/wait-order", exchange, error(exchange), delayMs);
    if ("EXPIRED".equals(state)) {
      say(exchange, state, error(exchange), delayMs);
    }
  }

  /** The provider or the network is out of reach; the order waits, for a week at most. */
  public void postpone(Exchange exchange) {
    long delayMs = delay.afterTries(number(exchange, "tries"), cause(exchange));
    say(
        exchange,
        settle("reports/postpone-order", exchange, error(exchange), delayMs),
        error(exchange),
        delayMs);
  }

  /** Nobody foresaw the failure. It costs an attempt, so that no order is tried for ever. */
  public void unexpected(Exchange exchange) {
    if (Leases.keepRow(exchange)) {
      return;
    }
    Exception cause = cause(exchange);
    LOG.error(
        "{}: {}\n{}",
        exchange.getVariable("report"),
        cause.getMessage(),
        ExceptionHelper.stackTraceToString(cause));
    retry(exchange, "unexpected " + cause.getClass().getSimpleName() + ", see the log");
  }

  private void retry(Exchange exchange, String error) {
    long delayMs = delay.afterTries(number(exchange, "attempts"));
    say(exchange, settle("reports/retry-order", exchange, error, delayMs), error, delayMs);
  }

  /** Returns the order's new state, or null when it was not ours. */
  private @Nullable String settle(String statement, Exchange exchange, String error, long delayMs) {
    Map<String, @Nullable Object> parameters = order(exchange);
    parameters.put("error", error);
    parameters.put("delayMs", delayMs);
    parameters.put("maxAttempts", maxAttempts);
    parameters.put("deadlineMinutes", deadlineMinutes);
    List<String> states =
        database.statement(statement).params(parameters).query(String.class).list();
    return states.isEmpty() ? null : states.get(0);
  }

  private static void say(Exchange exchange, @Nullable String state, String error, long delayMs) {
    Object report = exchange.getVariable("report");
    Object orderNo = exchange.getVariable("orderNo");
    if ("PENDING".equals(state)) {
      LOG.warn(
          "{}, {}: {}; tried again in {} ms, at once with: qcc-routes reports fetch {}",
          report,
          orderNo,
          error,
          delayMs,
          orderNo);
    } else if (state != null) {
      LOG.error(
          "{}, {}: {}: {}. To fetch it again: qcc-routes reports fetch {}. To order it"
              + " again: qcc-routes reports order {} --again",
          report,
          orderNo,
          state,
          error,
          orderNo,
          exchange.getVariable("reportType"));
    }
  }

  private static Exception cause(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
  }

  private static String error(Exchange exchange) {
    return String.valueOf(cause(exchange).getMessage());
  }

  private static Map<String, @Nullable Object> order(Exchange exchange) {
    Map<String, @Nullable Object> order = new HashMap<>();
    order.put("id", exchange.getVariable("id"));
    order.put("claimNo", exchange.getVariable("claimNo"));
    return order;
  }

  private static int number(Exchange exchange, String variable) {
    return exchange.getVariable(variable, 0, Integer.class);
  }
}
