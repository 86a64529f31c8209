package io.github.qccroutes.assignments;

import java.util.Arrays;

/**
 * A least vertex cover of a bipartite graph, of all such covers the one with the most vertices on
 * the left. By König's theorem it is as large as a largest matching, which Hopcroft and Karp's
 * algorithm finds in O(edges · √vertices).
 *
 * <p>It keeps its own stack where graph libraries recurse: a path through all vertices of a graph
 * of 100,000 edges is deeper than a thread's stack.
 */
final class CallPlanCover {
  private static final int NONE = -1;

  private final CallPlanGroups edgesOfLeft;
  private final int[] rightOfEdge;
  private final int lefts;
  private final int[] mateOfLeft;
  private final int[] mateOfRight;
  private int size;

  /** Steps from an unmatched left vertex, counted in left vertices. */
  private final int[] level;

  /** The edge of each left vertex to try next, as a place in {@link #edgesOfLeft}. */
  private final int[] next;

  /** The left vertices to visit, or on the path tried, and the right ones that follow them. */
  private final int[] leftQueue;

  private final int[] rightPath;

  /**
   * Finds the cover.
   *
   * @param leftOfEdge the left end of each edge, from 0 to below {@code lefts}
   * @param rightOfEdge the right end of each edge, from 0 to below {@code rights}
   */
  CallPlanCover(int[] leftOfEdge, int lefts, int[] rightOfEdge, int rights) {
    this.edgesOfLeft = new CallPlanGroups(leftOfEdge, lefts);
    this.rightOfEdge = rightOfEdge;
    this.lefts = lefts;
    mateOfLeft = new int[lefts];
    mateOfRight = new int[rights];
    level = new int[lefts];
    next = new int[lefts];
    leftQueue = new int[lefts];
    rightPath = new int[lefts];
    Arrays.fill(mateOfLeft, NONE);
    Arrays.fill(mateOfRight, NONE);
    for (int edge = 0; edge < leftOfEdge.length; edge++) {
      int left = leftOfEdge[edge];
      int right = rightOfEdge[edge];
      if (mateOfLeft[left] == NONE && mateOfRight[right] == NONE) {
        mateOfLeft[left] = right;
        mateOfRight[right] = left;
        size++;
      }
    }
    while (reachesAnUnmatchedRight()) {
      for (int left = 0; left < lefts; left++) {
        next[left] = edgesOfLeft.start(left);
      }
      for (int left = 0; left < lefts; left++) {
        if (mateOfLeft[left] == NONE && augmentsFrom(left)) {
          size++;
        }
      }
    }
  }

  int size() {
    return size;
  }

  // The last search found no path, so it reached all that alternating paths reach: the cover is the
  // left vertices it missed and the right ones it saw, whose mates it saw.

  boolean hasLeft(int left) {
    return level[left] == NONE;
  }

  boolean hasRight(int right) {
    return mateOfRight[right] != NONE && level[mateOfRight[right]] != NONE;
  }

  private boolean reachesAnUnmatchedRight() {
    int end = 0;
    for (int left = 0; left < lefts; left++) {
      level[left] = NONE;
      if (mateOfLeft[left] == NONE) {
        level[left] = 0;
        leftQueue[end++] = left;
      }
    }
    int last = Integer.MAX_VALUE;
    for (int i = 0; i < end && level[leftQueue[i]] <= last; i++) {
      int left = leftQueue[i];
      for (int e = edgesOfLeft.start(left); e < edgesOfLeft.start(left + 1); e++) {
        int mate = mateOfRight[right(e)];
        if (mate == NONE) {
          last = level[left];
        } else if (level[mate] == NONE) {
          level[mate] = level[left] + 1;
          leftQueue[end++] = mate;
        }
      }
    }
    return last != Integer.MAX_VALUE;
  }

  private boolean augmentsFrom(int root) {
    int[] path = leftQueue;
    path[0] = root;
    int depth = 0;
    while (depth >= 0) {
      int left = path[depth];
      if (next[left] == edgesOfLeft.start(left + 1)) {
        depth--;
        continue;
      }
      int right = right(next[left]++);
      int mate = mateOfRight[right];
      if (mate == NONE) {
        rightPath[depth] = right;
        for (; depth >= 0; depth--) {
          mateOfLeft[path[depth]] = rightPath[depth];
          mateOfRight[rightPath[depth]] = path[depth];
        }
        return true;
      }
      if (level[mate] == level[left] + 1) {
        rightPath[depth] = right;
        path[++depth] = mate;
      }
    }
    return false;
  }

  private int right(int place) {
    return rightOfEdge[edgesOfLeft.all()[place]];
  }
}
