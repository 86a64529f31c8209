package io.github.qccroutes.assignments;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The claimed jobs and calls that this process is working on, so that their leases are renewed for
 * as long as it does and no longer. Thread-safe.
 */
public final class AssignmentClaims {
  private final Set<Claim> jobs = ConcurrentHashMap.newKeySet();
  private final Set<Claim> calls = ConcurrentHashMap.newKeySet();

  private record Claim(long id, long claimNo) {}

  /** Takes the claimed job in the body into variables; its claim is renewed from now on. */
  public Processor noteJob() {
    return exchange -> {
      Map<?, ?> row = exchange.getMessage().getMandatoryBody(Map.class);
      set(exchange, "jobId", row.get("id"));
      set(exchange, "claimNo", row.get("claim_no"));
      set(exchange, "action", row.get("action"));
      set(exchange, "folder", row.get("folder"));
      set(exchange, "fileName", row.get("file_name"));
      set(exchange, "jobState", row.get("state"));
      set(exchange, "heldCheck", row.get("held_check"));
      set(exchange, "plannedAt", row.get("planned_at"));
      exchange.getMessage().removeHeaders("*");
      exchange.getMessage().setBody(null);
      jobs.add(claim(exchange, "jobId"));
    };
  }

  /** Has the exchange's job renewed no longer. */
  public Processor forgetJob() {
    return exchange -> jobs.remove(claim(exchange, "jobId"));
  }

  /** Takes the claimed call in the body into variables; its claim is renewed from now on. */
  public Processor noteCall() {
    return exchange -> {
      Map<?, ?> row = exchange.getMessage().getMandatoryBody(Map.class);
      set(exchange, "callId", row.get("id"));
      set(exchange, "jobId", row.get("job_id"));
      set(exchange, "claimNo", row.get("claim_no"));
      set(exchange, "shape", row.get("shape"));
      set(exchange, "call", row.get("call_name"));
      set(exchange, "attempts", row.get("attempts"));
      set(exchange, "outages", row.get("outages"));
      set(exchange, "askedAgain", row.get("asked_again"));
      set(exchange, "refusedBytes", row.get("refused_bytes"));
      exchange.getMessage().removeHeaders("*");
      exchange.getMessage().setBody(null);
      calls.add(claim(exchange, "callId"));
    };
  }

  /** Has the exchange's call renewed no longer. */
  public Processor forgetCall() {
    return exchange -> calls.remove(claim(exchange, "callId"));
  }

  /** The jobs to renew, as statement parameters. */
  public List<Map<String, Object>> activeJobs() {
    return parameters(jobs, "jobId");
  }

  /** The calls to renew, as statement parameters. */
  public List<Map<String, Object>> activeCalls() {
    return parameters(calls, "callId");
  }

  private static List<Map<String, Object>> parameters(Set<Claim> claims, String name) {
    return claims.stream()
        .map(claim -> Map.<String, Object>of(name, claim.id, "claimNo", claim.claimNo))
        .toList();
  }

  private static Claim claim(Exchange exchange, String name) {
    return new Claim(
        exchange.getVariable(name, Long.class), exchange.getVariable("claimNo", Long.class));
  }

  private static void set(Exchange exchange, String name, @Nullable Object value) {
    if (value == null) {
      exchange.removeVariable(name);
    } else {
      exchange.setVariable(name, value);
    }
  }
}
