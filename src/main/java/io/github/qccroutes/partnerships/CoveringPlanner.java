package io.github.qccroutes.partnerships;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few calls, of at most 20 names each, in which every pair of a list's names stands together at
 * least once; a covering design C(v, 20, 2).
 *
 * <p>The same list always gives the same calls. They are in the order of the list, so that after a
 * part of them the first names have been compared with all others. Thread-safe.
 *
 * @see <a href="https://ljcr.dmgordon.org/cover.html">La Jolla Covering Repository</a>
 */
public final class CoveringPlanner {

  /** The most names a plan is made for. */
  public static final int MOST_NAMES = 5000;

  /** The most names a call takes, as the provider's document on partnerships says. */
  public static final int NAMES_PER_CALL = CoveringTable.NAMES_PER_CALL;

  private static final Logger LOG = LoggerFactory.getLogger(CoveringPlanner.class);
  private static final int TABLE_STEP = 1000;

  private @Nullable CoveringTable table;

  /**
   * Plans the calls for a list.
   *
   * @param names distinct; fewer than two need no call
   * @throws IllegalArgumentException if names are repeated or more than {@link #MOST_NAMES}
   */
  public List<List<String>> plan(List<String> names) {
    if (names.size() > MOST_NAMES) {
      throw new IllegalArgumentException(names.size() + " names are more than " + MOST_NAMES);
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("A name is repeated");
    }
    return checked(designOrNone(names.size()), names.size()).stream()
        .map(call -> IntStream.of(call).mapToObj(names::get).toList())
        .toList();
  }

  /** The price of a list: its plan has at most so many calls. Answered without making the plan. */
  public long calls(int names) {
    if (names > MOST_NAMES) {
      long group = (names - 1L) / NAMES_PER_CALL + 1;
      long order = group;
      while (!GaloisField.isPrimePower((int) order)) {
        order++;
      }
      return order * order + NAMES_PER_CALL * calls((int) group);
    }
    return wholeCalls(tableOf(names).price(names));
  }

  /** A design that can't be built is as one that misses pairs: the simple plan takes its place. */
  private List<int[]> designOrNone(int names) {
    try {
      return new PairCounts(names).prune(new CoveringDesign(tableOf(names)).calls(names));
    } catch (RuntimeException e) {
      LOG.error(
          "The plan for {} names can't be built. Please report this line and those below it",
          names,
          e);
      return List.of();
    }
  }

  private static long wholeCalls(int halfCalls) {
    return (halfCalls + 1L) / 2;
  }

  private synchronized CoveringTable tableOf(int names) {
    if (table == null || table.largest() < names) {
      table = new CoveringTable(Math.max(1, (names + TABLE_STEP - 1) / TABLE_STEP) * TABLE_STEP);
    }
    return table;
  }

  /** The design in order or, should it miss a pair, all pairs of groups of ten. */
  static List<int[]> checked(List<int[]> design, int names) {
    List<int[]> calls = design;
    if (!isComplete(design, names)) {
      LOG.error(
          "The plan for {} names failed its check; a simple plan with about twice as many calls takes its place. Please report this line",
          names);
      calls = groupsOfTen(names);
    }
    return calls.stream()
        .map(call -> IntStream.of(call).sorted().toArray())
        .sorted(Comparator.comparing((int[] call) -> call, Arrays::compare))
        .toList();
  }

  private static boolean isComplete(List<int[]> design, int names) {
    BitSet missing = new BitSet();
    missing.set(0, PairCounts.pair(names, 0));
    for (int[] call : design) {
      if (call.length < 2
          || call.length > NAMES_PER_CALL
          || IntStream.of(call).distinct().count() < call.length
          || IntStream.of(call).anyMatch(name -> name < 0 || name >= names)) {
        return false;
      }
      for (int i = 0; i < call.length; i++) {
        for (int j = 0; j < i; j++) {
          missing.clear(PairCounts.pair(call[i], call[j]));
        }
      }
    }
    return missing.isEmpty();
  }

  /** The simple plan, for the case that the good one is wrong. */
  static List<int[]> groupsOfTen(int names) {
    int ten = NAMES_PER_CALL / 2;
    List<int[]> calls = new ArrayList<>();
    for (int first = 0; first < names; first += ten) {
      int end = Math.min(first + ten, names);
      for (int second = end; second < names; second += ten) {
        calls.add(
            IntStream.concat(
                    IntStream.range(first, end),
                    IntStream.range(second, Math.min(second + ten, names)))
                .toArray());
      }
    }
    if (calls.isEmpty() && names > 1) {
      calls.add(IntStream.range(0, names).toArray());
    }
    return calls;
  }
}
