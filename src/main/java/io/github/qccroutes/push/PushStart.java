package io.github.qccroutes.push;

import io.github.qccroutes.api.ApiHolds;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * When to register and to look for missed pushes out of turn: once after the start, and once after
 * a hold on all calls was lifted, since the provider may have given up calling us back meanwhile.
 * Thread-safe.
 */
public final class PushStart {
  private final ApiHolds holds;
  private final AtomicBoolean pending = new AtomicBoolean(true);

  public PushStart(ApiHolds holds) {
    this.holds = holds;
  }

  /** Whether it is time; true once. */
  public boolean isDue() {
    if (holds.list().stream().anyMatch(hold -> hold.call().equals(ApiHolds.ALL_CALLS))) {
      pending.set(true);
      return false;
    }
    return pending.getAndSet(false);
  }
}
