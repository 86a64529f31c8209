package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well calls used the slots, as the provider saw it. Immutable.
 *
 * @param arrivals of all calls, in their order
 * @param answer how long the provider takes for each
 * @param slots how many may be in flight
 */
record SlotUse(List<Instant> arrivals, Duration answer, int slots) {

  static SlotUse of(List<Ledger.Call> calls, Duration answer, int slots) {
    return new SlotUse(calls.stream().map(Ledger.Call::time).sorted().toList(), answer, slots);
  }

  Duration firstCallToLastAnswer() {
    return Duration.between(arrivals.get(0), arrivals.get(arrivals.size() - 1)).plus(answer);
  }

  /** That time, if no slot ever stood empty. */
  Duration ideal() {
    return answer.multipliedBy((arrivals.size() + slots - 1) / slots);
  }

  /** The share of the slots' time in which the provider had a call, in percent. */
  double busyPercent() {
    return 100.0
        * answer.multipliedBy(arrivals.size()).toNanos()
        / firstCallToLastAnswer().multipliedBy(slots).toNanos();
  }

  /**
   * The time from an answer to the next call in its place: all calls take as long, so the first of
   * those in flight is answered first. What the provider takes beyond its time, and the network,
   * count as ours.
   *
   * @param quantile 0.5 for the median
   */
  double idleMs(double quantile) {
    double[] idle =
        IntStream.range(slots, arrivals.size())
            .mapToObj(n -> Duration.between(arrivals.get(n - slots), arrivals.get(n)))
            .mapToDouble(cycle -> cycle.minus(answer).toNanos() / 1e6)
            .sorted()
            .toArray();
    return idle[(int) (quantile * (idle.length - 1))];
  }
}
