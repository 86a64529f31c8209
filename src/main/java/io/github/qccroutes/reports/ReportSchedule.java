package io.github.qccroutes.reports;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.apache.camel.Exchange;
import org.quartz.CronExpression;

/**
 * Which report of which period is due: the one whose cron time has passed, within the current day,
 * week or month and since the first start of all. Whether it was ordered already is for the rows to
 * say. Thread-safe.
 */
public final class ReportSchedule {
  private final Clock clock;
  private final ZoneId zone;
  private final Map<ReportType, CronExpression> crons = new EnumMap<>(ReportType.class);

  /** The configured times of the reports. */
  public static ReportSchedule of(Settings settings, Clock clock) {
    Map<ReportType, String> crons = new EnumMap<>(ReportType.class);
    for (ReportType type : ReportType.values()) {
      String key = "qcc.reports." + type + "-cron";
      if (settings.enabled(key)) {
        crons.put(type, settings.text(key));
      }
    }
    return new ReportSchedule(clock, settings.zone(), crons);
  }

  /**
   * @param zone where a day begins, and the zone of the crons
   * @param crons Quartz crons, checked; a type without one is never due
   */
  public ReportSchedule(Clock clock, ZoneId zone, Map<ReportType, String> crons) {
    this.clock = clock;
    this.zone = zone;
    crons.forEach((type, cron) -> this.crons.put(type, parsed(cron)));
  }

  /** The row of a report: its key, and what it is a report of. */
  record Key(String id, ReportType type, String period) {
    static Key of(ReportType type, String period) {
      return new Key(type + "-" + period, type, period);
    }

    /** As parameters of the statements. */
    Map<String, Object> parameters() {
      return Map.of("id", id, "reportType", type.name(), "period", period);
    }
  }

  /** The current period of a type. */
  Key current(ReportType type) {
    return Key.of(type, type.period(today()));
  }

  /** What is due at this moment. */
  List<Key> due(Instant firstStart) {
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, zone);
    LocalDateTime started = LocalDateTime.ofInstant(firstStart, zone);
    List<Key> due = new ArrayList<>();
    crons.forEach(
        (type, cron) -> {
          LocalDateTime begin = type.firstDay(today).atStartOfDay().minusSeconds(1);
          LocalDateTime after = begin.isAfter(started) ? begin : started;
          Date next = cron.getNextValidTimeAfter(Date.from(after.toInstant(ZoneOffset.UTC)));
          if (next != null && !onTheWall(next).isAfter(now)) {
            due.add(Key.of(type, type.period(today)));
          }
        });
    return due;
  }

  /**
   * Turns the time of the first start in the body, as the database gives it, into the list of what
   * is due, as statement parameters; without a first start nothing is.
   */
  public void nameDue(Exchange exchange) {
    Instant firstStart = Database.instant(exchange.getMessage().getBody());
    exchange
        .getMessage()
        .setBody(
            firstStart == null
                ? List.of()
                : due(firstStart).stream().map(Key::parameters).toList());
  }

  /** Sets the body to the names of the current periods, by type. */
  public void namePeriods(Exchange exchange) {
    Map<String, String> periods = new LinkedHashMap<>();
    for (ReportType type : ReportType.values()) {
      periods.put(type.name(), type.period(today()));
    }
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(periods);
  }

  /** A time that daylight saving skips comes as much later as clocks are put forward. */
  private Instant onTheWall(Date time) {
    return LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC).atZone(zone).toInstant();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), zone);
  }

  /** Reads the cron as times on a wall; Quartz would leave out those that its zone skips. */
  private static CronExpression parsed(String cron) {
    try {
      CronExpression expression = new CronExpression(cron);
      expression.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
      return expression;
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a Quartz cron: " + cron, e);
    }
  }
}
