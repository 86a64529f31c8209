package io.github.qccroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.api.ModuleQuota;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaThresholdTest {
  @ParameterizedTest
  @CsvSource({
    "10, 100, 90, false",
    "10, 100, 91, true",
    "10, 100, 100, true",
    "10, 100, 120, true",
    "10, 0, 0, false",
    "0, 100, 100, false",
    "0, 100, 101, true",
    "100, 100, 0, false",
    "100, 100, 1, true",
    "10, , 5, false",
    "10, 100, , false",
    "10, 9000000000000000000, 8999999999999999999, true"
  })
  void findsLowWhatIsBelowTheShare(long percent, Long total, Long consumed, boolean low) {
    assertThat(
            new QuotaThreshold(percent).isLow(new ModuleQuota("radar_id", total, consumed, null)))
        .isEqualTo(low);
  }
}
