package io.github.qccroutes.sync;

import io.github.qccroutes.observe.Moments;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The gauges of sync, one a scope: {@code qcc.sync.pairs} by state and {@code
 * qcc.sync.list.age.seconds} since the scope's last list was carried out. Scopes appear as lists
 * do. Thread-safe.
 */
public final class SyncMeters {
  private static final List<String> STATES = List.of("wanted", "watched", "released", "refused");

  private final Database database;
  private final Moments moments;
  private final MultiGauge pairs;
  private final MultiGauge ages;

  SyncMeters(Database database, Moments moments, MeterRegistry metrics) {
    this.database = database;
    this.moments = moments;
    this.pairs = MultiGauge.builder("qcc.sync.pairs").register(metrics);
    this.ages = MultiGauge.builder("qcc.sync.list.age.seconds").register(metrics);
  }

  /** Reads the figures of all scopes again. */
  public void refresh() {
    List<MultiGauge.Row<?>> pairRows = new ArrayList<>();
    List<MultiGauge.Row<?>> ageRows = new ArrayList<>();
    for (Row scope : database.statement("sync/list-scopes").query(Row::of).list()) {
      Tags tags = Tags.of("scope", scope.text("scope"));
      for (String state : STATES) {
        pairRows.add(MultiGauge.Row.of(tags.and("state", state), scope.number(state)));
      }
      Instant done = scope.instant("last_done_at");
      if (done != null) {
        ageRows.add(MultiGauge.Row.of(tags, () -> moments.secondsSince(done)));
      }
    }
    pairs.register(pairRows, true);
    ages.register(ageRows, true);
  }
}
