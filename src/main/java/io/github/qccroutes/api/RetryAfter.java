package io.github.qccroutes.api;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a server asks to be left alone (RFC 9110, 10.2.3): seconds or an HTTP date. */
final class RetryAfter {
  /** Nobody is believed for longer. */
  static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

  private RetryAfter() {}

  /** The wait, at most {@link #LONGEST}; null when the header is missing, over or no such thing. */
  static @Nullable Duration of(@Nullable String header, Clock clock) {
    if (header == null) {
      return null;
    }
    String text = header.strip();
    Duration wait;
    try {
      wait =
          SECONDS.matcher(text).matches()
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  clock.instant(),
                  DateTimeFormatter.RFC_1123_DATE_TIME
                      .withLocale(Locale.ROOT)
                      .parse(text, Instant::from));
    } catch (DateTimeException e) {
      return null;
    }
    if (wait.isNegative() || wait.isZero()) {
      return null;
    }
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }

  /** The wait in words, to stand behind what the server answered. */
  static String words(@Nullable Duration wait) {
    return wait == null
        ? ""
        : ", to be asked again in " + wait.plusMillis(999).toSeconds() + " s (Retry-After)";
  }
}
