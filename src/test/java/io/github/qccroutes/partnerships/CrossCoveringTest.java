package io.github.qccroutes.partnerships;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CrossCoveringTest {

  @Property(tries = 200)
  void comparesEachNameWithAllOfTheOtherSideForItsPrice(
      @ForAll @IntRange(max = 150) int a, @ForAll @IntRange(max = 150) int b) {
    List<int[]> calls =
        CrossCovering.calls(IntStream.range(0, a).toArray(), IntStream.range(a, a + b).toArray());

    boolean[][] together = new boolean[a + b][a + b];
    for (int[] call : calls) {
      assertThat(call).hasSizeBetween(2, 20).doesNotHaveDuplicates();
      IntStream.of(call).forEach(i -> IntStream.of(call).forEach(j -> together[i][j] = true));
    }
    for (int i = 0; i < a; i++) {
      assertThat(Arrays.copyOfRange(together[i], a, a + b)).doesNotContain(false);
    }
    assertThat(calls.stream().mapToInt(call -> CoveringTable.priceOfCall(call.length)).sum())
        .isLessThanOrEqualTo(CrossCovering.price(a, b));
  }

  @Test
  void listsTheSamePricesAsItAnswersOneByOne() {
    int[][] prices = CrossCovering.prices(90, 40);

    for (int b = 0; b <= 40; b++) {
      for (int a = 0; a <= 90; a++) {
        assertThat(prices[b][a]).isEqualTo(CrossCovering.price(a, b));
      }
    }
  }

  @Test
  void meetsTenWithTenAtATime() {
    assertThat(CrossCovering.price(10, 10)).isEqualTo(2);
    assertThat(CrossCovering.price(100, 100)).isEqualTo(200);
    assertThat(CrossCovering.price(5, 5)).isEqualTo(1);
  }
}
