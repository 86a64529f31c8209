package io.github.qccroutes.api;

import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The one call to the provider and the one download, which all other flows use. */
public final class ApiFlow implements Flow {
  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");

  private final FlowParts parts;
  private final ApiSlots slots;
  private final ApiHolds holds;
  private final ProviderContact contact;
  private final DownloadFile downloadFile;

  /**
   * @throws IOException when the folder of downloads can't be made
   */
  public ApiFlow(FlowParts parts) throws IOException {
    Settings settings = parts.settings();
    this.parts = parts;
    this.slots =
        new ApiSlots(
            parts.database(),
            ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8),
            Math.toIntExact(settings.number("qcc.api.max-in-flight")),
            settings.duration("qcc.api.slot-lease-ms"));
    this.holds = new ApiHolds(parts.database());
    this.contact = new ProviderContact(parts.clock());
    this.downloadFile =
        new DownloadFile(settings.path("qcc.data-dir").resolve("tmp"), parts.clock());
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    Settings settings = parts.settings();
    String key = settings.text("qcc.api.key");
    HoldPlacer placer =
        new HoldPlacer(parts.database(), holds, parts.clock(), settings.zone(), parts.node());
    beans.accept("apiRequest", new ApiRequest(key));
    beans.accept("apiSlots", slots);
    beans.accept("apiHolds", holds);
    beans.accept("sendGate", new SendGate(slots, settings.duration("qcc.api.timeout-ms")));
    beans.accept(
        "requestSigner",
        new RequestSigner(key, settings.text("qcc.api.secret-key"), parts.clock()));
    beans.accept("answerMapper", AnswerReader.mapper());
    beans.accept("answerReader", new AnswerReader(placer, contact, parts.metrics(), parts.clock()));
    beans.accept(
        "callFailure",
        new CallFailure(settings.duration("qcc.api.slot-lease-ms"), contact, parts.metrics()));
    beans.accept("downloadHosts", new DownloadHosts(settings.list("qcc.download-hosts")));
    beans.accept("downloadFile", downloadFile);
    beans.accept("downloadFailure", new DownloadFailure(parts.clock()));
  }

  @Override
  public void prepare() {
    slots.prepare();
  }

  @Override
  public void takeOver() throws IOException {
    downloadFile.clear(parts.isOnlyNode() ? Duration.ZERO : DownloadFile.SURELY_LEFT);
    holds.hastenProbe();
    int taken = slots.taken().size();
    if (taken > 0) {
      LOG.info(
          "{} of {} call slots are still taken, by other nodes or by calls whose end was not seen. A"
              + " slot of such a call is free again within {} s",
          taken,
          slots.size(),
          parts.settings().duration("qcc.api.slot-lease-ms").toSeconds());
    }
  }

  @Override
  public List<Health> health() {
    return List.of(new Health("provider", this::provider));
  }

  private void provider(HealthCheckResultBuilder result) {
    StringBuilder message = new StringBuilder(contacts());
    try {
      List<ApiHolds.Hold> held = parts.questions().ask(holds::list);
      message
          .append("; slots taken ")
          .append(parts.questions().ask(slots::taken).size())
          .append(" of ")
          .append(slots.size());
      if (!held.isEmpty()) {
        message.append("; held: ");
        message.append(
            held.stream()
                .map(h -> h.call() + " since " + h.msg())
                .collect(Collectors.joining("; ")));
      }
    } catch (DataAccessException e) {
      message.append("; holds and slots unknown while the database does not answer");
    }
    result.up().message(Secrets.mask(message.toString()));
  }

  private String contacts() {
    ProviderContact.State state = contact.state();
    Instant success = state.lastSuccess();
    Instant failure = state.lastFailure();
    return (success == null
            ? "no answer since the start"
            : "last answer " + parts.moments().local(success))
        + (state.failure() != null && failure != null
            ? "; then at " + parts.moments().local(failure) + ": " + state.failure()
            : "");
  }

  @Override
  public void meters(MeterRegistry metrics) {
    Gauge.builder("qcc.api.slots.taken", () -> parts.questions().figure(() -> slots.taken().size()))
        .register(metrics);
    Gauge.builder("qcc.api.holds", () -> parts.questions().figure(() -> holds.list().size()))
        .register(metrics);
  }

  @Override
  public List<Todo> todo() {
    return holds.list().stream()
        .map(
            hold ->
                hold.call().equals(ApiHolds.ALL_CALLS)
                    ? Todo.of(
                        "hold",
                        "all",
                        hold.heldAt(),
                        "全部调用已暂停",
                        "all calls are held: " + hold.msg(),
                        "qcc-routes holds",
                        "holds-lift")
                    : Todo.of(
                        "hold",
                        hold.call(),
                        hold.heldAt(),
                        "调用已暂停",
                        "a call is held: " + hold.call() + ": " + hold.msg(),
                        "qcc-routes holds",
                        "holds-lift"))
        .toList();
  }
}
