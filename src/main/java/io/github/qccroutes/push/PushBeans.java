package io.github.qccroutes.push;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Claims;
import java.time.Clock;
import java.util.Map;
import java.util.function.BiConsumer;

/** The beans that the routes of the push flow name. */
public final class PushBeans {
  private static final long MEGABYTE = 1L << 20;

  private PushBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans,
      Settings settings,
      Clock clock,
      ApiHolds holds,
      PushRegistration registration) {
    PushStorage storage =
        new PushStorage(
            settings.number("qcc.push.max-inflated-mb") * MEGABYTE, clock, settings.zone());
    beans.accept("pushCallback", new PushCallback(settings.text("qcc.api.key"), clock));
    beans.accept("pushListing", new PushListing(clock, settings.zone()));
    beans.accept("pushRegistration", registration);
    RetryDelay pushDelay = new RetryDelay(settings.duration("qcc.push.retry-delay-ms"));
    PushStart start = new PushStart(holds, pushDelay, System::nanoTime);
    beans.accept("pushStart", start);
    beans.accept("pushStarted", start.started());
    beans.accept("pushSetting", registration.setting());
    beans.accept("pushEcho", registration.echo());
    beans.accept("pushLink", new PushLink());
    new Claims(
            "orderNo",
            Map.of("orderNo", "order_no", "attempts", "attempts", "outages", "outages"),
            settings.duration("qcc.work.lease-ms"))
        .bind("push", beans);
    beans.accept("pushVerifier", storage.verifier());
    beans.accept("pushBlockNames", storage.names());
    beans.accept("pushTally", storage.tally());
    beans.accept("pushSummary", storage.summary());
    beans.accept("pushClaimCheck", storage.claimCheck());
    beans.accept("pushRetryDelay", pushDelay);
  }
}
