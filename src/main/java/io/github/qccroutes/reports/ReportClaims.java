package io.github.qccroutes.reports;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The claimed report orders that this process is working on, so that their leases are renewed for
 * as long as it does and no longer. Thread-safe.
 */
public final class ReportClaims {
  private static final String[] COLUMNS = {
    "id", "report_type", "period", "order_no", "state", "claim_no", "attempts", "tries"
  };
  private static final String[] VARIABLES = {
    "id", "reportType", "period", "orderNo", "state", "claimNo", "attempts", "tries"
  };

  private final Set<Claim> active = ConcurrentHashMap.newKeySet();

  private record Claim(String id, long claimNo) {}

  /** Takes the claimed row in the body into variables; {@code report} names it in the log. */
  public Processor note() {
    return exchange -> {
      Map<?, ?> row = exchange.getMessage().getMandatoryBody(Map.class);
      for (int i = 0; i < COLUMNS.length; i++) {
        exchange.setVariable(VARIABLES[i], row.get(COLUMNS[i]));
      }
      exchange.setVariable("report", row.get("report_type") + " " + row.get("period"));
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
        .map(claim -> Map.<String, Object>of("id", claim.id, "claimNo", claim.claimNo))
        .toList();
  }

  private static Claim claim(Exchange exchange) {
    return new Claim(
        exchange.getVariable("id", String.class), exchange.getVariable("claimNo", Long.class));
  }
}
