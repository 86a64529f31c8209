package io.github.qccroutes.push;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.util.function.BiConsumer;

/** The beans that the routes of the push flow name. */
public final class PushBeans {
  private static final long MEGABYTE = 1L << 20;

  private PushBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans,
      Settings settings,
      Database database,
      Clock clock,
      ApiHolds holds,
      PushRegistration registration) {
    RetryDelay delay = new RetryDelay(settings.duration("qcc.push.retry-delay-ms"));
    beans.accept("pushCallback", new PushCallback(settings.text("qcc.api.key"), clock));
    beans.accept("pushListing", new PushListing(clock, settings.zone()));
    beans.accept("pushRegistration", registration);
    beans.accept("pushStart", new PushStart(holds, delay, System::nanoTime));
    beans.accept("pushLink", new PushLink());
    beans.accept(
        "pushStorage",
        new PushStorage(
            settings.number("qcc.push.max-inflated-mb") * MEGABYTE,
            settings.path("qcc.data-dir").resolve("tmp"),
            clock,
            settings.zone()));
    beans.accept("riskTable", new RiskTable(database));
    beans.accept(
        "pushFailure",
        new PushFailure(
            database,
            delay,
            settings.number("qcc.push.max-attempts"),
            settings.number("qcc.push.give-up-hours")));
  }
}
