package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server's Retry-After comes to. */
class RetryAfterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-12-01T08:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "120 | 120",
        "' 7 ' | 7",
        "7200 | 3600",
        "999999999999999999 | 3600",
        "0 | none",
        "-5 | none",
        "soon | none",
        "'' | none",
        "none | none",
        "Tue, 01 Dec 2026 08:00:30 GMT | 30",
        "Tue, 01 Dec 2026 11:00:00 GMT | 3600",
        "Tue, 01 Dec 2026 07:59:00 GMT | none"
      })
  void readsSecondsAndDatesUpToAnHour(@Nullable String header, @Nullable Long seconds) {
    assertThat(RetryAfter.of(header, CLOCK))
        .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }

  @Test
  void waitsNoLessThanTheServerAsked() {
    RetryDelay delay = new RetryDelay(Duration.ofMillis(1));

    assertThat(
            delay.afterTries(
                0, new ProviderUnavailableException("HTTP 503", Duration.ofMinutes(20))))
        .isEqualTo(Duration.ofMinutes(20).toMillis());
    assertThat(delay.afterTries(0, new ProviderUnavailableException("HTTP 503", null)))
        .isLessThan(2);
    assertThat(delay.afterTries(0, null)).isLessThan(2);
  }
}
