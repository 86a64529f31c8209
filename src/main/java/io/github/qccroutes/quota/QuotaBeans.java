package io.github.qccroutes.quota;

import io.github.qccroutes.config.Settings;
import java.util.function.BiConsumer;

/** The beans that the routes of the quota flow name. */
public final class QuotaBeans {
  private QuotaBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans, Settings settings, QuotaFigures figures) {
    beans.accept("quotaAnswer", new QuotaAnswer());
    beans.accept("quotaRemaining", new QuotaRemaining());
    beans.accept(
        "quotaThreshold", new QuotaThreshold(settings.number("qcc.quota.warn-remaining-percent")));
    beans.accept("quotaFigures", figures);
  }
}
