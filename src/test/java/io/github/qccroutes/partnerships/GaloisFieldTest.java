package io.github.qccroutes.partnerships;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GaloisFieldTest {

  @Property(tries = 500)
  void calculatesByTheLawsOfAField(
      @ForAll("orders") int order,
      @ForAll @IntRange(max = 999) int first,
      @ForAll @IntRange(max = 999) int second,
      @ForAll @IntRange(max = 999) int third) {
    GaloisField field = new GaloisField(order);
    int a = first % order;
    int b = second % order;
    int c = third % order;

    assertThat(field.add(a, 0)).isEqualTo(a);
    assertThat(field.multiply(a, 1)).isEqualTo(a);
    assertThat(field.add(a, b)).isEqualTo(field.add(b, a));
    assertThat(field.multiply(a, b)).isEqualTo(field.multiply(b, a));
    assertThat(field.add(field.add(a, b), c)).isEqualTo(field.add(a, field.add(b, c)));
    assertThat(field.multiply(field.multiply(a, b), c))
        .isEqualTo(field.multiply(a, field.multiply(b, c)));
    assertThat(field.multiply(a, field.add(b, c)))
        .isEqualTo(field.add(field.multiply(a, b), field.multiply(a, c)));
  }

  @Property
  void solvesEveryEquation(@ForAll("orders") int order, @ForAll @IntRange(max = 999) int any) {
    GaloisField field = new GaloisField(order);
    int[] elements = IntStream.range(0, order).toArray();
    int a = any % order;

    assertThat(IntStream.of(elements).map(x -> field.add(x, a)).sorted())
        .containsExactly(box(elements));
    if (a > 0) {
      assertThat(IntStream.of(elements).map(x -> field.multiply(x, a)).sorted())
          .containsExactly(box(elements));
    }
  }

  @Test
  void existsForPrimePowersOnly() {
    assertThat(IntStream.range(0, 33).filter(GaloisField::isPrimePower))
        .containsExactly(2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19, 23, 25, 27, 29, 31, 32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaloisField(12))
        .withMessage("12 is not a prime power");
  }

  @Provide
  Arbitrary<Integer> orders() {
    return Arbitraries.of(
        IntStream.rangeClosed(2, 263).filter(GaloisField::isPrimePower).boxed().toList());
  }

  private static Integer[] box(int[] elements) {
    return IntStream.of(elements).boxed().toArray(Integer[]::new);
  }
}
