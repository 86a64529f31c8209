package io.github.qccroutes.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The claimed rows of one table that this process is working on, so that their leases are renewed
 * for as long as it does and no longer. A row goes through its exchange as variables: {@code
 * claimNo}, its id, and what else its flow wants to know. Thread-safe.
 */
public final class Claims {
  private static final String CLAIM_NO = "claimNo";

  private final String id;
  private final Map<String, String> columns;
  private final Duration interval;
  private final Clock clock;
  private final Map<Claim, Instant> renewAt = new ConcurrentHashMap<>();

  private record Claim(Object id, long claimNo) {}

  /**
   * @param id the variable that holds the row's id
   * @param columns the column of each variable beside {@code claimNo}, the id's among them
   * @param lease how long a claimed row stays with a node that went silent; it is renewed three
   *     times as often
   */
  public Claims(String id, Map<String, String> columns, Duration lease, Clock clock) {
    this.id = id;
    this.columns = columns;
    this.interval = lease.dividedBy(3);
    this.clock = clock;
  }

  /** Takes the claimed row in the body into variables. */
  public Processor note() {
    return exchange -> {
      Map<?, ?> row = exchange.getMessage().getMandatoryBody(Map.class);
      exchange.setVariable(CLAIM_NO, row.get("claim_no"));
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
    return exchange -> renewAt.put(claim(exchange), clock.instant().plus(interval));
  }

  /** Has the exchange's claim renewed no longer. */
  public Processor forget() {
    return exchange -> renewAt.remove(claim(exchange));
  }

  /** The claims that are to be renewed now, as statement parameters: the id and claimNo. */
  public List<Map<String, Object>> due() {
    Instant now = clock.instant();
    List<Map<String, Object>> due = new ArrayList<>();
    renewAt.forEach(
        (claim, time) -> {
          if (!time.isAfter(now) && renewAt.replace(claim, time, now.plus(interval))) {
            due.add(Map.of(id, claim.id, CLAIM_NO, claim.claimNo));
          }
        });
    return due;
  }

  private Claim claim(Exchange exchange) {
    return new Claim(exchange.getVariable(id), exchange.getVariable(CLAIM_NO, Long.class));
  }
}
