package io.github.qccroutes.push;

import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.store.CollisionException;
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
    tryLater("push/refetch-order", exchange, error(exchange), number(exchange, "attempts"));
  }

  /** The order is dead until a person says otherwise. */
  public void bury(Exchange exchange) {
    Map<String, @Nullable Object> parameters = order(exchange);
    parameters.put("error", error(exchange));
    if (database.statement("push/bury-order").params(parameters).update() > 0) {
      dead(exchange, error(exchange));
    }
  }

  /** A hold on the call keeps the order; it is due again when the hold is lifted. */
  public void release(Exchange exchange) {
    database.statement("push/release-order").params(order(exchange)).update();
  }

  /**
   * The order waits and loses no attempt. Until its link was there that is an outage, however long
   * it lasts, and so is another import that was in the way; what keeps it from then on, or that the
   * provider is still at it, ends in a dead order after {@code qcc.push.give-up-hours}.
   */
  public void postpone(Exchange exchange) {
    Exception cause = cause(exchange);
    boolean notReady =
        cause instanceof ProviderUnavailableException e && e.outcome() == Outcome.WAIT;
    boolean linked = exchange.getVariable("linked", false, Boolean.class);
    boolean outage = cause instanceof CollisionException || !(notReady || linked);
    long delayMs = delay.afterTries(number(exchange, "outages"), cause);
    Map<String, @Nullable Object> parameters = order(exchange);
    parameters.put("outage", outage ? 1 : 0);
    parameters.put("giveUpHours", giveUpHours);
    wait("push/postpone-order", exchange, parameters, error(exchange), delayMs);
  }

  /** The order itself is at fault: tried again up to {@code qcc.push.max-attempts}, then dead. */
  public void retry(Exchange exchange) {
    tryLater("push/retry-order", exchange, error(exchange), number(exchange, "attempts"));
  }

  /** Nobody foresaw the failure. It costs an attempt, so that no order is tried for ever. */
  public void unexpected(Exchange exchange) {
    if (Leases.keepRow(exchange)) {
      return;
    }
    Exception cause = cause(exchange);
    LOG.error(
        "{}: {}\n{}",
        orderNo(exchange),
        cause.getMessage(),
        ExceptionHelper.stackTraceToString(cause));
    tryLater(
        "push/retry-order",
        exchange,
        "unexpected " + cause.getClass().getSimpleName() + ", see the log",
        number(exchange, "attempts"));
  }

  private void tryLater(String statement, Exchange exchange, String error, int tries) {
    Map<String, @Nullable Object> parameters = order(exchange);
    parameters.put("maxAttempts", maxAttempts);
    parameters.put("giveUpHours", giveUpHours);
    wait(statement, exchange, parameters, error, delay.afterTries(tries));
  }

  private void wait(
      String statement,
      Exchange exchange,
      Map<String, @Nullable Object> parameters,
      String error,
      long delayMs) {
    parameters.put("error", error);
    parameters.put("delayMs", delayMs);
    List<String> states =
        database.statement(statement).params(parameters).query(String.class).list();
    if (states.contains("DEAD")) {
      dead(exchange, error);
    } else if (states.contains("RECEIVED")) {
      LOG.warn(
          "{}: {}; tried again in {} ms, at once with: qcc-routes push retry {}",
          orderNo(exchange),
          error,
          delayMs,
          orderNo(exchange));
    }
  }

  private static void dead(Exchange exchange, String error) {
    LOG.error(
        "{}: DEAD: {}. To try it again: qcc-routes push retry {}",
        orderNo(exchange),
        error,
        orderNo(exchange));
  }

  private static Exception cause(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
  }

  private static String error(Exchange exchange) {
    return String.valueOf(cause(exchange).getMessage());
  }

  private static Map<String, @Nullable Object> order(Exchange exchange) {
    Map<String, @Nullable Object> order = new HashMap<>();
    order.put("orderNo", orderNo(exchange));
    order.put("claimNo", exchange.getVariable("claimNo"));
    return order;
  }

  private static String orderNo(Exchange exchange) {
    return exchange.getVariable("orderNo", String.class);
  }

  private static int number(Exchange exchange, String variable) {
    return exchange.getVariable(variable, 0, Integer.class);
  }
}
