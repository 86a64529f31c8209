package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.Folding;
import java.util.ArrayList;
import java.util.HashMap;
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
  }

  /**
   * Decides what needs no call: the variable {@code hold} names the check that holds the job, with
   * {@code reason}; {@code askQuota} says whether the quota is still to be asked for.
   */
  public void check(Exchange exchange) {
    exchange.removeVariable("hold");
    exchange.setVariable("askQuota", false);
    String skipped = JobHolds.skipped(exchange);
    boolean cancel = action(exchange) == AssignmentAction.CANCEL;
    boolean planned = exchange.getVariable("plannedAt") != null;
    if (JobHolds.askIfStopped(exchange, holds, calls(exchange)) || planned) {
      return;
    }
    if (!cancel) {
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
  private Set<String> calls(Exchange exchange) {
    return exchange.getVariable("plannedAt") == null
        ? Stream.of(CallPlan.Shape.values())
            .map(shape -> action(exchange).call(shape).name())
            .collect(Collectors.toSet())
        : Set.copyOf(
            database
                .statement("assignments/list-call-names")
                .param("jobId", jobId(exchange))
                .query(String.class)
                .list());
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
    NewKeywords need = NewKeywords.of(database, jobId(exchange), free);
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
    if (exchange.getVariable("plannedAt") != null) {
      return;
    }
    long jobId = jobId(exchange);
    AssignmentAction action = action(exchange);
    int deleted;
    do {
      int[] rows = new int[1];
      fenced(
          exchange,
          () ->
              rows[0] =
                  database.statement("assignments/delete-calls").param("jobId", jobId).update());
      deleted = rows[0];
    } while (deleted > 0);
    CallPlan plan = CallPlan.of(pairs(exchange, jobId, action));
    write(exchange, jobId, action, plan);
    addWaits(exchange, jobId, plan);
    LOG.info("job {}: {} call(s) planned", jobId, plan.calls().size());
  }

  private CallPlanPairs pairs(Exchange exchange, long jobId, AssignmentAction action) {
    Set<String> refused =
        action == AssignmentAction.CANCEL && options.adminLogins != null && !options.allowUnfollow
            ? options.adminLogins
            : Set.of();
    CallPlanPairs pairs = new CallPlanPairs(uri.limits());
    long after = 0;
    List<Map<String, Object>> rows;
    do {
      rows =
          database
              .statement("assignments/list-pending-items")
              .param("jobId", jobId)
              .param("after", after)
              .query()
              .listOfRows();
      List<Map<String, Object>> refusedRows = new ArrayList<>();
      for (Map<String, Object> row : rows) {
        after = AssignmentJobs.number(row.get("line"));
        String login = String.valueOf(row.get("login_name"));
        if (refused.contains(Folding.of(login))) {
          refusedRows.add(Map.of("jobId", jobId, "line", after));
        } else {
          pairs.add(Math.toIntExact(after), login, String.valueOf(row.get("keyword")));
        }
      }
      fenced(exchange, () -> database.batch("assignments/refuse-logins", refusedRows));
    } while (!rows.isEmpty());
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
    fenced(
        exchange,
        () -> {
          List<Map<String, Object>> items = new ArrayList<>();
          for (CallPlan.Call call : block) {
            Map<String, @Nullable Object> row = new HashMap<>();
            row.put("jobId", jobId);
            row.put("shape", call.shape().name());
            row.put("callName", action.call(call.shape()).name());
            row.put("centre", Folding.of(call.centre()));
            row.put("askedAgain", 0);
            row.put("partOf", null);
            row.put("refusedBytes", null);
            long callId =
                database.statement("assignments/add-call").params(row).query(Long.class).single();
            for (int line : call.positions()) {
              items.add(Map.of("jobId", jobId, "line", line, "callId", callId));
            }
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
      List<Map<String, Object>> waits = new ArrayList<>();
      for (Map<String, Object> row :
          database
              .statement("assignments/find-waits")
              .param("jobId", jobId)
              .param("after", after)
              .param("last", after + BLOCK)
              .query()
              .listOfRows()) {
        waits.add(
            Map.of(
                "callId",
                row.get("call_id"),
                "olderId",
                row.get("job_id"),
                "line",
                row.get("line")));
      }
      fenced(exchange, () -> database.batch("assignments/make-wait", waits));
    }
  }

  private void fenced(Exchange exchange, Runnable work) {
    JobHolds.fenced(AssignmentJobs.FLOW, database, exchange, work);
  }

  private static AssignmentAction action(Exchange exchange) {
    return AssignmentAction.valueOf(exchange.getVariable("action", String.class));
  }

  private static long jobId(Exchange exchange) {
    return exchange.getVariable("jobId", Long.class);
  }
}
