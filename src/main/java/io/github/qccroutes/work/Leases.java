package io.github.qccroutes.work;

import io.github.qccroutes.store.DatabaseTrouble;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Failures that say nothing of the row: it stays as it is, and is due again when its lease ends.
 */
public final class Leases {
  private static final String LEFT = Leases.class.getName();

  private Leases() {}

  /**
   * Whether the failure that the exchange's error policy is at is a lost claim or trouble with the
   * database. If so there is nothing to do: the route's {@code work:} says it.
   */
  public static boolean keepRow(Exchange exchange) {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    boolean keep = isLost(failure) || DatabaseTrouble.isIn(failure);
    if (keep) {
      exchange.setProperty(LEFT, failure);
    }
    return keep;
  }

  static @Nullable Exception left(Exchange exchange) {
    return exchange.getProperty(LEFT, Exception.class);
  }

  static boolean isLost(@Nullable Throwable failure) {
    return lost(failure) != null;
  }

  /** The lost claim that a failure is about, or null. */
  static @Nullable ClaimLostException lost(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ClaimLostException lost) {
        return lost;
      }
    }
    return null;
  }
}
