package io.github.qccroutes.reports;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;

/** The kinds of report, by the provider's word for them (report document, 6.2.1). */
public enum ReportType {
  day,
  /** From Monday to Sunday; the week and its year are ISO 8601's. */
  week,
  month;

  /** The name of the period that a date is in: {@code 2026-01-05}, {@code 2026-W02}, … */
  String period(LocalDate date) {
    return switch (this) {
      case day -> date.toString();
      case week ->
          "%04d-W%02d"
              .formatted(
                  date.get(IsoFields.WEEK_BASED_YEAR), date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case month -> YearMonth.from(date).toString();
    };
  }

  /** The first day of the period that a date is in. */
  LocalDate firstDay(LocalDate date) {
    return switch (this) {
      case day -> date;
      case week -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case month -> date.withDayOfMonth(1);
    };
  }
}
