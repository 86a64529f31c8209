package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetryDelayTest {
  private static final RetryDelay DELAY = new RetryDelay(Duration.ofSeconds(10));

  @Test
  void doublesUpToFiveMinutes() {
    assertThat(IntStream.range(0, 8).mapToObj(DELAY::bound).map(Duration::toSeconds))
        .containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    assertThat(DELAY.bound(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
    assertThat(DELAY.bound(-1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(new RetryDelay(Duration.ofMillis(Integer.MAX_VALUE)).bound(60))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void usesAllOfTheTimeBelowTheBound() {
    LongStream delays = LongStream.generate(() -> DELAY.afterTries(1)).limit(2_000);

    assertThat(delays.summaryStatistics())
        .satisfies(all -> assertThat(all.getMin()).isBetween(0L, 2_000L))
        .satisfies(all -> assertThat(all.getMax()).isBetween(18_000L, 20_000L));
  }
}
