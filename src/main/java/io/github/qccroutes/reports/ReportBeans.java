package io.github.qccroutes.reports;

import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Claims;
import java.time.Clock;
import java.util.Map;
import java.util.function.BiConsumer;

/** The beans that the routes of the report flow name. */
public final class ReportBeans {
  private ReportBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans, Settings settings, Clock clock, ReportStorage storage) {
    RetryDelay delay = new RetryDelay(settings.duration("qcc.reports.retry-delay-ms"));
    ReportSchedule schedule = ReportSchedule.of(settings, clock);
    ReportReceipt receipt = new ReportReceipt(delay);
    beans.accept("reportRetryDelay", delay);
    beans.accept("reportsDue", schedule.due());
    beans.accept("reportPeriods", schedule.periods());
    new Claims(
            "id",
            Map.of(
                "id", "id",
                "reportType", "report_type",
                "period", "period",
                "report", "report",
                "orderNo", "order_no",
                "state", "state",
                "attempts", "attempts",
                "tries", "tries"),
            settings.duration("qcc.work.lease-ms"))
        .bind("report", beans);
    beans.accept("reportReceipt", receipt.answer());
    beans.accept("reportNoReceipt", receipt.failure());
    beans.accept("reportProgress", new ReportProgress());
    beans.accept("reportVerifier", storage.verifier());
    beans.accept("reportPublisher", storage.publisher());
  }
}
