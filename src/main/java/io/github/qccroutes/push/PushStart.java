package io.github.qccroutes.push;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.RetryDelay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When to register and to look for missed pushes out of turn: after the start, and after a hold on
 * all calls was lifted, since the provider may have given up calling us back meanwhile; again and
 * again until both succeeded. Thread-safe.
 */
public final class PushStart {
  private final ApiHolds holds;
  private final RetryDelay delay;
  private final Clock clock;

  private boolean pending = true;
  private int tries;
  private Instant dueAt = Instant.MIN;

  public PushStart(ApiHolds holds, RetryDelay delay, Clock clock) {
    this.holds = holds;
    this.delay = delay;
    this.clock = clock;
  }

  /** Whether it is time; once it was, not again before {@link #retryInMs} have passed. */
  public synchronized boolean isDue() {
    if (holds.list().stream().anyMatch(hold -> hold.call().equals(ApiHolds.ALL_CALLS))) {
      pending = true;
      tries = 0;
      dueAt = Instant.MIN;
      return false;
    }
    Instant now = clock.instant();
    if (!pending || now.isBefore(dueAt)) {
      return false;
    }
    dueAt = now.plusMillis(delay.afterTries(tries++));
    return true;
  }

  /** How long from now on it is not due, should this try fail. */
  public synchronized long retryInMs() {
    return Math.max(0, Duration.between(clock.instant(), dueAt).toMillis());
  }

  /** Notes that both succeeded. */
  public synchronized void succeed() {
    pending = false;
  }
}
