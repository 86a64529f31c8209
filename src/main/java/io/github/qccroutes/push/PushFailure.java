package io.github.qccroutes.push;

import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.store.CollisionException;
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
 * What becomes of a claimed push order whose import failed; the error policy of {@code push-import}
 * says of which failure. Each fate is one statement, which changes nothing when the claim was lost,
 * and one line of the log. Thread-safe.
 */
public final class PushFailure {
  private static final Logger LOG = LoggerFactory.getLogger("push");

  private final Database database;
  private final RetryDelay delay;
  private final long maxAttempts;
  private final long giveUpHours;

  /**
   * @param maxAttempts after so many faults of its own an order is dead
   * @param giveUpHours and after so many hours in which it was no outage that kept it
   */
  public PushFailure(Database database, RetryDelay delay, long maxAttempts, long giveUpHours) {
    this.database = database;
    this.delay = delay;
    this.maxAttempts = maxAttempts;
    this.giveUpHours = giveUpHours;
  }

  /** The archive is bad: it is fetched once more, then the order is dead. */
  public void refetch(Exchange exchange) {
    tryLater("push/refetch-order", Order.of(exchange), RowFailure.of(exchange).message());
  }

  /** The order is dead until a person says otherwise. */
  public void bury(Exchange exchange) {
    Order order = Order.of(exchange);
    String error = RowFailure.of(exchange).message();
    Map<String, @Nullable Object> parameters = order.parameters();
    parameters.put("error", error);
    if (database.statement("push/bury-order").params(parameters).update() > 0) {
      dead(order, error);
    }
  }

  /** A hold on the call keeps the order; it is due again when the hold is lifted. */
  public void release(Exchange exchange) {
    database.statement("push/release-order").params(Order.of(exchange).parameters()).update();
  }

  /**
   * The order waits and loses no attempt. Until its link was there that is an outage, however long
   * it lasts, and so is another import that was in the way; what keeps it from then on, or that the
   * provider is still at it, ends in a dead order after {@code qcc.push.give-up-hours}.
   */
  public void postpone(Exchange exchange) {
    Order order = Order.of(exchange);
    RowFailure failure = RowFailure.of(exchange);
    boolean notReady =
        failure.cause() instanceof ProviderUnavailableException e && e.outcome() == Outcome.WAIT;
    boolean outage = failure.cause() instanceof CollisionException || !(notReady || order.linked());
    long delayMs = delay.afterTries(order.outages(), failure.cause());
    Map<String, @Nullable Object> parameters = order.parameters();
    parameters.put("outage", outage ? 1 : 0);
    wait("push/postpone-order", order, parameters, failure.message(), delayMs);
  }

  /** The order itself is at fault: tried again up to {@code qcc.push.max-attempts}, then dead. */
  public void retry(Exchange exchange) {
    tryLater("push/retry-order", Order.of(exchange), RowFailure.of(exchange).message());
  }

  /** Nobody foresaw the failure. It costs an attempt, so that no order is tried for ever. */
  public void unexpected(Exchange exchange) {
    if (!Leases.keepRow(exchange)) {
      Order order = Order.of(exchange);
      RowFailure failure = RowFailure.of(exchange);
      failure.tell(LOG, order.no());
      tryLater("push/retry-order", order, failure.unforeseen());
    }
  }

  private void tryLater(String statement, Order order, String error) {
    Map<String, @Nullable Object> parameters = order.parameters();
    parameters.put("maxAttempts", maxAttempts);
    wait(statement, order, parameters, error, delay.afterTries(order.attempts()));
  }

  private void wait(
      String statement,
      Order order,
      Map<String, @Nullable Object> parameters,
      String error,
      long delayMs) {
    parameters.put("giveUpHours", giveUpHours);
    parameters.put("error", error);
    parameters.put("delayMs", delayMs);
    List<String> states =
        database.statement(statement).params(parameters).query(String.class).list();
    if (states.contains("DEAD")) {
      dead(order, error);
    } else if (states.contains("RECEIVED")) {
      LOG.warn(
          "{}: {}; tried again in {} ms, at once with: qcc-routes push retry {}",
          order.no(),
          error,
          delayMs,
          order.no());
    }
  }

  private static void dead(Order order, String error) {
    LOG.error(
        "{}: DEAD: {}. To try it again: qcc-routes push retry {}", order.no(), error, order.no());
  }

  /**
   * The claimed order, as it stands in the exchange.
   *
   * @param linked whether the provider has given the link to its archive
   */
  private record Order(String no, long claimNo, int attempts, int outages, boolean linked) {
    static Order of(Exchange exchange) {
      return new Order(
          exchange.getVariable("orderNo", String.class),
          exchange.getVariable("claimNo", Long.class),
          exchange.getVariable("attempts", 0, Integer.class),
          exchange.getVariable("outages", 0, Integer.class),
          exchange.getVariable("linked", false, Boolean.class));
    }

    Map<String, @Nullable Object> parameters() {
      Map<String, @Nullable Object> parameters = new HashMap<>();
      parameters.put("orderNo", no);
      parameters.put("claimNo", claimNo);
      return parameters;
    }
  }
}
