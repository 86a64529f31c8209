package io.github.qccroutes.partnerships;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class CoveringPlannerTest {
  private static final CoveringPlanner PLANNER = new CoveringPlanner();

  @Property(tries = 401, generation = GenerationMode.EXHAUSTIVE)
  void comparesEveryPairOfAShortList(@ForAll @IntRange(max = 400) int names) {
    assertThatPlanIsSound(names(0, names));
  }

  @Property(tries = 60)
  void comparesEveryPairOfALongList(@ForAll @IntRange(min = 401, max = 1000) int names) {
    assertThatPlanIsSound(names(0, names));
  }

  @Property(tries = 2, edgeCases = EdgeCasesMode.NONE)
  void comparesEveryPairOfAVeryLongList(@ForAll @IntRange(min = 1001, max = 4999) int names) {
    assertThatPlanIsSound(names(0, names));
  }

  @Test
  void needsFewCalls() {
    Map<Integer, Integer> most =
        Map.ofEntries(
            Map.entry(0, 0),
            Map.entry(1, 0),
            Map.entry(2, 1),
            Map.entry(20, 1),
            Map.entry(21, 3),
            Map.entry(30, 3),
            Map.entry(40, 6),
            Map.entry(60, 13),
            Map.entry(100, 30),
            Map.entry(200, 125),
            Map.entry(300, 277),
            Map.entry(381, 381),
            Map.entry(500, 675),
            Map.entry(1000, 2_723),
            Map.entry(5000, 66_820));

    SoftAssertions.assertSoftly(
        softly ->
            most.forEach(
                (names, calls) ->
                    softly
                        .assertThat(PLANNER.plan(names(0, names)).size())
                        .as("calls for %d names", names)
                        .isLessThanOrEqualTo(calls)));
  }

  @Test
  void neverPricesAListBelowTheBoundNorBelowAShorterList() {
    for (int names = 2; names <= CoveringPlanner.MOST_NAMES + 500; names++) {
      assertThat(PLANNER.calls(names))
          .as("calls for %d names", names)
          .isGreaterThanOrEqualTo(schoenheimBound(names))
          .isGreaterThanOrEqualTo(PLANNER.calls(names - 1));
    }
  }

  @Test
  void pricesListsTooLongToPlan() {
    assertThat(PLANNER.calls(20_000)).isBetween(schoenheimBound(20_000), 1_080_000L);
    assertThat(PLANNER.calls(Integer.MAX_VALUE)).isGreaterThan(schoenheimBound(Integer.MAX_VALUE));
  }

  @Test
  void plansTheSameListAlikeWhateverItPlannedBefore() {
    CoveringPlanner usual = new CoveringPlanner();
    List<List<String>> plan = usual.plan(names(0, 777));
    List<Long> prices = IntStream.rangeClosed(0, 1000).mapToObj(usual::calls).toList();

    CoveringPlanner other = new CoveringPlanner();
    other.calls(CoveringPlanner.MOST_NAMES);

    assertThat(other.plan(names(0, 777))).isEqualTo(plan);
    assertThat(IntStream.rangeClosed(0, 1000).mapToObj(other::calls)).isEqualTo(prices);
  }

  @Test
  void comparesTheFirstNamesFirst() {
    List<String> names = names(0, 250);
    List<Integer> firstOfEachCall =
        PLANNER.plan(names).stream().map(call -> names.indexOf(call.get(0))).toList();

    assertThat(firstOfEachCall).isSorted();
    assertThat(firstOfEachCall.get(0)).isZero();
  }

  @Test
  void refusesAListThatIsTooLong() {
    assertThatIllegalArgumentException().isThrownBy(() -> PLANNER.plan(names(0, 5001)));
  }

  @Test
  void refusesRepeatedNames() {
    assertThatIllegalArgumentException().isThrownBy(() -> PLANNER.plan(List.of("甲", "乙", "甲")));
  }

  @Test
  void replacesAWrongDesignByPairsOfGroupsOfTen() {
    List<int[]> missesOne = new ArrayList<>(sound());
    missesOne.remove(17);
    List<int[]> tooLong = new ArrayList<>(sound());
    tooLong.add(IntStream.range(0, 21).toArray());
    List<int[]> tooShort = new ArrayList<>(sound());
    tooShort.add(new int[] {3});
    List<int[]> strange = new ArrayList<>(sound());
    strange.add(new int[] {3, 100});
    List<int[]> twice = new ArrayList<>(sound());
    twice.add(new int[] {3, 3});

    assertThat(CoveringPlanner.checked(sound(), 100)).hasSize(30);
    assertThat(List.of(missesOne, tooLong, tooShort, strange, twice))
        .allSatisfy(
            design -> {
              List<int[]> calls = CoveringPlanner.checked(design, 100);
              assertThat(calls).hasSize(45);
              assertThatAllAreCompared(rename(calls), names(0, 100));
            });
  }

  @Property(tries = 100)
  void findsAllPairsWithGroupsOfTen(@ForAll @IntRange(max = 180) int names) {
    assertThatAllAreCompared(rename(CoveringPlanner.groupsOfTen(names)), names(0, names));
  }

  private static List<int[]> sound() {
    return new CoveringDesign(new CoveringTable(100)).calls(100);
  }

  private static void assertThatPlanIsSound(List<String> names) {
    List<List<String>> calls = PLANNER.plan(names);

    assertThatAllAreCompared(calls, names);
    assertThat((long) calls.size())
        .isGreaterThanOrEqualTo(schoenheimBound(names.size()))
        .isLessThanOrEqualTo(PLANNER.calls(names.size()));
  }

  private static void assertThatAllAreCompared(List<List<String>> calls, List<String> names) {
    Map<String, Integer> positions = new HashMap<>();
    names.forEach(name -> positions.put(name, positions.size()));
    BitSet[] partners = new BitSet[positions.size()];
    for (int i = 0; i < partners.length; i++) {
      partners[i] = new BitSet();
    }
    for (List<String> call : calls) {
      assertThat(call).hasSizeBetween(2, 20).doesNotHaveDuplicates();
      BitSet together = new BitSet();
      call.forEach(name -> together.set(positions.get(name)));
      together.stream().forEach(i -> partners[i].or(together));
    }
    for (int i = 0; i < names.size(); i++) {
      partners[i].set(i);
      assertThat(partners[i].cardinality()).as("partners of %d", i).isEqualTo(partners.length);
    }
  }

  /** No covering has fewer calls (Schönheim 1964). */
  private static long schoenheimBound(int names) {
    long callsPerName = (names - 1 + 18L) / 19;
    return names < 2 ? 0 : (names * callsPerName + 19) / 20;
  }

  private static List<List<String>> rename(List<int[]> calls) {
    List<String> names = names(0, 200);
    return calls.stream().map(call -> IntStream.of(call).mapToObj(names::get).toList()).toList();
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "公司" + i).toList();
  }
}
