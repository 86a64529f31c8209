package io.github.qccroutes.push;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.api.RetryDelay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When to register and to look for missed pushes: after the start, whenever the schedule says so,
 * and after a hold on all calls was lifted, since the provider may have given up calling us back
 * meanwhile; again and again until both succeeded. Thread-safe.
 */
public final class PushStart {
  private final ApiHolds holds;
  private final RetryDelay delay;
  private final LongSupplier nanoTime;

  private boolean pending = true;
  private boolean awaitsLift;
  private int tries;
  private long triedAt;
  private long restNanos;

  /**
   * @param nanoTime a time that nobody sets, such as {@link System#nanoTime()}
   */
  public PushStart(ApiHolds holds, RetryDelay delay, LongSupplier nanoTime) {
    this.holds = holds;
    this.delay = delay;
    this.nanoTime = nanoTime;
  }

  /** Has both done once more; what waits for the provider goes on waiting. */
  public synchronized void schedule() {
    if (!pending) {
      pending = true;
      tries = 0;
    }
    awaitsLift = false;
  }

  /** Whether it is time; once it was, not again before a delay has passed. */
  public synchronized boolean isDue() {
    List<ApiHolds.Hold> inForce = holds.list();
    if (inForce.stream().anyMatch(hold -> hold.call().equals(ApiHolds.ALL_CALLS))) {
      pending = true;
      tries = 0;
      restNanos = 0;
      return false;
    }
    if (!pending || (awaitsLift && !inForce.isEmpty()) || leftNanos() > 0) {
      return false;
    }
    awaitsLift = false;
    triedAt = nanoTime.getAsLong();
    restNanos = TimeUnit.MILLISECONDS.toNanos(delay.afterTries(tries++));
    return true;
  }

  /**
   * Notes that one of both failed.
   *
   * @return when both are tried again, in words for the log
   */
  public synchronized String postponed(Exception failure) {
    if (failure instanceof ProviderUnavailableException unavailable) {
      if (unavailable.outcome() == Outcome.STOP) {
        awaitsLift = true;
        return "tried again when the hold is lifted";
      }
      Duration asked = unavailable.retryAfter();
      if (asked != null && asked.toNanos() > leftNanos()) {
        triedAt = nanoTime.getAsLong();
        restNanos = asked.toNanos();
      }
    }
    return "tried again in " + TimeUnit.NANOSECONDS.toMillis(leftNanos()) + " ms";
  }

  private long leftNanos() {
    return Math.max(0, restNanos - (nanoTime.getAsLong() - triedAt));
  }

  /** Notes that both succeeded. */
  public synchronized void succeed() {
    pending = false;
    restNanos = 0;
  }
}
