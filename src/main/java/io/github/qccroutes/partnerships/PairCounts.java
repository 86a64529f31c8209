package io.github.qccroutes.partnerships;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How many calls hold each pair of names; shortens the calls whose pairs stand elsewhere too. */
final class PairCounts {

  /** By pair; a count stays below 65,536, as no pair stands in more calls than there are names. */
  private final char[] counts;

  /** Counts nothing yet. */
  PairCounts(int names) {
    counts = new char[pair(names, 0)];
  }

  /** The number of a pair; those of a name with the names before it follow each other. */
  static int pair(int a, int b) {
    int later = Math.max(a, b);
    return later * (later - 1) / 2 + Math.min(a, b);
  }

  /**
   * Drops names and calls that add no pair, the shortest calls first, and puts calls together where
   * both fit into one.
   */
  List<int[]> prune(List<int[]> calls) {
    for (int[] call : calls) {
      for (int i = 0; i < call.length; i++) {
        for (int j = 0; j < i; j++) {
          counts[pair(call[i], call[j])]++;
        }
      }
    }
    List<int[]> needed = new ArrayList<>();
    for (int[] call : calls.stream().sorted(Comparator.comparingInt(c -> c.length)).toList()) {
      int[] shortened = shorten(call);
      if (shortened.length > 1) {
        needed.add(shortened);
      }
    }
    return merge(needed);
  }

  private int[] shorten(int[] call) {
    int[] kept = call.clone();
    int length = kept.length;
    for (int i = length - 1; i >= 0; i--) {
      if (standsElsewhere(kept, length, i)) {
        for (int j = 0; j < length; j++) {
          if (j != i) {
            counts[pair(kept[i], kept[j])]--;
          }
        }
        System.arraycopy(kept, i + 1, kept, i, length - i - 1);
        length--;
      }
    }
    return Arrays.copyOf(kept, length);
  }

  private boolean standsElsewhere(int[] call, int length, int i) {
    for (int j = 0; j < length; j++) {
      if (j != i && counts[pair(call[i], call[j])] < 2) {
        return false;
      }
    }
    return true;
  }

  /** The longest first, each joins the call that it fills best. */
  private static List<int[]> merge(List<int[]> calls) {
    List<List<int[]>> byLength = new ArrayList<>();
    for (int length = 0; length <= CoveringTable.NAMES_PER_CALL; length++) {
      byLength.add(new ArrayList<>());
    }
    calls.sort(Comparator.comparingInt(call -> -call.length));
    for (int[] call : calls) {
      int other = CoveringTable.NAMES_PER_CALL - call.length;
      while (other > 0 && byLength.get(other).isEmpty()) {
        other--;
      }
      int[] merged = call;
      if (other > 0) {
        List<int[]> candidates = byLength.get(other);
        merged = CoveringDesign.union(candidates.remove(candidates.size() - 1), call);
      }
      byLength.get(merged.length).add(merged);
    }
    List<int[]> merged = new ArrayList<>();
    byLength.forEach(merged::addAll);
    return merged;
  }
}
