package io.github.qccroutes.reports;

import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.util.function.BiConsumer;

/** The beans that the routes of the report flow name. */
public final class ReportBeans {
  private ReportBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans,
      Settings settings,
      Database database,
      Clock clock,
      ReportStorage storage) {
    RetryDelay delay = new RetryDelay(settings.duration("qcc.reports.retry-delay-ms"));
    beans.accept("reportSchedule", ReportSchedule.of(settings, clock));
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
}
