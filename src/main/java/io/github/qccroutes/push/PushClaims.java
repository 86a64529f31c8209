package io.github.qccroutes.push;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The claimed orders that this process is working on, so that their leases are renewed for as long
 * as it does and no longer. Thread-safe.
 */
public final class PushClaims {
  private final Set<Claim> active = ConcurrentHashMap.newKeySet();

  private record Claim(String orderNo, long claimNo) {}

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
    return exchange -> active.add(claim(exchange));
  }

  /** Has the exchange's claim renewed no longer. */
  public Processor forget() {
    return exchange -> active.remove(claim(exchange));
  }

  /** The claims to renew, as statement parameters. */
  public List<Map<String, Object>> active() {
    return active.stream()
        .map(claim -> Map.<String, Object>of("orderNo", claim.orderNo, "claimNo", claim.claimNo))
        .toList();
  }

  private static Claim claim(Exchange exchange) {
    return new Claim(
        exchange.getVariable("orderNo", String.class), exchange.getVariable("claimNo", Long.class));
  }
}
