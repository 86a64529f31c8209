package io.github.qccroutes.partnerships;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of a job's names stand together in a call that was answered. Names go by their lines. Not
 * for use by several threads.
 */
final class ComparedPairs {
  private final Map<Long, Integer> places = new HashMap<>();
  private final List<Long> lines;
  private final BitSet[] partners;

  /**
   * @param lines those of all names, in order
   */
  ComparedPairs(List<Long> lines) {
    this.lines = List.copyOf(lines);
    this.partners = new BitSet[lines.size()];
    for (int place = 0; place < partners.length; place++) {
      places.put(lines.get(place), place);
      partners[place] = new BitSet();
    }
  }

  /** Takes in a call that was answered. */
  void add(Collection<Long> call) {
    BitSet together = new BitSet();
    call.forEach(line -> together.set(place(line)));
    together.stream().forEach(place -> partners[place].or(together));
  }

  /** Whether the name stands in an answered call, so that the provider takes it. */
  boolean isAnswered(long line) {
    return !partners[place(line)].isEmpty();
  }

  /** Whether each pair of these names was compared. */
  boolean holds(Collection<Long> call) {
    BitSet together = new BitSet();
    call.forEach(line -> together.set(place(line)));
    return together.stream()
        .allMatch(
            place -> {
              BitSet missing = (BitSet) together.clone();
              missing.andNot(partners[place]);
              missing.clear(place);
              return missing.isEmpty();
            });
  }

  /** The names further down the list that the name was not compared with. */
  List<Long> missingAfter(long line) {
    int place = place(line);
    BitSet missing = new BitSet();
    missing.set(place + 1, Math.max(place + 1, partners.length));
    missing.andNot(partners[place]);
    return missing.stream().mapToObj(lines::get).toList();
  }

  private int place(long line) {
    Integer place = places.get(line);
    if (place == null) {
      throw new IllegalArgumentException("line " + line + " is none of the names'");
    }
    return place;
  }
}
