package io.github.qccroutes.assignments;

import java.util.Arrays;

/** The indices of an array, grouped by the value there; within a group they rise. */
final class CallPlanGroups {
  private final int[] starts;
  private final int[] indices;

  /**
   * Groups the indices.
   *
   * @param values from 0 to below {@code groups}
   */
  CallPlanGroups(int[] values, int groups) {
    starts = new int[groups + 1];
    for (int value : values) {
      starts[value + 1]++;
    }
    for (int group = 0; group < groups; group++) {
      starts[group + 1] += starts[group];
    }
    int[] next = starts.clone();
    indices = new int[values.length];
    for (int index = 0; index < values.length; index++) {
      indices[next[values[index]]++] = index;
    }
  }

  /** The indices with one value. */
  int[] members(int group) {
    return Arrays.copyOfRange(indices, starts[group], starts[group + 1]);
  }

  /** Where a group starts in {@link #all()}; for the number of groups, its end. */
  int start(int group) {
    return starts[group];
  }

  /** All indices, group after group; not a copy. */
  int[] all() {
    return indices;
  }
}
