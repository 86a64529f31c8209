package io.github.qccroutes.retention;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.util.function.BiConsumer;

/** The beans that the route of the retention flow names. */
public final class RetentionBeans {
  private RetentionBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans, Settings settings, Database database, Clock clock) {
    long days = settings.number("qcc.keep-days");
    beans.accept("retentionRows", new RetentionRows(database, days));
    beans.accept(
        "retentionFiles",
        new RetentionFiles(settings.path("qcc.data-dir"), days, clock, settings.zone()));
  }
}
