package io.github.qccroutes.push;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import org.jspecify.annotations.Nullable;

/**
 * The {@code pushDate} of a push, by which of two pushes the newer is told (customer risk push,
 * 6.2.6): {@code yyyy-MM-dd HH:mm:ss}. Any other text can't be compared, and {@code
 * sql/push/merge-risks.sql} has the order number decide for it.
 */
final class PushDate {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);
  // A year of five digits can be read, too, and is no text to compare.
  private static final int LENGTH = "2022-06-01 10:13:42".length();
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final int SHOWN = 40;

  private PushDate() {}

  /** What there is to be said of a push date, or null when all is well. */
  static @Nullable String warning(@Nullable String text, Clock clock, ZoneId zone) {
    if (text == null) {
      return "it has no pushDate, so its order number decided which records are newer";
    }
    LocalDateTime time = time(text);
    if (time == null) {
      return "its pushDate \""
          + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…")
          + "\" is not of the form 2022-06-01 10:13:42, so its order number decided which"
          + " records are newer";
    }
    return time.isAfter(LocalDateTime.now(clock.withZone(zone)).plus(AHEAD))
        ? "its pushDate "
            + text
            + " lies more than a day ahead: until then no other push changes"
            + " its records. Compare this machine's clock, then ask the provider"
        : null;
  }

  /** Whether text order is time order for it. */
  static boolean isComparable(@Nullable String text) {
    return time(text) != null;
  }

  private static @Nullable LocalDateTime time(@Nullable String text) {
    try {
      return text == null || text.length() != LENGTH ? null : LocalDateTime.parse(text, FORM);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
