package io.github.qccroutes.api;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the provider last answered this process, and what went wrong last, for the health page.
 * Thread-safe.
 */
public final class ProviderContact {
  private final Clock clock;
  private volatile State state = new State(null, null, null);

  public ProviderContact(Clock clock) {
    this.clock = clock;
  }

  /** A consistent view; all null before the first call. */
  public record State(
      @Nullable Instant lastSuccess, @Nullable Instant lastFailure, @Nullable String failure) {}

  public State state() {
    return state;
  }

  synchronized void succeeded() {
    state = new State(clock.instant(), state.lastFailure, null);
  }

  synchronized void failed(@Nullable String message) {
    state = new State(state.lastSuccess, clock.instant(), message);
  }
}
