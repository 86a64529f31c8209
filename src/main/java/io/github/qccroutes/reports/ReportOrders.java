package io.github.qccroutes.reports;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The rows of {@code report_order}, as a person acts on them. Thread-safe. */
public final class ReportOrders {
  private final Database database;
  private final ReportSchedule schedule;

  public ReportOrders(Database database, ReportSchedule schedule) {
    this.database = database;
    this.schedule = schedule;
  }

  /** What {@link #order} did. */
  public enum Answer {
    /** The order is due; a running node places it on its next tick. */
    DUE,
    /** The order is due once more, although its period has a row. */
    AGAIN,
    /** The provider is asked once more for the order that it has. */
    FETCH,
    /** A node is at it, or the provider is. */
    BUSY,
    /** The period's order is settled; nothing was changed. */
    SETTLED
  }

  /**
   * How the row of a period stands.
   *
   * @param state as in {@code report_order}, before {@link #order} changed it
   */
  public record Result(
      Answer answer, String period, @Nullable String state, @Nullable String lastError) {}

  /**
   * Makes the current period's report due, whether its time has come or not. An order that brought
   * no report is fetched, not placed anew.
   *
   * @param again whether to order although the period's order is settled or its end unclear
   */
  public Result order(ReportType type, boolean again) {
    ReportSchedule.Key key = schedule.current(type);
    if (database.statement("reports/insert-order").params(key.parameters()).update() > 0) {
      return new Result(Answer.DUE, key.period(), null, null);
    }
    Row row =
        database.statement("reports/find-order").param("id", key.id()).query(Row::of).single();
    String state = row.text("state");
    String orderNo = row.optionalText("order_no");
    String lastError = row.optionalText("last_error");
    if (database.statement("reports/hasten-order").param("id", key.id()).update() > 0) {
      return new Result(Answer.DUE, key.period(), state, lastError);
    }
    if (again && database.statement("reports/reopen-order").param("id", key.id()).update() > 0) {
      return new Result(Answer.AGAIN, key.period(), state, lastError);
    }
    if (!again && orderNo != null && !state.equals("READY") && fetch(orderNo)) {
      return new Result(Answer.FETCH, key.period(), state, lastError);
    }
    boolean busy = state.equals("ORDERING") || state.equals("PENDING");
    return new Result(busy ? Answer.BUSY : Answer.SETTLED, key.period(), state, lastError);
  }

  /**
   * {@link #order} for a route: takes the variables {@code type} and {@code again}, and leaves the
   * {@link Answer} in the variable {@code answer}.
   */
  public void order(Exchange exchange) {
    ReportType type = ReportType.valueOf(exchange.getVariable("type", String.class));
    boolean again = exchange.getVariable("again", false, Boolean.class);
    exchange.setVariable("answer", order(type, again).answer().name());
  }

  /** Whether a period goes on, so that its report can still be ordered. */
  public boolean isCurrent(ReportType type, String period) {
    return schedule.current(type).period().equals(period);
  }

  /**
   * Has a node ask for the report of an order once more, whatever its period; says whether there is
   * such an order, and nobody at it.
   */
  public boolean fetch(String orderNo) {
    return database.statement("reports/refetch-order").param("orderNo", orderNo).update() > 0;
  }
}
