package io.github.qccroutes.push;

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
 * The claimed orders that this process is working on, so that their leases are renewed for as long
 * as it does and no longer. Thread-safe.
 */
public final class PushClaims {
  private final Duration interval;
  private final Clock clock;
  private final Map<Claim, Instant> renewAt = new ConcurrentHashMap<>();

  private record Claim(String orderNo, long claimNo) {}

  /**
   * @param lease how long a claimed order stays with a node that went silent; it is renewed three
   *     times as often
   */
  public PushClaims(Duration lease, Clock clock) {
    this.interval = lease.dividedBy(3);
    this.clock = clock;
  }

  /** Takes the claimed row in the body into variables and notes the claim. */
  public Processor note() {
    return exchange -> {
      Map<?, ?> row = exchange.getMessage().getMandatoryBody(Map.class);
      exchange.setVariable("orderNo", row.get("order_no"));
      exchange.setVariable("claimNo", row.get("claim_no"));
      exchange.setVariable("attempts", row.get("attempts"));
      exchange.setVariable("outages", row.get("outages"));
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

  /** The claims that are to be renewed now, as statement parameters. */
  public List<Map<String, Object>> due() {
    Instant now = clock.instant();
    List<Map<String, Object>> due = new ArrayList<>();
    renewAt.forEach(
        (claim, time) -> {
          if (!time.isAfter(now) && renewAt.replace(claim, time, now.plus(interval))) {
            due.add(Map.of("orderNo", claim.orderNo, "claimNo", claim.claimNo));
          }
        });
    return due;
  }

  private static Claim claim(Exchange exchange) {
    return new Claim(
        exchange.getVariable("orderNo", String.class), exchange.getVariable("claimNo", Long.class));
  }
}
