package io.github.qccroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.api.ModuleQuota;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaThresholdTest {
  @ParameterizedTest
  @CsvSource({
    "10, 100, 90, ENOUGH",
    "10, 100, 91, LOW",
    "10, 100, 100, LOW",
    "10, 100, 120, LOW",
    "10, 0, 0, ENOUGH",
    "0, 100, 100, ENOUGH",
    "0, 100, 101, LOW",
    "100, 100, 0, ENOUGH",
    "100, 100, 1, LOW",
    "10, , 5, UNKNOWN",
    "10, 100, , UNKNOWN",
    "10, 9000000000000000000, 8999999999999999999, LOW"
  })
  void findsLowWhatIsBelowTheShareAndKnowsWhenItDoesNotKnow(
      long percent, Long total, Long consumed, QuotaThreshold.Level level) {
    assertThat(
            new QuotaThreshold(percent).level(new ModuleQuota("radar_id", total, consumed, null)))
        .isEqualTo(level);
  }
}
