package io.github.qccroutes.partnerships;

/**
 * The finite field of {@code order} elements, a prime power p^n.
 *
 * <p>Elements are the numbers 0 to order − 1, read as polynomials over the integers mod p: the
 * digits to base p are the coefficients. So 0 and 1 are the neutral elements.
 */
final class GaloisField {
  private final int characteristic;
  private final int order;

  /**
   * Powers of the polynomial x, written twice in a row so that sums of exponents need no modulo.
   */
  private final int[] powers;

  private final int[] logarithms;

  /**
   * Finds the field of an order.
   *
   * @throws IllegalArgumentException if the order is not a prime power
   */
  GaloisField(int order) {
    if (!isPrimePower(order)) {
      throw new IllegalArgumentException(order + " is not a prime power");
    }
    this.order = order;
    this.characteristic = smallestFactor(order);
    this.powers = new int[2 * (order - 1)];
    this.logarithms = new int[order];
    int remainder = 1;
    while (!runsThroughTheField(remainder)) {
      remainder++;
    }
    System.arraycopy(powers, 0, powers, order - 1, order - 1);
    for (int i = 0; i < order - 1; i++) {
      logarithms[powers[i]] = i;
    }
  }

  /** Whether a field of this order exists. */
  static boolean isPrimePower(int order) {
    if (order < 2) {
      return false;
    }
    int rest = order;
    int prime = smallestFactor(order);
    while (rest % prime == 0) {
      rest /= prime;
    }
    return rest == 1;
  }

  int add(int a, int b) {
    int sum = 0;
    for (int place = 1; place < order; place *= characteristic) {
      sum += (a / place + b / place) % characteristic * place;
    }
    return sum;
  }

  int multiply(int a, int b) {
    return a == 0 || b == 0 ? 0 : powers[logarithms[a] + logarithms[b]];
  }

  /**
   * Whether the powers of x are all the elements but 0 when x^n is replaced by {@code remainder};
   * if so, each has an inverse, and this is the field.
   */
  private boolean runsThroughTheField(int remainder) {
    int leading = order / characteristic;
    int power = 1;
    for (int i = 0; i < order - 1; i++) {
      if (power == 0 || (power == 1 && i > 0)) {
        return false;
      }
      powers[i] = power;
      int overflow = power / leading;
      power = power % leading * characteristic;
      for (int times = 0; times < overflow; times++) {
        power = add(power, remainder);
      }
    }
    return power == 1;
  }

  private static int smallestFactor(int number) {
    for (int factor = 2; factor * factor <= number; factor++) {
      if (number % factor == 0) {
        return factor;
      }
    }
    return number;
  }
}
