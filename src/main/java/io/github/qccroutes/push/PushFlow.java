package io.github.qccroutes.push;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.Health;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.store.Transactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Customer-risk push: callbacks and lists of orders, archives, records. */
public final class PushFlow implements Flow {
  private static final long MEGABYTE = 1L << 20;
  private static final String RECEIVER = "push-receive";

  private final FlowParts parts;
  private final Database database;
  private final PushRegistration registration;

  public PushFlow(FlowParts parts) {
    this.parts = parts;
    this.database = parts.database();
    this.registration =
        new PushRegistration(
            parts.settings().optional("qcc.push.callback-url").orElse(null),
            parts.settings().optional("qcc.push.period-time").orElse(null),
            this::receiverIsUp);
  }

  private boolean receiverIsUp() {
    return parts.routeRuns().test(RECEIVER);
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    Settings settings = parts.settings();
    RetryDelay delay = new RetryDelay(settings.duration("qcc.push.retry-delay-ms"));
    beans.accept("pushCallback", new PushCallback(settings.text("qcc.api.key"), parts.clock()));
    beans.accept("pushListing", new PushListing(parts.clock(), settings.zone()));
    beans.accept("pushRegistration", registration);
    beans.accept("pushStart", new PushStart(new ApiHolds(database), delay, System::nanoTime));
    beans.accept("pushLink", new PushLink());
    beans.accept(
        "pushStorage",
        new PushStorage(
            database,
            parts.events(),
            settings.number("qcc.push.max-inflated-mb") * MEGABYTE,
            settings.path("qcc.data-dir").resolve("tmp"),
            parts.clock(),
            settings.zone()));
    beans.accept("riskTable", new RiskTable(database));
    beans.accept("wholeArchive", Transactions.wholeArchive(database));
    beans.accept(
        "pushFailure",
        new PushFailure(
            database,
            delay,
            settings.number("qcc.push.max-attempts"),
            settings.number("qcc.push.give-up-hours")));
  }

  @Override
  public void takeOver() {
    if (parts.isOnlyNode()) {
      database.statement("push/release-all-claims").update();
    }
  }

  @Override
  public List<Health> health() {
    return List.of(new Health("receiver", this::receiver), Health.told("push", this::told));
  }

  /** Down takes the node out of service: the provider is then to call another one. */
  private void receiver(HealthCheckResultBuilder result) {
    if (receiverIsUp()) {
      result.up().message("callback address: " + registration.state());
    } else {
      result.down().message("the route " + RECEIVER + " is not running");
    }
  }

  private String told() {
    Map<String, Object> summary = parts.questions().ask(this::summary);
    return "orders imported "
        + summary.get("imported")
        + ", waiting "
        + summary.get("received")
        + ", importing "
        + summary.get("importing")
        + ", dead "
        + summary.get("dead")
        + "; last push "
        + parts.moments().withAge(Database.instant(summary.get("last_received_at")))
        + ", last import "
        + parts.moments().withAge(Database.instant(summary.get("last_imported_at")))
        + latestDead();
  }

  /** The latest dead orders and why, for those who have no SQL client. */
  private String latestDead() {
    return parts
        .questions()
        .ask(() -> database.statement("push/latest-dead").query().listOfRows())
        .stream()
        .map(order -> "; DEAD " + order.get("order_no") + ": " + order.get("last_error"))
        .map(Secrets::mask)
        .collect(Collectors.joining());
  }

  @Override
  public void meters(MeterRegistry metrics) {
    for (String state : List.of("received", "importing", "imported", "dead")) {
      Gauge.builder("qcc.push.orders", () -> parts.questions().figure(() -> orders(state)))
          .tag("state", state)
          .register(metrics);
    }
    Gauge.builder("qcc.push.age.seconds", () -> parts.questions().figure(this::secondsSincePush))
        .register(metrics);
    // Stands from the start, so that an alert can watch it before the first event; with the tag of
    // Camel's micrometer component, which could not count under this name otherwise.
    metrics.counter("qcc.push.gaps", MicrometerConstants.CAMEL_CONTEXT_TAG, "qcc-routes");
  }

  @Override
  public List<Todo> todo() {
    List<Row> dead = database.statement("push/list-dead").query(Row::of).list();
    Todo.Many many =
        new Todo.Many(
            dead.size() < Todo.MOST ? dead.size() : orders("dead"),
            "个推送订单未能导入",
            "push order(s) are DEAD",
            "qcc-routes push list");
    return dead.stream()
        .map(
            order ->
                new Todo(
                    "push",
                    order.text("order_no"),
                    order.instant("died_at"),
                    "推送订单 " + order.text("order_no") + " 未能导入",
                    "push order is DEAD: " + order.text("last_error"),
                    "qcc-routes push retry " + order.text("order_no"),
                    "pushes-retry",
                    many))
        .toList();
  }

  private long orders(String state) {
    return summary().get(state) instanceof Number number ? number.longValue() : 0;
  }

  private Number secondsSincePush() {
    Instant time = Database.instant(summary().get("last_received_at"));
    return time == null ? Double.NaN : parts.moments().secondsSince(time);
  }

  private Map<String, Object> summary() {
    return database.statement("push/summary").query().singleRow();
  }
}
