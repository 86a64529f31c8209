package io.github.qccroutes.assignments;

import io.github.qccroutes.assignments.CallPlan.Shape;
import java.util.BitSet;

/**
 * All pairs in calls of one shape: those of each centre (a login or a keyword) in a row, cut where
 * a call is full. Cutting a row further right never takes more calls, so this is the least for the
 * row as it stands, and any part of it needs no more.
 */
final class CallPlanSide {
  private final CallPlanPairs pairs;
  private final Shape shape;
  private final int[] centreOfPair;
  private final int[] row;
  private final int[] callOfPair;
  private int calls;

  CallPlanSide(CallPlanPairs pairs, Shape shape, int[] centreOfPair, int centres) {
    this.pairs = pairs;
    this.shape = shape;
    this.centreOfPair = centreOfPair;
    this.row = new CallPlanGroups(centreOfPair, centres).all();
    this.callOfPair = new int[row.length];
    cut();
  }

  int calls() {
    return calls;
  }

  /** The number of each pair's call, from 0; not a copy. */
  int[] callOfPair() {
    return callOfPair;
  }

  int centre(int pair) {
    return centreOfPair[pair];
  }

  /** Pairs a call can hold, whatever its bytes. */
  int callSize() {
    return pairs.limits().items(shape);
  }

  /** Moves these pairs to the front of their centres' rows, in the order they stand, and cuts. */
  void putFirst(BitSet chosen) {
    int[] others = new int[row.length];
    int start = 0;
    while (start < row.length) {
      int centre = centreOfPair[row[start]];
      int front = start;
      int left = 0;
      int end = start;
      for (; end < row.length && centreOfPair[row[end]] == centre; end++) {
        if (chosen.get(row[end])) {
          row[front++] = row[end];
        } else {
          others[left++] = row[end];
        }
      }
      System.arraycopy(others, 0, row, front, left);
      start = end;
    }
    cut();
  }

  private void cut() {
    CallPlanLimits limits = pairs.limits();
    calls = 0;
    int size = 0;
    long bytes = 0;
    for (int i = 0; i < row.length; i++) {
      int pair = row[i];
      bytes += pairs.furtherBytes(shape, pair);
      if (i == 0
          || centreOfPair[pair] != centreOfPair[row[i - 1]]
          || size == callSize()
          || (limits.queryBytes() > 0 && bytes > limits.queryBytes())) {
        calls++;
        size = 0;
        bytes = pairs.queryBytes(pair);
      }
      size++;
      callOfPair[pair] = calls - 1;
    }
  }
}
