package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.jobs.ClaimedJob;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.jobs.PlannedCalls;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
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
  private final PlannedCalls calls;
  private final CoveringPlanner planner = new CoveringPlanner();

  /**
   * @param maxCalls a list whose plan has more calls is held
   */
  public PartnershipPlanner(Database database, ApiHolds holds, PartnershipUri uri, long maxCalls) {
    this.database = database;
    this.holds = holds;
    this.uri = uri;
    this.maxCalls = maxCalls;
    this.calls = new PlannedCalls(PartnershipJobs.FLOW, database);
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
    ClaimedJob job = ClaimedJob.of(exchange);
    if (JobHolds.askIfStopped(exchange, holds, Set.of(ApiCall.findPartnershipRelation.name()))
        || job.planned()) {
      return;
    }
    Map<Long, String> names = names(job.id());
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
  private Plan plan(Map<Long, String> names) {
    Set<List<Long>> calls = new LinkedHashSet<>();
    for (List<String> call : planner.plan(names.keySet().stream().map(String::valueOf).toList())) {
      calls.addAll(
          uri.fitted(
              call.stream().map(Long::valueOf).toList(), line -> names.getOrDefault(line, "")));
    }
    return new Plan(List.copyOf(calls));
  }

  /** The names by their lines, in order. */
  private Map<Long, String> names(long jobId) {
    Map<Long, String> names = new LinkedHashMap<>();
    for (Row row :
        database.statement("partnerships/list-names").param("jobId", jobId).query(Row::of).list()) {
      names.put(row.number("line"), row.text("name"));
    }
    return names;
  }

  /** Writes the planned job's calls. */
  public void write(Exchange exchange) {
    Plan plan = exchange.getVariable("plan", Plan.class);
    if (plan == null) {
      return;
    }
    long jobId = ClaimedJob.of(exchange).id();
    calls.clear(exchange);
    for (int from = 0; from < plan.calls.size(); from += BLOCK) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (List<Long> call : plan.calls.subList(from, Math.min(from + BLOCK, plan.calls.size()))) {
        rows.add(Map.of("jobId", jobId, "lines", CallLines.text(call), "probe", 0));
      }
      calls.write(exchange, () -> database.batch("partnerships/add-call", rows));
    }
    LOG.info("job {}: {} call(s) planned", PartnershipJobs.FLOW.job(jobId), plan.calls.size());
  }
}
