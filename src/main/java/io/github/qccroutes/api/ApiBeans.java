package io.github.qccroutes.api;

import io.github.qccroutes.config.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.BiConsumer;

/** The beans that the routes of the one call and the one download name. */
public final class ApiBeans {
  private ApiBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans,
      Settings settings,
      Clock clock,
      ApiSlots slots,
      ApiHolds holds,
      ProviderContact contact,
      DownloadFile downloadFile,
      MeterRegistry metrics) {
    String key = settings.text("qcc.api.key");
    beans.accept("apiRequest", new ApiRequest(key));
    beans.accept("apiSlots", slots);
    beans.accept("apiHolds", holds);
    beans.accept("sendGate", new SendGate(slots, settings.duration("qcc.api.timeout-ms")));
    beans.accept(
        "requestSigner", new RequestSigner(key, settings.text("qcc.api.secret-key"), clock));
    beans.accept("answerMapper", AnswerReader.mapper());
    beans.accept("answerReader", new AnswerReader(holds, contact, metrics, clock));
    beans.accept(
        "callFailure",
        new CallFailure(settings.duration("qcc.api.slot-lease-ms"), contact, metrics));
    beans.accept("downloadHosts", new DownloadHosts(settings.list("qcc.download-hosts")));
    beans.accept("downloadFile", downloadFile);
    beans.accept("downloadFailure", new DownloadFailure(clock));
  }
}
