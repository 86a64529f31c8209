package io.github.qccroutes.api;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before something is tried again: full jitter below a bound that doubles with
 * every try and never exceeds five minutes, unless a server asks for more ({@code Retry-After}).
 * Thread-safe.
 */
public final class RetryDelay {
  static final Duration CAP = Duration.ofMinutes(5);
  private static final int DOUBLINGS = 20;

  private final Duration first;

  /**
   * @param first the bound before the first repetition
   */
  public RetryDelay(Duration first) {
    this.first = first;
  }

  /** Returns milliseconds to wait after {@code tries} tries (0 or more) that came to nothing. */
  public long afterTries(int tries) {
    return ThreadLocalRandom.current().nextLong(bound(tries).toMillis() + 1);
  }

  /**
   * The same, but no less than the server asked for that answered.
   *
   * @param failure what the last try came to
   */
  public long afterTries(int tries, @Nullable Throwable failure) {
    Duration asked =
        failure instanceof ProviderUnavailableException unavailable
            ? unavailable.retryAfter()
            : null;
    return Math.max(afterTries(tries), asked == null ? 0 : asked.toMillis());
  }

  Duration bound(int tries) {
    Duration doubled = first.multipliedBy(1L << Math.min(Math.max(tries, 0), DOUBLINGS));
    return doubled.compareTo(CAP) < 0 ? doubled : CAP;
  }
}
