package io.github.qccroutes.quota;

import io.github.qccroutes.api.ModuleQuota;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The latest recorded quota, as this node last read it from {@code quota_snapshot}: at start and
 * after each check. Each module that was ever seen has gauges of its own; they are NaN while it is
 * missing or a figure is unknown. Thread-safe.
 */
public final class QuotaFigures {
  private final Database database;
  private final MeterRegistry metrics;
  private final Set<String> measured = ConcurrentHashMap.newKeySet();
  private volatile Latest latest = new Latest(null, Map.of());

  /**
   * One snapshot, by module.
   *
   * @param takenAt null when there is none
   */
  public record Latest(@Nullable Instant takenAt, Map<String, ModuleQuota> modules) {}

  public QuotaFigures(Database database, MeterRegistry metrics) {
    this.database = database;
    this.metrics = metrics;
  }

  public Latest latest() {
    return latest;
  }

  /** Reads the latest snapshot again. */
  public void refresh() {
    List<Row> rows = database.statement("quota/latest-snapshot").query(Row::of).list();
    Map<String, ModuleQuota> modules = new LinkedHashMap<>();
    for (Row row : rows) {
      ModuleQuota quota =
          new ModuleQuota(
              row.text("module_id"),
              row.optionalNumber("total_count"),
              row.optionalNumber("consumed_count"),
              row.optionalNumber("can_deleted_count"));
      modules.put(quota.moduleId(), quota);
    }
    latest =
        new Latest(rows.isEmpty() ? null : rows.get(0).instant("taken_at"), Map.copyOf(modules));
    modules.keySet().stream().filter(measured::add).forEach(this::measure);
  }

  private void measure(String moduleId) {
    measure("qcc.quota.bought", moduleId, ModuleQuota::totalCount);
    measure("qcc.quota.consumed", moduleId, ModuleQuota::consumedCount);
    measure("qcc.quota.remaining", moduleId, ModuleQuota::remaining);
  }

  private void measure(String name, String moduleId, Function<ModuleQuota, @Nullable Long> figure) {
    Gauge.builder(
            name,
            () -> {
              ModuleQuota quota = latest.modules.get(moduleId);
              Long value = quota == null ? null : figure.apply(quota);
              return value == null ? Double.NaN : (Number) value;
            })
        .tag("module", moduleId)
        .register(metrics);
  }
}
