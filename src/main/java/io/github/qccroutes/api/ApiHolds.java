package io.github.qccroutes.api;

import io.github.qccroutes.observe.NodeName;
import io.github.qccroutes.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final Duration TOGETHER = Duration.ofMinutes(1);
  private static final Duration PROBE_AFTER = Duration.ofMinutes(15);

  private final Database database;
  private final Clock clock;
  private final ZoneId zone;
  private final boolean places;
  private final Map<String, Instant> toldAt = new HashMap<>();

  /**
   * @param places whether a refusal is written down for all nodes; a command beside them only tells
   *     it, since its key may be another one
   */
  public ApiHolds(Database database, Clock clock, ZoneId zone, boolean places) {
    this.database = database;
    this.clock = clock;
    this.zone = zone;
    this.places = places;
  }

  /** One row of {@code api_hold}; {@code untilAt} is null when it has no end. */
  public record Hold(String call, String code, String msg, @Nullable Instant untilAt) {}

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

  synchronized void place(ApiCall call, StatusCode code, String words) {
    if (!places) {
      return;
    }
    boolean all = code.hold() == StatusCode.Hold.ALL_CALLS;
    Duration duration =
        all ? PROBE_AFTER : code.lifts().from(ZonedDateTime.now(clock.withZone(zone)));
    String held = all ? ALL_CALLS : call.name();
    // Key, secret and address of one node of several may be wrong.
    String said = all ? words + " (节点 node " + NodeName.text() + ")" : words;
    boolean told = isTold(held, code.code());
    database
        .statement("api/place-hold")
        .param("call", held)
        .param("code", code.code())
        .param("msg", said)
        .param("ms", duration == null ? null : duration.toMillis(), Types.BIGINT)
        .update();
    if (told) {
      return;
    }
    toldAt.put(held, clock.instant());
    LOG.error(
        "{}: the provider said {}. {}",
        call,
        said,
        all
            ? "No call is made until the hold is lifted. One getQuota asks every "
                + PROBE_AFTER.toMinutes()
                + " minutes and at start whether it can be, and at once after: qcc-routes holds lift"
                + " all"
            : "This call is not made until "
                + (duration == null
                    ? "the hold is lifted"
                    : clock
                        .instant()
                        .plus(duration)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .atZone(zone)
                        .toOffsetDateTime())
                + ". To lift it: qcc-routes holds lift "
                + held);
  }

  /** Calls that were under way together are refused together, which one line tells. */
  private boolean isTold(String held, String code) {
    Instant at = toldAt.get(held);
    return at != null
        && Duration.between(at, clock.instant()).compareTo(TOGETHER) < 0
        && list().stream().anyMatch(hold -> hold.call().equals(held) && hold.code().equals(code));
  }

  private static Hold hold(ResultSet row, int rowNo) throws SQLException {
    return new Hold(
        row.getString("call"),
        row.getString("code"),
        row.getString("msg"),
        Database.instant(row.getObject("until_at")));
  }
}
