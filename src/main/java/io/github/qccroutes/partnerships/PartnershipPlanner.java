package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.dropfile.JobHolds;
import io.github.qccroutes.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
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
  private final long maxCalls;
  private final CoveringPlanner planner = new CoveringPlanner();

  /**
   * @param maxCalls a list whose plan has more calls is held
   */
  public PartnershipPlanner(Database database, ApiHolds holds, long maxCalls) {
    this.database = database;
    this.holds = holds;
    this.maxCalls = maxCalls;
  }

  /** A job's calls, each by the lines of its names. */
  private record Plan(List<List<Long>> calls) {}

  /**
   * Plans the claimed job, unless it has its calls already, and decides whether it must be held:
   * the variable {@code hold} names the check that does, with {@code reason}.
   */
  public Processor check() {
    return exchange -> {
      exchange.removeVariable("hold");
      exchange.removeVariable("plan");
      String skipped = JobHolds.skipped(exchange);
      if (exchange.getVariable("plannedAt") != null) {
        if (!"STOP".equals(skipped) && isStopped()) {
          JobHolds.ask(exchange, "STOP", "服务商要求停止调用 / the provider said to stop: " + stopped());
        }
        return;
      }
      List<Map<String, Object>> names = names(exchange);
      Plan plan = plan(names);
      exchange.setVariable("plan", plan);
      if (plan.calls.size() > maxCalls && !"PRICE".equals(skipped)) {
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
    };
  }

  /** Names that differ as texts may be written alike, so lines are what is planned with. */
  private Plan plan(List<Map<String, Object>> names) {
    List<String> lines = names.stream().map(row -> String.valueOf(row.get("line"))).toList();
    return new Plan(
        planner.plan(lines).stream()
            .map(call -> call.stream().map(Long::valueOf).toList())
            .toList());
  }

  private List<Map<String, Object>> names(Exchange exchange) {
    return database
        .statement("partnerships/list-names")
        .param("jobId", exchange.getVariable("jobId", Long.class))
        .query()
        .listOfRows();
  }

  private boolean isStopped() {
    return database.statement("partnerships/count-holds").query(Long.class).single() > 0;
  }

  private String stopped() {
    return holds.list().stream().map(ApiHolds.Hold::msg).collect(Collectors.joining("; "));
  }

  private void fenced(Exchange exchange, Runnable work) {
    JobHolds.fenced(PartnershipJobs.FLOW, database, exchange, work);
  }

  /** Writes the planned job's calls. */
  public Processor write() {
    return exchange -> {
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
        for (List<Long> call :
            plan.calls.subList(from, Math.min(from + BLOCK, plan.calls.size()))) {
          rows.add(Map.of("jobId", jobId, "lines", CallLines.text(call), "probe", 0));
        }
        fenced(exchange, () -> database.batch("partnerships/add-call", rows));
      }
      LOG.info("job {}: {} call(s) planned", PartnershipJobs.FLOW.job(jobId), plan.calls.size());
    };
  }
}
