package io.github.qccroutes.partnerships;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.partnerships.RefusalSearch.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The search on plans whose calls a stand-in answers or refuses, round by round. */
class RefusalSearchTest {
  private static final CoveringPlanner PLANNER = new CoveringPlanner();

  /** What a job went through until nothing was left to ask. */
  private record Course(
      List<Long> names, ComparedPairs pairs, Map<Long, String> bad, int asked, int rounds) {
    long missing() {
      return names.stream().mapToLong(line -> pairs.missingAfter(line).size()).sum();
    }
  }

  private record Open(long id, List<Long> lines, boolean probe, int attempts) {}

  private static Course course(int size, Predicate<List<Long>> refuses) {
    List<Long> names = LongStream.rangeClosed(1, size).boxed().toList();
    List<Open> pending = new ArrayList<>();
    long ids = 0;
    for (List<String> call : PLANNER.plan(names.stream().map(String::valueOf).toList())) {
      pending.add(new Open(ids++, call.stream().map(Long::valueOf).toList(), false, 0));
    }
    ComparedPairs pairs = new ComparedPairs(names);
    Map<Long, Refused> refused = new TreeMap<>();
    Map<Long, String> bad = new TreeMap<>();
    int asked = 0;
    int rounds = 0;
    while (!pending.isEmpty() || !refused.isEmpty()) {
      assertThat(rounds++).as("rounds").isLessThan(2_000);
      for (Open call : pending) {
        List<Long> lines = call.lines.stream().filter(line -> !bad.containsKey(line)).toList();
        if (lines.size() < 2) {
          continue;
        }
        asked++;
        if (refuses.test(lines)) {
          refused.put(call.id, new Refused(call.id, lines, call.probe, call.attempts, "215"));
        } else {
          pairs.add(lines);
        }
      }
      pending.clear();
      RefusalSearch.Step step =
          RefusalSearch.next(names, refused.values(), pairs::isAnswered, Set.copyOf(bad.keySet()));
      bad.putAll(step.bad());
      for (Refused call : step.again()) {
        refused.remove(call.id());
        pending.add(new Open(call.id(), call.lines(), false, call.attempts() + 1));
      }
      step.over().forEach(call -> refused.remove(call.id()));
      step.failed().forEach(call -> refused.remove(call.id()));
      for (List<Long> probe : step.probes()) {
        assertThat(probe).hasSizeBetween(2, 20).doesNotHaveDuplicates();
        pending.add(new Open(ids++, probe, true, 0));
      }
    }
    return new Course(names, pairs, bad, asked, rounds);
  }

  private static Predicate<List<Long>> poison(Set<Long> poison) {
    return call -> call.stream().anyMatch(poison::contains);
  }

  @Property(tries = 300)
  void comparesAllPairsOfTheNamesThatAreNotRefused(
      @ForAll @IntRange(min = 5, max = 120) int size,
      @ForAll @Size(max = 6) Set<@LongRange(min = 1, max = 120) Long> any) {
    Set<Long> poison =
        any.stream().filter(line -> line <= size).limit(size / 5).collect(Collectors.toSet());

    Course course = course(size, poison(poison));

    assertThat(course.bad.keySet()).isEqualTo(poison);
    assertThat(course.missing()).isEqualTo(pairsOf(size) - pairsOf(size - poison.size()));
  }

  @Property(tries = 200)
  void blamesNoGoodNameHoweverManyAreRefused(
      @ForAll @IntRange(min = 2, max = 60) int size,
      @ForAll @Size(max = 40) Set<@LongRange(min = 1, max = 60) Long> poison) {
    Course course = course(size, poison(poison));

    assertThat(poison).containsAll(course.bad.keySet());
    assertThat(course.asked).isLessThan(30 + 25 * size);
  }

  @Test
  void blamesNoNameOfACallThatAnotherNameExplains() {
    Refused call = new Refused(9, List.of(1L, 2L, 3L), false, 0, "215");

    RefusalSearch.Step step =
        RefusalSearch.next(List.of(1L, 2L, 3L), List.of(call), line -> line == 2, Set.of(1L));

    assertThat(step.bad()).isEmpty();
    assertThat(step.again()).extracting(Refused::lines).containsExactly(List.of(2L, 3L));
  }

  @Test
  void asksOneMoreCallAndAgainThoseThatHeldTheName() {
    for (long bad = 1; bad <= 100; bad += 11) {
      Course course = course(100, poison(Set.of(bad)));
      assertThat(course.asked).isBetween(30 + 6 + 1, 30 + 6 + 4);
    }
  }

  @Test
  void findsANameOfAShortListByHalving() {
    for (long bad = 1; bad <= 20; bad++) {
      assertThat(course(20, poison(Set.of(bad))).asked).isLessThanOrEqualTo(9);
    }
  }

  @Test
  void namesNobodyWhenNoNameIsEverAnswered() {
    Course twenty = course(20, call -> true);
    assertThat(twenty.bad).isEmpty();
    assertThat(twenty.missing()).isEqualTo(190);
    assertThat(twenty.asked).isLessThan(40);

    Course two = course(2, call -> true);
    assertThat(two.bad).isEmpty();
    assertThat(two.asked).isEqualTo(1);
  }

  @Test
  void findsTheGoodPairOfThree() {
    Course course = course(3, poison(Set.of(2L)));

    assertThat(course.bad.keySet()).containsExactly(2L);
    assertThat(course.missing()).isEqualTo(2);
  }

  @Test
  void asksOnceMoreForACallWhoseNamesAreAllGood() {
    Set<Set<Long>> once = new TreeSet<>(java.util.Comparator.comparing(Set::toString));
    List<Integer> refusals = new ArrayList<>();
    Course course =
        course(
            40,
            call -> {
              boolean refuse = call.contains(1L) && call.contains(2L) && once.add(Set.copyOf(call));
              if (refuse) {
                refusals.add(1);
              }
              return refuse && refusals.size() == 1;
            });

    assertThat(course.missing()).isZero();
    assertThat(course.bad).isEmpty();
  }

  @Test
  void blamesNoNameForACombinationThatIsRefused() {
    Course course = course(40, call -> call.contains(1L) && call.contains(40L));

    assertThat(course.bad).isEmpty();
    assertThat(course.missing()).isPositive();
    assertThat(course.asked).isLessThanOrEqualTo(6 + 6);
  }

  private static long pairsOf(int size) {
    return size * (size - 1L) / 2;
  }
}
