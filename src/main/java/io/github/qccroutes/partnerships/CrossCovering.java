package io.github.qccroutes.partnerships;

import static io.github.qccroutes.partnerships.CoveringTable.NAMES_PER_CALL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Calls that compare each name of one side with each name of the other, whatever becomes of the
 * pairs within a side.
 *
 * <p>One side is cut into chunks; a chunk of y names stands in calls with 20 − y names of the other
 * side each. Dynamic programming finds the widths, with either side cut. Prices are in half calls,
 * as in {@link CoveringTable}.
 */
final class CrossCovering {
  private CrossCovering() {}

  /** The price for sides of so many names. */
  static int price(int a, int b) {
    return Math.min(whenCut(a, b)[a], whenCut(b, a)[b]);
  }

  /** The prices for all sides up to these sizes; the first index is {@code b}. */
  static int[][] prices(int largestA, int largestB) {
    int[][] prices = new int[largestB + 1][];
    for (int b = 0; b <= largestB; b++) {
      prices[b] = whenCut(largestA, b);
    }
    for (int a = 0; a <= largestA; a++) {
      int[] ifCutB = whenCut(largestB, a);
      for (int b = 0; b <= largestB; b++) {
        prices[b][a] = Math.min(prices[b][a], ifCutB[b]);
      }
    }
    return prices;
  }

  /** The price of calls that all hold the same chunk, of under 20 names, and the others in turn. */
  static int priceOfChunk(int chunk, int others) {
    int room = NAMES_PER_CALL - chunk;
    return others / room * 2
        + CoveringTable.priceOfCall(others % room == 0 ? 0 : chunk + others % room);
  }

  /** The calls for two sides. */
  static List<int[]> calls(int[] a, int[] b) {
    int[] ifCutA = whenCut(a.length, b.length);
    int[] ifCutB = whenCut(b.length, a.length);
    return ifCutA[a.length] <= ifCutB[b.length] ? cut(a, b, ifCutA) : cut(b, a, ifCutB);
  }

  /** Calls that all hold the same chunk, of under 20 names, and the others in turn. */
  static List<int[]> callsOfChunk(int[] chunk, int[] others) {
    List<int[]> calls = new ArrayList<>();
    int room = NAMES_PER_CALL - chunk.length;
    for (int start = 0; start < others.length; start += room) {
      int end = Math.min(start + room, others.length);
      int[] call = Arrays.copyOf(chunk, chunk.length + end - start);
      System.arraycopy(others, start, call, chunk.length, end - start);
      calls.add(call);
    }
    return calls;
  }

  private static List<int[]> cut(int[] side, int[] others, int[] prices) {
    List<int[]> calls = new ArrayList<>();
    int end = side.length;
    while (end > 0) {
      int width = 1;
      while (prices[end - width] + priceOfChunk(width, others.length) > prices[end]) {
        width++;
      }
      calls.addAll(callsOfChunk(Arrays.copyOfRange(side, end - width, end), others));
      end -= width;
    }
    return calls;
  }

  /** At i, the price when i names are cut. */
  private static int[] whenCut(int cut, int others) {
    int[] ofChunk = new int[NAMES_PER_CALL];
    for (int width = 1; width < NAMES_PER_CALL; width++) {
      ofChunk[width] = priceOfChunk(width, others);
    }
    int[] prices = new int[cut + 1];
    for (int i = 1; i <= cut; i++) {
      prices[i] = Integer.MAX_VALUE;
      for (int width = 1; width <= Math.min(i, NAMES_PER_CALL - 1); width++) {
        prices[i] = Math.min(prices[i], prices[i - width] + ofChunk[width]);
      }
    }
    return prices;
  }
}
