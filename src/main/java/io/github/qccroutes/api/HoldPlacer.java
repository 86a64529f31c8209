package io.github.qccroutes.api;

import io.github.qccroutes.observe.NodeName;
import io.github.qccroutes.store.Database;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down for all nodes which calls the provider told us to stop making, and tells each once.
 * Thread-safe.
 */
final class HoldPlacer {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final Duration TOGETHER = Duration.ofMinutes(1);

  private final Database database;
  private final ApiHolds holds;
  private final Clock clock;
  private final ZoneId zone;
  private final boolean places;
  private final Map<String, Instant> toldAt = new HashMap<>();

  /**
   * @param places whether a refusal is written down at all; a command beside the nodes only tells
   *     it, since its key may be another one
   */
  HoldPlacer(Database database, ApiHolds holds, Clock clock, ZoneId zone, boolean places) {
    this.database = database;
    this.holds = holds;
    this.clock = clock;
    this.zone = zone;
    this.places = places;
  }

  synchronized void place(ApiCall call, StatusCode code, String words) {
    if (!places) {
      return;
    }
    boolean all = code.hold() == StatusCode.Hold.ALL_CALLS;
    Duration duration =
        all ? ApiHolds.PROBE_AFTER : code.lifts().from(ZonedDateTime.now(clock.withZone(zone)));
    String held = all ? ApiHolds.ALL_CALLS : call.name();
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
                + ApiHolds.PROBE_AFTER.toMinutes()
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
        && holds.list().stream()
            .anyMatch(hold -> hold.call().equals(held) && hold.code().equals(code));
  }
}
