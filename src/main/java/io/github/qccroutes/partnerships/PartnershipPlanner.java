package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.store.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps from an accepted list to one whose calls may be sent: its plan, what could hold it, and
 * its calls as rows. Planning again after a crash starts afresh. Thread-safe.
 */
public final class PartnershipPlanner {
  private static final Logger LOG = LoggerFactory.getLogger(PartnershipJobs.FLOW.name());
  private static final int BLOCK = 1000;

  private final Database database;
  private final ApiHolds holds;
  private final PartnershipUri uri;
  private final long maxCalls;
  private final CoveringPlanner planner = new CoveringPlanner();

  /**
   * @param maxCalls a list whose plan has more calls is held
   */
  public PartnershipPlanner(Database database, ApiHolds holds, PartnershipUri uri, long maxCalls) {
    this.database = database;
    this.holds = holds;
    this.uri = uri;
    this.maxCalls = maxCalls;
  }

  /** A job's calls, each by the lines of its names. */
  private record Plan(List<List<Long>> calls) {}

  /**
   * Plans the claimed job, unless it has its calls already, and decides whether it must be held:
   * the variable {@code hold} names the check that does, with {@code reason}.
   */
  public void check(Exchange exchange) {
    exchange.removeVariable("hold");
    exchange.removeVariable("plan");
    if (JobHolds.askIfStopped(exchange, holds, Set.of(ApiCall.findPartnershipRelation.name()))
        || exchange.getVariable("plannedAt") != null) {
      return;
    }
    List<Map<String, Object>> names = names(exchange);
    Plan plan = plan(names);
    exchange.setVariable("plan", plan);
    if (plan.calls.size() > maxCalls && !"PRICE".equals(JobHolds.skipped(exchange))) {
      JobHolds.ask(
          exchange,
          "PRICE",
          "%d 个公司名两两比对需要 %d 次调用，超过 qcc.partnerships.max-calls=%d / to compare %d company names with each other takes %d calls, more than qcc.partnerships.max-calls=%d"
              .formatted(
                  names.size(),
                  plan.calls.size(),
                  maxCalls,
                  names.size(),
                  plan.calls.size(),
                  maxCalls));
    }
  }

  /** Names that differ as texts may be written alike, so lines are what is planned with. */
  private Plan plan(List<Map<String, Object>> rows) {
    Map<Long, String> names = new LinkedHashMap<>();
    rows.forEach(
        row ->
            names.put(
                Long.valueOf(String.valueOf(row.get("line"))), String.valueOf(row.get("name"))));
    Set<List<Long>> calls = new LinkedHashSet<>();
    for (List<String> call : planner.plan(names.keySet().stream().map(String::valueOf).toList())) {
      calls.addAll(
          uri.fitted(
              call.stream().map(Long::valueOf).toList(), line -> names.getOrDefault(line, "")));
    }
    return new Plan(List.copyOf(calls));
  }

  private List<Map<String, Object>> names(Exchange exchange) {
    return database
        .statement("partnerships/list-names")
        .param("jobId", exchange.getVariable("jobId", Long.class))
        .query()
        .listOfRows();
  }

  private void fenced(Exchange exchange, Runnable work) {
    JobHolds.fenced(PartnershipJobs.FLOW, database, exchange, work);
  }

  /** Writes the planned job's calls. */
  public void write(Exchange exchange) {
    Plan plan = exchange.getVariable("plan", Plan.class);
    if (plan == null) {
      return;
    }
    long jobId = exchange.getVariable("jobId", Long.class);
    int deleted;
    do {
      int[] rows = new int[1];
      fenced(
          exchange,
          () ->
              rows[0] =
                  database.statement("partnerships/delete-calls").param("jobId", jobId).update());
      deleted = rows[0];
    } while (deleted > 0);
    for (int from = 0; from < plan.calls.size(); from += BLOCK) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (List<Long> call : plan.calls.subList(from, Math.min(from + BLOCK, plan.calls.size()))) {
        rows.add(Map.of("jobId", jobId, "lines", CallLines.text(call), "probe", 0));
      }
      fenced(exchange, () -> database.batch("partnerships/add-call", rows));
    }
    LOG.info("job {}: {} call(s) planned", PartnershipJobs.FLOW.job(jobId), plan.calls.size());
  }
}
