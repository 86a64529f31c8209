package io.github.qccroutes.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportScheduleTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Map<ReportType, String> SHIPPED =
      Map.of(
          ReportType.day, "0 0 8 * * ?",
          ReportType.week, "0 0 8 ? * MON",
          ReportType.month, "0 0 8 1 * ?");

  @ParameterizedTest
  @CsvSource({
    "2026-01-05, 2026-01-05, 2026-W02, 2026-01",
    "2026-01-04, 2026-01-04, 2026-W01, 2026-01",
    "2027-01-03, 2027-01-03, 2026-W53, 2027-01",
    "2027-01-04, 2027-01-04, 2027-W01, 2027-01",
    "2024-12-30, 2024-12-30, 2025-W01, 2024-12",
    "2024-02-29, 2024-02-29, 2024-W09, 2024-02"
  })
  void namesPeriods(LocalDate date, String day, String week, String month) {
    assertThat(ReportType.day.period(date)).isEqualTo(day);
    assertThat(ReportType.week.period(date)).isEqualTo(week);
    assertThat(ReportType.month.period(date)).isEqualTo(month);
  }

  @Test
  void isDueFromTheCronTimeToTheEndOfThePeriod() {
    assertThat(due("2026-01-06T07:59:59", LONG_AGO))
        .containsExactly("week-2026-W02", "month-2026-01");
    assertThat(due("2026-01-06T08:00:00", LONG_AGO))
        .containsExactly("day-2026-01-06", "week-2026-W02", "month-2026-01");
    assertThat(due("2026-01-06T23:59:59", LONG_AGO))
        .containsExactly("day-2026-01-06", "week-2026-W02", "month-2026-01");
    assertThat(due("2026-01-07T00:00:00", LONG_AGO))
        .containsExactly("week-2026-W02", "month-2026-01");
    assertThat(due("2026-01-12T07:00:00", LONG_AGO)).containsExactly("month-2026-01");
    assertThat(due("2026-02-01T07:00:00", LONG_AGO)).containsExactly("week-2026-W05");
  }

  @Test
  void owesNothingFromBeforeTheFirstStart() {
    Instant firstStart = shanghai("2026-01-06T09:00:00");

    assertThat(due("2026-01-06T09:00:00", firstStart)).isEmpty();
    assertThat(due("2026-01-06T23:00:00", firstStart)).isEmpty();
    assertThat(due("2026-01-07T08:00:00", firstStart)).containsExactly("day-2026-01-07");
    assertThat(due("2026-01-11T23:00:00", firstStart)).containsExactly("day-2026-01-11");
    assertThat(due("2026-01-12T09:00:00", firstStart))
        .containsExactly("day-2026-01-12", "week-2026-W03");
    assertThat(due("2026-02-02T09:00:00", firstStart))
        .containsExactly("day-2026-02-02", "week-2026-W06", "month-2026-02");
  }

  @Test
  void countsALaterTimeOfTheFirstDay() {
    Map<ReportType, String> hourly = Map.of(ReportType.day, "0 0 * * * ?");

    assertThat(
            due(hourly, SHANGHAI, shanghai("2026-01-06T09:59:59"), shanghai("2026-01-06T09:30:00")))
        .isEmpty();
    assertThat(
            due(hourly, SHANGHAI, shanghai("2026-01-06T10:00:00"), shanghai("2026-01-06T09:30:00")))
        .containsExactly("day-2026-01-06");
  }

  @Test
  void owesNothingWhenTheClockStandsBeforeTheFirstStart() {
    assertThat(due("2026-01-06T09:00:00", shanghai("2026-06-01T00:00:00"))).isEmpty();
  }

  @Test
  void takesDaysAndCronsInItsZone() {
    Instant now = Instant.parse("2026-01-06T00:00:00Z");

    assertThat(due(SHIPPED, SHANGHAI, now, LONG_AGO)).contains("day-2026-01-06");
    assertThat(due(SHIPPED, ZoneId.of("UTC"), now, LONG_AGO)).doesNotContain("day-2026-01-06");
    assertThat(due(SHIPPED, ZoneId.of("America/New_York"), now, LONG_AGO))
        .contains("day-2026-01-05");
  }

  @Test
  void owesNothingOfATypeThatIsOff() {
    assertThat(due(Map.of(), SHANGHAI, shanghai("2026-01-06T09:00:00"), LONG_AGO)).isEmpty();
  }

  @Test
  void owesEachDayOnceThroughDaylightSaving() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Map<ReportType, String> inTheGap = Map.of(ReportType.day, "0 30 2 * * ?");
    Set<String> owed = new LinkedHashSet<>();
    List<String> inOrder = new ArrayList<>();
    ZonedDateTime end = LocalDateTime.parse("2026-12-31T23:30:00").atZone(berlin);
    for (ZonedDateTime now = LocalDateTime.parse("2026-01-01T00:00:00").atZone(berlin);
        now.isBefore(end);
        now = now.plusMinutes(30)) {
      for (String id : due(inTheGap, berlin, now.toInstant(), LONG_AGO)) {
        assertThat(id).isEqualTo("day-" + now.toLocalDate());
        if (owed.add(id)) {
          inOrder.add(id);
        }
      }
    }

    assertThat(owed).hasSize(365);
    assertThat(inOrder).isSorted();
  }

  private static List<String> due(String shanghaiTime, Instant firstStart) {
    return due(SHIPPED, SHANGHAI, shanghai(shanghaiTime), firstStart);
  }

  private static List<String> due(
      Map<ReportType, String> crons, ZoneId zone, Instant now, Instant firstStart) {
    return new ReportSchedule(Clock.fixed(now, ZoneOffset.UTC), zone, crons)
        .due(firstStart).stream().map(ReportSchedule.Key::id).toList();
  }

  private static Instant shanghai(String time) {
    return LocalDateTime.parse(time).atZone(SHANGHAI).toInstant();
  }
}
