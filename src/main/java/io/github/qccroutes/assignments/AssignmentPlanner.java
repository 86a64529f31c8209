package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.jobs.ClaimedJob;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.jobs.JobPages;
import io.github.qccroutes.jobs.PlannedCalls;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.Folding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps from an accepted job to one whose calls may be sent: what could hold it, and its calls
 * as rows. Planning again after a crash starts afresh. Thread-safe.
 */
public final class AssignmentPlanner {
  private static final Logger LOG = LoggerFactory.getLogger("assignments");
  private static final int BLOCK = 1000;

  private final Database database;
  private final ApiHolds holds;
  private final AssignmentUri uri;
  private final Options options;
  private final PlannedCalls calls;

  /**
   * What the configuration says.
   *
   * @param adminLogins logins whose cancel unfollows for everybody; null when nobody has said
   * @param allowUnfollow whether their cancels are sent
   * @param quotaCheck whether assignments wait for quota
   */
  public record Options(
      @Nullable Set<String> adminLogins, boolean allowUnfollow, boolean quotaCheck) {
    /** Folds the logins, as those of lines are. */
    public Options {
      adminLogins =
          adminLogins == null
              ? null
              : adminLogins.stream().map(Folding::of).collect(Collectors.toUnmodifiableSet());
    }
  }

  public AssignmentPlanner(Database database, ApiHolds holds, AssignmentUri uri, Options options) {
    this.database = database;
    this.holds = holds;
    this.uri = uri;
    this.options = options;
    this.calls = new PlannedCalls(AssignmentJobs.FLOW, database);
  }

  /**
   * Decides what needs no call: the variable {@code hold} names the check that holds the job, with
   * {@code reason}; {@code askQuota} says whether the quota is still to be asked for.
   */
  public void check(Exchange exchange) {
    exchange.removeVariable("hold");
    exchange.setVariable("askQuota", false);
    String skipped = JobHolds.skipped(exchange);
    ClaimedJob job = ClaimedJob.of(exchange);
    AssignmentAction action = AssignmentAction.of(exchange);
    if (JobHolds.askIfStopped(exchange, holds, calls(job, action)) || job.planned()) {
      return;
    }
    if (action == AssignmentAction.ASSIGN) {
      exchange.setVariable("askQuota", options.quotaCheck && !"QUOTA".equals(skipped));
    } else if (options.adminLogins == null && !"ADMIN_LOGINS".equals(skipped)) {
      JobHolds.ask(
          exchange,
          "ADMIN_LOGINS",
          "请先设置 qcc.assignments.admin-logins（主账号、业务管理员的登录名；没有则写 none）并重启节点，任务会自动继续；"
              + "若跳过此项检查，用这些登录名的取消会让所有人不再关注该企业 / set qcc.assignments.admin-logins (the logins"
              + " of the main account and the business admins, or none) and restart the node: the"
              + " job goes on by itself. Without this check, a cancel with one of these logins"
              + " unfollows the company for everybody");
    }
  }

  /** The provider's calls that the job has still to make, or may have to. */
  private Set<String> calls(ClaimedJob job, AssignmentAction action) {
    return job.planned()
        ? Set.copyOf(
            database
                .statement("assignments/list-call-names")
                .param("jobId", job.id())
                .query(String.class)
                .list())
        : Stream.of(CallPlan.Shape.values())
            .map(shape -> action.call(shape).name())
            .collect(Collectors.toSet());
  }

  /**
   * Compares the quota in the body, a number or null for unknown, with what the job needs at most.
   *
   * @throws ProviderUnavailableException (the processor) when answers under way will tell
   */
  public void checkQuota(Exchange exchange) throws ProviderUnavailableException {
    Long free = exchange.getMessage().getBody(Long.class);
    if (free == null) {
      return;
    }
    NewKeywords need = NewKeywords.of(database, ClaimedJob.of(exchange).id(), free);
    if (need.total() <= Math.max(free, 0)) {
      return;
    }
    if (need.total() - need.inFlight() <= free) {
      throw new ProviderUnavailableException(
          Outcome.WAIT,
          "at most %d of quota needed, %d left; the calls under way may have used their part already"
              .formatted(need.total(), free));
    }
    JobHolds.ask(
        exchange,
        "QUOTA",
        "额度不足：最多需要 %1$d（其中进行中的任务需要 %2$d），剩余 %3$d / not enough quota: at most %1$d needed (%2$d of it by jobs under way), %3$d left"
            .formatted(need.total(), need.ofOthers(), free));
  }

  /** Writes the job's calls, unless it has them already. */
  public void plan(Exchange exchange) {
    ClaimedJob job = ClaimedJob.of(exchange);
    if (job.planned()) {
      return;
    }
    AssignmentAction action = AssignmentAction.of(exchange);
    calls.clear(exchange);
    CallPlan plan = CallPlan.of(pairs(exchange, job.id(), action));
    write(exchange, job.id(), action, plan);
    addWaits(exchange, job.id(), plan);
    LOG.info("job {}: {} call(s) planned", job.id(), plan.calls().size());
  }

  private CallPlanPairs pairs(Exchange exchange, long jobId, AssignmentAction action) {
    Set<String> refused =
        action == AssignmentAction.CANCEL && options.adminLogins != null && !options.allowUnfollow
            ? options.adminLogins
            : Set.of();
    CallPlanPairs pairs = new CallPlanPairs(uri.limits());
    for (List<Row> page : JobPages.by("line", database, "assignments/list-pending-items", jobId)) {
      List<Map<String, Object>> refusedRows = new ArrayList<>();
      for (Row row : page) {
        long line = row.number("line");
        String login = row.text("login_name");
        if (refused.contains(Folding.of(login))) {
          refusedRows.add(Map.of("jobId", jobId, "line", line));
        } else {
          pairs.add(Math.toIntExact(line), login, row.text("keyword"));
        }
      }
      calls.write(exchange, () -> database.batch("assignments/refuse-logins", refusedRows));
    }
    return pairs;
  }

  private void write(Exchange exchange, long jobId, AssignmentAction action, CallPlan plan) {
    List<CallPlan.Call> block = new ArrayList<>();
    int rows = 0;
    for (CallPlan.Call call : plan.calls()) {
      if (rows + 1 + call.positions().size() > BLOCK && !block.isEmpty()) {
        writeBlock(exchange, jobId, action, block);
        block.clear();
        rows = 0;
      }
      block.add(call);
      rows += 1 + call.positions().size();
    }
    writeBlock(exchange, jobId, action, block);
  }

  private void writeBlock(
      Exchange exchange, long jobId, AssignmentAction action, List<CallPlan.Call> block) {
    calls.write(
        exchange,
        () -> {
          List<Map<String, Object>> items = new ArrayList<>();
          for (CallPlan.Call each : block) {
            NewCall call = NewCall.first(jobId, action, each.shape(), Folding.of(each.centre()));
            long callId = call.add(database);
            each.positions().forEach(line -> items.add(call.line(callId, line)));
          }
          database.batch("assignments/assign-item", items);
        });
  }

  private void addWaits(Exchange exchange, long jobId, CallPlan plan) {
    long older =
        database
            .statement("assignments/has-older-jobs")
            .param("jobId", jobId)
            .query(Long.class)
            .single();
    if (older == 0) {
      return;
    }
    long lines =
        plan.calls().stream()
            .flatMap(call -> call.positions().stream())
            .mapToLong(Integer::longValue)
            .max()
            .orElse(0);
    for (long after = 0; after < lines; after += BLOCK) {
      List<Map<String, Long>> waits =
          database
              .statement("assignments/find-waits")
              .param("jobId", jobId)
              .param("after", after)
              .param("last", after + BLOCK)
              .query(Row::of)
              .list()
              .stream()
              .map(AssignmentPlanner::wait)
              .toList();
      calls.write(exchange, () -> database.batch("assignments/make-wait", waits));
    }
  }

  private static Map<String, Long> wait(Row row) {
    return Map.of(
        "callId", row.number("call_id"),
        "olderId", row.number("job_id"),
        "line", row.number("line"));
  }
}
