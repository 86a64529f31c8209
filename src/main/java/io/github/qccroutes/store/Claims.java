package io.github.qccroutes.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.sql.SqlConstants;

/**
 * The claimed rows of one table that this process is working on, so that their leases are renewed
 * for as long as it does and no longer. A row goes through its exchange as variables: {@code
 * claimNo}, its id, and what else its flow wants to know.
 *
 * <p>Each claim knows until when it is surely ours, from before the statement that took or renewed
 * it and by the process's own steady clock: a node that was stopped, or is cut off from the
 * database, finds out by itself that others may have taken over. Thread-safe.
 */
public final class Claims {
  private static final String CLAIM_NO = "claimNo";
  private static final String CLAIM = "claim";

  private final String id;
  private final Map<String, String> columns;
  private final Duration lease;
  private final Map<Key, Claim> held = new ConcurrentHashMap<>();

  private record Key(Object id, long claimNo) {}

  /** Times are of {@link System#nanoTime}. */
  private static final class Claim {
    private final Duration lease;
    private long askedAt;
    private volatile long oursSince;

    Claim(Duration lease, long oursSince) {
      this.lease = lease;
      this.askedAt = oursSince;
      this.oursSince = oursSince;
    }

    synchronized boolean isDue(long now) {
      boolean due = now - askedAt >= lease.toNanos() / 3;
      if (due) {
        askedAt = now;
      }
      return due;
    }

    synchronized void renewed() {
      oursSince = askedAt;
    }
  }

  /**
   * @param id the variable that holds the row's id
   * @param columns the column of each variable beside {@code claimNo}, the id's among them
   * @param lease how long a claimed row stays with a node that went silent; it is renewed three
   *     times as often
   */
  public Claims(String id, Map<String, String> columns, Duration lease) {
    this.id = id;
    this.columns = columns;
    this.lease = lease;
  }

  /**
   * Hands over {@code <row>Claims}, which says what to renew, and what goes with each claimed row.
   */
  public void bind(String row, BiConsumer<String, Object> beans) {
    beans.accept(row + "Claims", this);
    beans.accept(row + "ClaimNote", note());
    beans.accept(row + "ClaimHolder", hold());
    beans.accept(row + "ClaimForgetter", forget());
    beans.accept(row + "ClaimRenewal", renewed());
  }

  /** Takes the claimed row in the body into variables. */
  public Processor note() {
    return exchange -> {
      Map<?, ?> row = exchange.getMessage().getMandatoryBody(Map.class);
      exchange.setVariable(CLAIM_NO, row.get("claim_no"));
      exchange.setVariable(CLAIM, new Claim(lease, Statements.began(exchange)));
      columns.forEach(
          (variable, column) -> {
            Object value = row.get(column);
            if (value == null) {
              exchange.removeVariable(variable);
            } else {
              exchange.setVariable(variable, value);
            }
          });
      exchange.getMessage().removeHeaders("*");
      exchange.getMessage().setBody(null);
    };
  }

  /** Has the exchange's claim renewed from now on. */
  public Processor hold() {
    return exchange -> {
      Claim claim = exchange.getVariable(CLAIM, Claim.class);
      held.put(key(exchange), claim == null ? new Claim(lease, System.nanoTime()) : claim);
    };
  }

  /** Has the exchange's claim renewed no longer. */
  public Processor forget() {
    return exchange -> {
      held.remove(key(exchange));
      exchange.removeVariable(CLAIM);
    };
  }

  /** The claims that are to be renewed now, as statement parameters: the id and claimNo. */
  public List<Map<String, Object>> due() {
    long now = System.nanoTime();
    List<Map<String, Object>> due = new ArrayList<>();
    held.forEach(
        (key, claim) -> {
          if (claim.isDue(now)) {
            due.add(Map.of(id, key.id, CLAIM_NO, key.claimNo));
          }
        });
    return due;
  }

  /** Notes what the statement made of the due claim in the body: one row, or it is not ours. */
  public Processor renewed() {
    return exchange -> {
      Map<?, ?> row = exchange.getMessage().getMandatoryBody(Map.class);
      Claim claim =
          row.get(id) != null && row.get(CLAIM_NO) instanceof Long claimNo
              ? held.get(new Key(row.get(id), claimNo))
              : null;
      if (claim != null
          && exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, 0, Integer.class) > 0) {
        claim.renewed();
      }
    };
  }

  /**
   * Makes sure that the row that the exchange is about, if any, is ours.
   *
   * @throws ClaimLostException when another node may have claimed it
   */
  public static void requireOurs(Exchange exchange) {
    Claim claim = exchange.getVariable(CLAIM, Claim.class);
    if (claim != null && System.nanoTime() - claim.oursSince >= claim.lease.toNanos()) {
      throw new ClaimLostException(
          "the call was not sent: this node was silent too long; the next node that claims the"
              + " call sends it");
    }
  }

  private Key key(Exchange exchange) {
    return new Key(exchange.getVariable(id), exchange.getVariable(CLAIM_NO, Long.class));
  }
}
