package io.github.qccroutes.reports;

import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.Leases;
import io.github.qccroutes.work.RowFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
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
    retry(Order.of(exchange), RowFailure.of(exchange).message());
  }

  /** The provider has given the order up, or does not know it. */
  public void fail(Exchange exchange) {
    Order order = Order.of(exchange);
    String error = RowFailure.of(exchange).message();
    say(order, settle("reports/fail-order", order, error, 0), error, 0);
  }

  /** A hold on the call keeps the order; it is due again when the hold is lifted. */
  public void release(Exchange exchange) {
    database.statement("reports/release-order").params(Order.of(exchange).parameters()).update();
  }

  /** The provider has no report yet, which is said only when it has taken too long. */
  public void await(Exchange exchange) {
    Order order = Order.of(exchange);
    RowFailure failure = RowFailure.of(exchange);
    long delayMs = delay.afterTries(order.tries(), failure.cause());
    String state = settle("reports/wait-order", order, failure.message(), delayMs);
    if ("EXPIRED".equals(state)) {
      say(order, state, failure.message(), delayMs);
    }
  }

  /** The provider or the network is out of reach; the order waits, for a week at most. */
  public void postpone(Exchange exchange) {
    Order order = Order.of(exchange);
    RowFailure failure = RowFailure.of(exchange);
    long delayMs = delay.afterTries(order.tries(), failure.cause());
    String state = settle("reports/postpone-order", order, failure.message(), delayMs);
    say(order, state, failure.message(), delayMs);
  }

  /** Nobody foresaw the failure. It costs an attempt, so that no order is tried for ever. */
  public void unexpected(Exchange exchange) {
    if (!Leases.keepRow(exchange)) {
      Order order = Order.of(exchange);
      RowFailure failure = RowFailure.of(exchange);
      failure.tell(LOG, order.report());
      retry(order, failure.unforeseen());
    }
  }

  private void retry(Order order, String error) {
    long delayMs = delay.afterTries(order.attempts());
    say(order, settle("reports/retry-order", order, error, delayMs), error, delayMs);
  }

  /** Returns the order's new state, or null when it was not ours. */
  private @Nullable String settle(String statement, Order order, String error, long delayMs) {
    Map<String, @Nullable Object> parameters = order.parameters();
    parameters.put("error", error);
    parameters.put("delayMs", delayMs);
    parameters.put("maxAttempts", maxAttempts);
    parameters.put("deadlineMinutes", deadlineMinutes);
    List<String> states =
        database.statement(statement).params(parameters).query(String.class).list();
    return states.isEmpty() ? null : states.get(0);
  }

  private static void say(Order order, @Nullable String state, String error, long delayMs) {
    if ("PENDING".equals(state)) {
      LOG.warn(
          "{}, {}: {}; tried again in {} ms, at once with: qcc-routes reports fetch {}",
          order.report(),
          order.no(),
          error,
          delayMs,
          order.no());
    } else if (state != null) {
      LOG.error(
          "{}, {}: {}: {}. To fetch it again: qcc-routes reports fetch {}. To order it"
              + " again: qcc-routes reports order {} --again",
          order.report(),
          order.no(),
          state,
          error,
          order.no(),
          order.reportType());
    }
  }

  /**
   * The claimed order, as it stands in the exchange.
   *
   * @param report its type and period, as the log calls it
   * @param no the provider's number; null while none was given
   */
  private record Order(
      String id,
      long claimNo,
      String report,
      String reportType,
      @Nullable String no,
      int attempts,
      int tries) {
    static Order of(Exchange exchange) {
      return new Order(
          exchange.getVariable("id", String.class),
          exchange.getVariable("claimNo", Long.class),
          exchange.getVariable("report", String.class),
          exchange.getVariable("reportType", String.class),
          exchange.getVariable("orderNo", String.class),
          exchange.getVariable("attempts", 0, Integer.class),
          exchange.getVariable("tries", 0, Integer.class));
    }

    Map<String, @Nullable Object> parameters() {
      Map<String, @Nullable Object> parameters = new HashMap<>();
      parameters.put("id", id);
      parameters.put("claimNo", claimNo);
      return parameters;
    }
  }
}
