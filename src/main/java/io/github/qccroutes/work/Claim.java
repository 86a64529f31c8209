package io.github.qccroutes.work;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A row that this process has leased and is at.
 *
 * <p>It knows until when the row is surely ours, from before the statement that took or renewed it
 * and by the process's own steady clock: a node that was stopped, or is cut off from the database,
 * finds out by itself that others may have taken over. Thread-safe; times are of {@link
 * System#nanoTime}.
 */
public final class Claim {
  private static final String PROPERTY = Claim.class.getName();

  private final String renewal;
  private final Map<String, Object> row;
  private final Duration lease;
  private long askedAt;
  private boolean asking;
  private volatile long oursSince;

  /**
   * @param renewal the statement that renews the lease; takes the row's values and {@code :leaseMs}
   * @param row the claimed row's values by variable
   * @param askedAt when the statement that claimed it began
   */
  Claim(String renewal, Map<String, Object> row, Duration lease, long askedAt) {
    this.renewal = renewal;
    this.row = row;
    this.lease = lease;
    this.askedAt = askedAt;
    this.oursSince = askedAt;
  }

  /**
   * Makes sure that the row that the exchange is about, if any, is ours.
   *
   * @throws ClaimLostException when another node may have claimed it
   */
  public static void requireOurs(Exchange exchange) {
    Claim claim = exchange.getProperty(PROPERTY, Claim.class);
    if (claim != null && System.nanoTime() - claim.oursSince >= claim.lease.toNanos()) {
      throw new ClaimLostException(
          "the call was not sent: this node was silent too long; the next node that claims the"
              + " call sends it");
    }
  }

  /** Puts the row into the exchange: a variable a column, and the claim itself. */
  void enter(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
    row.forEach(exchange::setVariable);
  }

  String renewal() {
    return renewal;
  }

  Map<String, @Nullable Object> parameters(Duration newLease) {
    Map<String, @Nullable Object> parameters = new HashMap<>(row);
    parameters.put("leaseMs", newLease.toMillis());
    return parameters;
  }

  /**
   * Whether a third of the lease has gone since it was last asked for; says so once, until {@link
   * #answered}: while the database does not answer, renewals don't pile up.
   */
  synchronized boolean isDueForRenewal(long now) {
    boolean due = !asking && now - askedAt >= lease.toNanos() / 3;
    if (due) {
      askedAt = now;
      asking = true;
    }
    return due;
  }

  /** The renewal has ended, well or not. */
  synchronized void answered() {
    asking = false;
  }

  /**
   * A renewal came through.
   *
   * @param sentAt when it was asked for: an answer may be older than the renewal asked for last
   */
  synchronized void renewed(long sentAt) {
    if (sentAt - oursSince > 0) {
      oursSince = sentAt;
    }
  }
}
