package io.github.qccroutes.partnerships;

import io.github.qccroutes.partnerships.CoveringRule.Single;
import io.github.qccroutes.partnerships.CoveringRule.Split;
import io.github.qccroutes.partnerships.CoveringRule.Transversal;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * For each number of names, the lowest price known for calls that hold every pair, and the rule
 * that leads to it.
 *
 * <p>Prices are in half calls: a call of at most ten names counts as half a call, because two of
 * them become one. The entry of a number does not depend on how far the table goes. Immutable.
 */
final class CoveringTable {
  static final int NAMES_PER_CALL = 20;

  private static final int LARGEST_SPLIT = 100;

  /**
   * Planes up to this order and these sizes feed on each other; all others on smaller ones only.
   */
  private static final int SMALL_ORDER = 7;

  private static final int SMALL = NAMES_PER_CALL * (SMALL_ORDER + 1);

  private final int[] prices;
  private final CoveringRule[] rules;

  /** Works out the entries of 0 to {@code largest} names. */
  CoveringTable(int largest) {
    int size = Math.max(largest, SMALL);
    prices = new int[size + 1];
    rules = new CoveringRule[size + 1];
    Arrays.fill(rules, new Single());
    for (int names = 2; names <= size; names++) {
      prices[names] = names <= NAMES_PER_CALL ? priceOfCall(names) : Integer.MAX_VALUE / 2;
    }
    int[][] cross = CrossCovering.prices(size, LARGEST_SPLIT);
    int[] orders =
        IntStream.iterate(2, order -> NAMES_PER_CALL * order - mostEmpty(order) <= size, o -> o + 1)
            .filter(GaloisField::isPrimePower)
            .toArray();
    split(SMALL, cross);
    int[] before;
    do {
      before = prices.clone();
      IntStream.of(orders).filter(order -> order <= SMALL_ORDER).forEach(this::transversal);
      split(SMALL, cross);
    } while (!Arrays.equals(before, prices));
    for (int order : orders) {
      if (order > SMALL_ORDER) {
        transversal(order);
        split(Math.min(size, NAMES_PER_CALL * order), cross);
      }
    }
    split(size, cross);
  }

  /** The price of one call that holds so many names. */
  static int priceOfCall(int names) {
    return names == 0 ? 0 : names <= NAMES_PER_CALL / 2 ? 1 : 2;
  }

  /**
   * The price of the pairs between two parts and within the smaller one.
   *
   * @param cross the price of the pairs between them alone
   */
  private int priceOfJoining(int larger, int smaller, int cross) {
    int apart = cross + prices[smaller];
    return smaller < NAMES_PER_CALL
        ? Math.min(CrossCovering.priceOfChunk(smaller, larger), apart)
        : apart;
  }

  int largest() {
    return prices.length - 1;
  }

  int price(int names) {
    return prices[names];
  }

  CoveringRule rule(int names) {
    return rules[names];
  }

  int[] groups(Transversal rule) {
    return groups(rule.order(), rule.common()).sizes(rule.places());
  }

  private TransversalGroups groups(int order, int common) {
    return new TransversalGroups(order, common, prices, mostEmpty(order));
  }

  /** Beyond so many empty places, a plane of lower order is cheaper. */
  private static int mostEmpty(int order) {
    int lower = order;
    for (int found = 0; found < 2 && lower > 0; ) {
      lower--;
      found += GaloisField.isPrimePower(lower) ? 1 : 0;
    }
    return Math.min(NAMES_PER_CALL * (order - lower + 2), NAMES_PER_CALL * order);
  }

  private void transversal(int order) {
    for (int common = 0; common <= NAMES_PER_CALL; common++) {
      int shared = common;
      groups(order, common).forEach((places, price) -> offer(places, price, order, shared));
    }
    for (int names = largest() - 1; names > NAMES_PER_CALL; names--) {
      if (prices[names] > prices[names + 1]) {
        prices[names] = prices[names + 1];
        rules[names] = rules[names + 1];
      }
    }
  }

  private void offer(int places, int price, int order, int common) {
    int names = Math.min(places, largest());
    if (price < prices[names]) {
      prices[names] = price;
      rules[names] = new Transversal(order, common, places);
    }
  }

  private void split(int largest, int[][] cross) {
    for (int names = NAMES_PER_CALL + 1; names <= largest; names++) {
      for (int smaller = 1; smaller <= Math.min(names / 2, LARGEST_SPLIT); smaller++) {
        int larger = names - smaller;
        int price = prices[larger] + priceOfJoining(larger, smaller, cross[smaller][larger]);
        if (price < prices[names]) {
          prices[names] = price;
          rules[names] = new Split(larger, smaller);
        }
      }
    }
  }
}
