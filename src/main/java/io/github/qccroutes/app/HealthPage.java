package io.github.qccroutes.app;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.ApiSlots;
import io.github.qccroutes.api.ProviderContact;
import io.github.qccroutes.assignments.AssignmentJobs;
import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.observe.Health;
import io.github.qccroutes.partnerships.PartnershipJobs;
import io.github.qccroutes.push.PushRegistration;
import io.github.qccroutes.quota.QuotaFigures;
import io.github.qccroutes.store.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * What {@code /observe/health} and {@code /observe/metrics} tell of a node.
 *
 * <p>DOWN only when a callback could not be acknowledged: the database or the receiver is down.
 * Trouble at the provider, holds and dead orders are told, those that wait for a person as {@code
 * trouble}, and leave the node UP, since restarting it would mend none of them.
 */
final class HealthPage {
  private static final List<String> REPORT_STATES =
      List.of("DUE", "ORDERING", "PENDING", "READY", "NO_CHANGE", "FAILED", "EXPIRED", "AMBIGUOUS");

  private static final long GOOD_FOR_NANOS = 200_000_000;
  private static final long SLOW_NANOS = 500_000_000;
  private static final long SILENT_FOR_NANOS = 2_000_000_000;

  private final Database database;
  private final ApiSlots slots;
  private final ApiHolds holds;
  private final TroubleList troubles;
  private final ProviderContact contact;
  private final PushRegistration registration;
  private final QuotaFigures quotaFigures;
  private final BooleanSupplier receiverIsUp;
  private final Clock clock;
  private final ZoneId zone;
  private volatile @Nullable Silence silence;

  HealthPage(
      Database database,
      ApiSlots slots,
      ApiHolds holds,
      TroubleList troubles,
      ProviderContact contact,
      PushRegistration registration,
      QuotaFigures quotaFigures,
      BooleanSupplier receiverIsUp,
      Clock clock,
      ZoneId zone) {
    this.database = database;
    this.slots = slots;
    this.holds = holds;
    this.troubles = troubles;
    this.contact = contact;
    this.registration = registration;
    this.quotaFigures = quotaFigures;
    this.receiverIsUp = receiverIsUp;
    this.clock = clock;
    this.zone = zone;
  }

  List<Health> checks() {
    return List.of(
        new Health("database", this::database),
        new Health("receiver", this::receiver),
        new Health("provider", this::provider),
        new Health("push", this::push),
        new Health("assignments", this::assignments),
        new Health("partnerships", this::partnerships),
        new Health("reports", this::reports),
        new Health("quota", this::quota),
        new Health("trouble", this::trouble));
  }

  void gauges(MeterRegistry metrics) {
    for (String state : List.of("received", "importing", "imported", "dead")) {
      Gauge.builder("qcc.push.orders", () -> orders(state)).tag("state", state).register(metrics);
    }
    Gauge.builder("qcc.push.age.seconds", () -> known(this::pushAge)).register(metrics);
    Supplier<Map<String, Object>> assignments = lately(new AssignmentJobs(database)::summary);
    Supplier<Map<String, Object>> partnerships = lately(new PartnershipJobs(database)::summary);
    for (Map.Entry<String, String> figure :
        Map.of(
                "running", "qcc.assignments.jobs.running",
                "held", "qcc.assignments.jobs.held",
                "lines_left", "qcc.assignments.lines.left",
                "calls_left", "qcc.assignments.calls.left",
                "calls_per_minute", "qcc.assignments.calls.per.minute")
            .entrySet()) {
      Gauge.builder(
              figure.getValue(), () -> known(() -> number(assignments.get().get(figure.getKey()))))
          .register(metrics);
    }
    for (Map.Entry<String, String> figure :
        Map.of(
                "running", "qcc.partnerships.jobs.running",
                "held", "qcc.partnerships.jobs.held",
                "calls_left", "qcc.partnerships.calls.left",
                "calls_per_minute", "qcc.partnerships.calls.per.minute")
            .entrySet()) {
      Gauge.builder(
              figure.getValue(), () -> known(() -> number(partnerships.get().get(figure.getKey()))))
          .register(metrics);
    }
    Gauge.builder("qcc.assignments.minutes.left", () -> known(() -> minutesLeft(assignments.get())))
        .register(metrics);
    Gauge.builder(
            "qcc.partnerships.minutes.left", () -> known(() -> minutesLeft(partnerships.get())))
        .register(metrics);
    for (String state : REPORT_STATES) {
      Gauge.builder("qcc.reports.orders", () -> reports(state))
          .tag("state", state.toLowerCase(Locale.ROOT))
          .register(metrics);
    }
    Gauge.builder("qcc.api.slots.taken", () -> known(() -> slots.taken().size())).register(metrics);
    Gauge.builder("qcc.api.holds", () -> known(() -> holds.list().size())).register(metrics);
    // Stands from the start, so that an alert can watch it before the first event; with the tag of
    // Camel's micrometer component, which could not count under this name otherwise.
    metrics.counter("qcc.push.gaps", MicrometerConstants.CAMEL_CONTEXT_TAG, Application.NAME);
  }

  private void database(HealthCheckResultBuilder result) {
    try {
      asked(() -> database.statement("api/try-writing").update());
      result.up().message(database.dialect().name());
    } catch (DataAccessException e) {
      result.down().message("can't be written: " + Secrets.mask(Database.reason(e)));
    }
  }

  private void trouble(HealthCheckResultBuilder result) {
    List<String> lines = new ArrayList<>(troubles.ofRouteFiles());
    try {
      lines.addAll(asked(troubles::lines));
    } catch (DataAccessException e) {
      lines.addAll(TroubleList.silent(e));
    }
    // The page shows details when it is asked for data=true, and messages always.
    result
        .up()
        .message(lines.isEmpty() ? "无 none" : String.join("; ", lines))
        .detail("trouble", lines);
  }

  private void receiver(HealthCheckResultBuilder result) {
    if (receiverIsUp.getAsBoolean()) {
      result.up().message("callback address: " + registration.state());
    } else {
      result.down().message("the route push-receive is not running");
    }
  }

  private void provider(HealthCheckResultBuilder result) {
    ProviderContact.State state = contact.state();
    StringBuilder message = new StringBuilder();
    message.append(
        state.lastSuccess() == null
            ? "no answer since the start"
            : "last answer " + local(state.lastSuccess()));
    if (state.failure() != null && state.lastFailure() != null) {
      message
          .append("; then at ")
          .append(local(state.lastFailure()))
          .append(": ")
          .append(state.failure());
    }
    try {
      List<ApiHolds.Hold> held = asked(holds::list);
      message
          .append("; slots taken ")
          .append(asked(slots::taken).size())
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

  private void push(HealthCheckResultBuilder result) {
    try {
      Map<String, Object> summary =
          asked(() -> database.statement("push/summary").query().singleRow());
      result
          .up()
          .message(
              "orders imported "
                  + summary.get("imported")
                  + ", waiting "
                  + summary.get("received")
                  + ", importing "
                  + summary.get("importing")
                  + ", dead "
                  + summary.get("dead")
                  + "; last push "
                  + withAge(summary.get("last_received_at"))
                  + ", last import "
                  + withAge(summary.get("last_imported_at"))
                  + latestDead());
    } catch (DataAccessException e) {
      result.up().message("unknown while the database does not answer");
    }
  }

  /** The latest dead orders and why, for those who have no SQL client. */
  private String latestDead() {
    return asked(() -> database.statement("push/latest-dead").query().listOfRows()).stream()
        .map(order -> "; DEAD " + order.get("order_no") + ": " + order.get("last_error"))
        .map(Secrets::mask)
        .collect(Collectors.joining());
  }

  private void assignments(HealthCheckResultBuilder result) {
    try {
      Map<String, Object> summary = asked(new AssignmentJobs(database)::summary);
      result
          .up()
          .message(
              "jobs running "
                  + summary.get("running")
                  + ", held "
                  + summary.get("held")
                  + "; lines left "
                  + summary.get("lines_left")
                  + ", "
                  + callsLeft(summary));
    } catch (DataAccessException e) {
      result.up().message("unknown while the database does not answer");
    }
  }

  private void partnerships(HealthCheckResultBuilder result) {
    try {
      Map<String, Object> summary = asked(new PartnershipJobs(database)::summary);
      result
          .up()
          .message(
              "jobs running "
                  + summary.get("running")
                  + ", held "
                  + summary.get("held")
                  + "; "
                  + callsLeft(summary));
    } catch (DataAccessException e) {
      result.up().message("unknown while the database does not answer");
    }
  }

  private static String callsLeft(Map<String, Object> summary) {
    long callsLeft = number(summary.get("calls_left"));
    double minutes = minutesLeft(summary);
    return "calls left "
        + callsLeft
        + ", calls per minute "
        + summary.get("calls_per_minute")
        + (callsLeft > 0 && !Double.isNaN(minutes)
            ? ", done in about " + (long) minutes + " min"
            : "");
  }

  /** NaN while nothing tells how fast it goes. */
  private static double minutesLeft(Map<String, Object> summary) {
    long callsLeft = number(summary.get("calls_left"));
    long perMinute = number(summary.get("calls_per_minute"));
    if (callsLeft == 0) {
      return 0;
    }
    return perMinute == 0 ? Double.NaN : callsLeft / perMinute + 1;
  }

  /** Several gauges share one read: what was read a moment ago is good enough for the next. */
  private static Supplier<Map<String, Object>> lately(Supplier<Map<String, Object>> read) {
    Object lock = new Object();
    AtomicReference<Map<String, Object>> last = new AtomicReference<>();
    AtomicLong readAt = new AtomicLong();
    return () -> {
      synchronized (lock) {
        Map<String, Object> known = last.get();
        if (known == null || System.nanoTime() - readAt.get() > GOOD_FOR_NANOS) {
          known = read.get();
          last.set(known);
          readAt.set(System.nanoTime());
        }
        return known;
      }
    };
  }

  private void reports(HealthCheckResultBuilder result) {
    try {
      String latest =
          asked(() -> database.statement("reports/latest-orders").query().listOfRows()).stream()
              .map(
                  row ->
                      row.get("report_type")
                          + " "
                          + row.get("period")
                          + " "
                          + row.get("state")
                          + (row.get("last_error") == null
                              ? ""
                              : " (" + row.get("last_error") + ")"))
              .collect(Collectors.joining("; "));
      result.up().message(latest.isEmpty() ? "none ordered yet" : Secrets.mask(latest));
    } catch (DataAccessException e) {
      result.up().message("unknown while the database does not answer");
    }
  }

  private static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
  }

  private void quota(HealthCheckResultBuilder result) {
    QuotaFigures.Latest latest = quotaFigures.latest();
    String modules =
        latest.modules().values().stream()
            .map(
                quota ->
                    quota.moduleId()
                        + ": "
                        + (quota.remaining() == null ? "unknown" : quota.remaining())
                        + " of "
                        + (quota.totalCount() == null ? "unknown" : quota.totalCount())
                        + " left")
            .sorted()
            .collect(Collectors.joining("; "));
    result
        .up()
        .message(
            latest.takenAt() == null
                ? "not asked yet"
                : Secrets.mask(modules + "; asked at " + local(latest.takenAt())));
  }

  private double reports(String state) {
    return known(
        () ->
            database
                .statement("reports/count-orders")
                .param("state", state)
                .query(Long.class)
                .single());
  }

  private String withAge(@Nullable Object time) {
    Instant instant = Database.instant(time);
    return instant == null
        ? "never"
        : local(instant) + " (" + secondsSince(instant) / 60 + " min ago)";
  }

  /** As the log writes it, without fractions of a second. */
  private String local(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toOffsetDateTime().toString();
  }

  private long secondsSince(Instant time) {
    return Math.max(0, Duration.between(time, clock.instant()).toSeconds());
  }

  private Number pushAge() {
    Instant time =
        Database.instant(
            database.statement("push/summary").query().singleRow().get("last_received_at"));
    return time == null ? Double.NaN : secondsSince(time);
  }

  private double orders(String state) {
    return known(
        () -> {
          Object count = database.statement("push/summary").query().singleRow().get(state);
          return count instanceof Number number ? number.doubleValue() : Double.NaN;
        });
  }

  /** A gauge that can't be read is NaN rather than a broken metrics page. */
  private double known(Supplier<Number> figure) {
    try {
      return asked(figure).doubleValue();
    } catch (DataAccessException e) {
      return Double.NaN;
    }
  }

  /**
   * Asks the database. One that kept a question waiting in vain is not asked by the next ones of
   * the same page, each of which would wait as long.
   */
  private <T> T asked(Supplier<T> question) {
    Silence silence = this.silence;
    long began = System.nanoTime();
    if (silence != null && began - silence.since < SILENT_FOR_NANOS) {
      throw silence.failure;
    }
    try {
      return question.get();
    } catch (DataAccessException e) {
      long now = System.nanoTime();
      if (now - began > SLOW_NANOS) {
        this.silence = new Silence(now, e);
      }
      throw e;
    }
  }

  /** That the database did not answer, by {@link System#nanoTime}. */
  private record Silence(long since, DataAccessException failure) {}
}
