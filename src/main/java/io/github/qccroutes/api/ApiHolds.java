package io.github.qccroutes.api;

import io.github.qccroutes.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the provider told us to stop making: the rows of {@code api_hold}. Deleting a row
 * lifts its hold without a restart.
 *
 * <p>A hold on all calls ({@code *}) is lifted by the route {@code api-probe} as soon as one
 * getQuota succeeds. Thread-safe.
 */
public final class ApiHolds {
  /** The {@code call} of a hold on all calls. */
  public static final String ALL_CALLS = "*";

  static final Duration PROBE_AFTER = Duration.ofMinutes(15);

  private final Database database;

  public ApiHolds(Database database) {
    this.database = database;
  }

  /** One row of {@code api_hold}; {@code untilAt} is null when it has no end. */
  public record Hold(
      String call, String code, String msg, @Nullable Instant heldAt, @Nullable Instant untilAt) {}

  /**
   * Refuses the exchange's call while it is held; the probe's own question (variable {@code probe})
   * passes.
   */
  public void refuse(Exchange exchange) throws ProviderUnavailableException {
    if (exchange.getVariable("probe", false, Boolean.class)) {
      return;
    }
    String call = exchange.getVariable("call", String.class);
    Hold hold =
        database
            .statement("api/find-hold")
            .param("call", call)
            .query(ApiHolds::hold)
            .optional()
            .orElse(null);
    if (hold != null) {
      throw new ProviderUnavailableException(
          Outcome.STOP, hold.code(), call + " is held because the provider said " + hold.msg());
    }
  }

  /** The holds in force. */
  public List<Hold> list() {
    return database.statement("api/list-holds").query(ApiHolds::hold).list();
  }

  /** Lifts a hold; says whether there was one. */
  public boolean lift(String call) {
    return database.statement("api/lift-hold").param("call", call).update() > 0;
  }

  /** How long after a refusal the provider is asked again while all calls are held. */
  public long probeAfterMs() {
    return PROBE_AFTER.toMillis();
  }

  /** The same after a failure, but no less than the server asked for. */
  public long probeAfterMinutes(ProviderUnavailableException failure) {
    Duration asked = failure.retryAfter();
    return Math.max(PROBE_AFTER.toMinutes(), asked == null ? 0 : asked.plusSeconds(59).toMinutes());
  }

  /** Has the next {@code api-probe} ask the provider at once, if all calls are held. */
  public void hastenProbe() {
    database.statement("api/hasten-probe").update();
  }

  private static Hold hold(ResultSet row, int rowNo) throws SQLException {
    return new Hold(
        row.getString("call"),
        row.getString("code"),
        row.getString("msg"),
        Database.instant(row.getObject("held_at")),
        Database.instant(row.getObject("until_at")));
  }
}
