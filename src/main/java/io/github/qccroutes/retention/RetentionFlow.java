package io.github.qccroutes.retention;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import java.util.function.BiConsumer;

/** Retention: what is older than so many days goes in the night. */
public final class RetentionFlow implements Flow {
  private final FlowParts parts;

  public RetentionFlow(FlowParts parts) {
    this.parts = parts;
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    Settings settings = parts.settings();
    long days = settings.number("qcc.keep-days");
    beans.accept("retentionRows", new RetentionRows(parts.database(), days));
    beans.accept(
        "retentionFiles",
        new RetentionFiles(settings.path("qcc.data-dir"), days, parts.clock(), settings.zone()));
  }
}
