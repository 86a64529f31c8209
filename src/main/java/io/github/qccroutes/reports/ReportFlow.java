package io.github.qccroutes.reports;

import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.Health;
import io.github.qccroutes.store.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Reports: the report of each day, week and month, ordered once, waited for and stored. */
public final class ReportFlow implements Flow {
  private static final long MEGABYTE = 1L << 20;

  private static final List<String> STATES =
      List.of("DUE", "ORDERING", "PENDING", "READY", "NO_CHANGE", "FAILED", "EXPIRED", "AMBIGUOUS");

  private static final Set<Object> WITHOUT_A_REPORT = Set.of("FAILED", "EXPIRED", "AMBIGUOUS");

  private final FlowParts parts;
  private final Database database;
  private final ReportStorage storage;

  public ReportFlow(FlowParts parts) {
    Settings settings = parts.settings();
    this.parts = parts;
    this.database = parts.database();
    this.storage =
        new ReportStorage(
            settings.path("qcc.data-dir"), settings.number("qcc.push.max-inflated-mb") * MEGABYTE);
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    Settings settings = parts.settings();
    RetryDelay delay = new RetryDelay(settings.duration("qcc.reports.retry-delay-ms"));
    ReportSchedule schedule = ReportSchedule.of(settings, parts.clock());
    beans.accept("reportSchedule", schedule);
    beans.accept("reportOrders", new ReportOrders(database, schedule));
    beans.accept("reportReceipt", new ReportReceipt(delay));
    beans.accept("reportProgress", new ReportProgress());
    beans.accept("reportStorage", storage);
    beans.accept(
        "reportFailure",
        new ReportFailure(
            database,
            delay,
            settings.number("qcc.reports.max-attempts"),
            settings.number("qcc.reports.deadline-minutes")));
  }

  @Override
  public void takeOver() throws IOException {
    if (parts.isOnlyNode()) {
      database.statement("reports/release-all-claims").update();
    }
    database.statement("reports/record-first-start").update();
    storage.prepare();
  }

  @Override
  public List<Health> health() {
    return List.of(Health.told("reports", this::told));
  }

  private String told() {
    String latest =
        parts.questions().ask(this::latest).stream()
            .map(
                row ->
                    row.get("report_type")
                        + " "
                        + row.get("period")
                        + " "
                        + row.get("state")
                        + (row.get("last_error") == null ? "" : " (" + row.get("last_error") + ")"))
            .collect(Collectors.joining("; "));
    return latest.isEmpty() ? "none ordered yet" : latest;
  }

  @Override
  public void meters(MeterRegistry metrics) {
    for (String state : STATES) {
      Gauge.builder("qcc.reports.orders", () -> parts.questions().figure(() -> orders(state)))
          .tag("state", state.toLowerCase(Locale.ROOT))
          .register(metrics);
    }
  }

  @Override
  public List<Todo> todo() {
    return latest().stream()
        .filter(row -> WITHOUT_A_REPORT.contains(row.get("state")))
        .map(
            row ->
                Todo.of(
                    "report",
                    row.get("report_type") + " " + row.get("period"),
                    Database.instant(row.get("ordered_at")),
                    "没有报告",
                    "no report: %s %s %s"
                        .formatted(row.get("report_type"), row.get("period"), row.get("state")),
                    "qcc-routes reports list",
                    row.get("order_no") == null ? "reports-order" : "reports-fetch"))
        .toList();
  }

  private List<Map<String, Object>> latest() {
    return database.statement("reports/latest-orders").query().listOfRows();
  }

  private Long orders(String state) {
    return database
        .statement("reports/count-orders")
        .param("state", state)
        .query(Long.class)
        .single();
  }
}
