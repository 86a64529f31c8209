package io.github.qccroutes.partnerships;

import static io.github.qccroutes.partnerships.CoveringTable.NAMES_PER_CALL;

import java.util.Arrays;

/**
 * The cheapest sizes of the groups of a transversal design, for one order of the plane and one
 * number of common names.
 *
 * <p>A group of s names has the weight ⌈s / order⌉: as many of its names may stand in one of the
 * order² calls. The plane has room for order + 1 groups, a call for a weight of 20 in all. This is
 * a knapsack over the groups, their weight and the places they leave empty. Prices are in half
 * calls, as in {@link CoveringTable}.
 */
final class TransversalGroups {
  private static final int UNREACHED = Integer.MAX_VALUE / 2;

  private final int order;
  private final int common;
  private final int[] prices;
  private final int mostEmpty;

  /** By the number of groups, their weight and the empty places; null where no groups fit. */
  private final int[][][] costs;

  /** Takes a number of names and its price. */
  interface Offer {
    void of(int places, int price);
  }

  /**
   * Works out the groups.
   *
   * @param prices at i, the price of covering i names; never falling
   * @param mostEmpty how many empty places are looked at
   */
  TransversalGroups(int order, int common, int[] prices, int mostEmpty) {
    this.order = order;
    this.common = common;
    this.prices = prices;
    this.mostEmpty = mostEmpty;
    int groups = Math.min(NAMES_PER_CALL, order + 1);
    this.costs = new int[groups + 1][NAMES_PER_CALL + 1][];
    costs[0][0] = unreached();
    costs[0][0][0] = 0;
    for (int group = 1; group <= groups; group++) {
      for (int weight = 0; weight < NAMES_PER_CALL; weight++) {
        if (costs[group - 1][weight] != null) {
          addGroup(group, weight);
        }
      }
    }
  }

  void forEach(Offer offer) {
    for (int groups = 2; groups < costs.length; groups++) {
      for (int weight = groups; weight <= NAMES_PER_CALL; weight++) {
        for (int empty = 0; costs[groups][weight] != null && empty <= mostEmpty; empty++) {
          int cost = costs[groups][weight][empty];
          if (cost < UNREACHED) {
            offer.of(common + weight * order - empty, 2 * order * order + cost);
          }
        }
      }
    }
  }

  /**
   * The sizes of the groups that, with the common names, have so many places at the least price.
   */
  int[] sizes(int places) {
    int cheapest = UNREACHED;
    int groups = 0;
    int weight = 0;
    for (int g = 2; g < costs.length; g++) {
      for (int w = g; w <= NAMES_PER_CALL; w++) {
        int cost = cost(g, w, common + w * order - places);
        if (cost < cheapest) {
          cheapest = cost;
          groups = g;
          weight = w;
        }
      }
    }
    int[] sizes = new int[groups];
    int empty = common + weight * order - places;
    for (int group = groups; group > 0; group--) {
      int size = lastSize(group, weight, empty);
      sizes[group - 1] = size;
      empty -= weight(size) * order - size;
      weight -= weight(size);
    }
    return sizes;
  }

  private int lastSize(int group, int weight, int empty) {
    int size = 1;
    while (cost(group - 1, weight - weight(size), empty - weight(size) * order + size)
            + prices[size + common]
        > costs[group][weight][empty]) {
      size++;
    }
    return size;
  }

  private int cost(int groups, int weight, int empty) {
    return weight < 0 || empty < 0 || empty > mostEmpty || costs[groups][weight] == null
        ? UNREACHED
        : costs[groups][weight][empty];
  }

  private void addGroup(int group, int before) {
    int[] from = costs[group - 1][before];
    for (int weight = 1; weight <= Math.min(heaviest(), NAMES_PER_CALL - before); weight++) {
      if (costs[group][before + weight] == null) {
        costs[group][before + weight] = unreached();
      }
      int[] to = costs[group][before + weight];
      for (int empty = 0; empty < Math.min(order, mostEmpty + 1); empty++) {
        int size = common + weight * order - empty;
        boolean oneMoreIsFree = empty > 0 && prices[size + 1] == prices[size];
        for (int i = empty; i <= mostEmpty && !oneMoreIsFree; i++) {
          to[i] = Math.min(to[i], from[i - empty] + prices[size]);
        }
      }
    }
  }

  private int weight(int size) {
    return (size + order - 1) / order;
  }

  /** A little above the even share; much heavier groups were never the cheapest. */
  private int heaviest() {
    return order + 1 >= NAMES_PER_CALL ? 1 : NAMES_PER_CALL / (order + 1) + 2;
  }

  private int[] unreached() {
    int[] fresh = new int[mostEmpty + 1];
    Arrays.fill(fresh, UNREACHED);
    return fresh;
  }
}
