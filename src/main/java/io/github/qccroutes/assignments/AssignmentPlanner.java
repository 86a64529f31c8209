package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.dropfile.Folding;
import io.github.qccroutes.dropfile.JobHolds;
import io.github.qccroutes.store.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
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
  private final Options options;

  /**
   * What the configuration says.
   *
   * @param adminLogins logins whose cancel unfollows for everybody; null when nobody has said
   * @param allowUnfollow whether their cancels are sent
   * @param quotaCheck whether assignments wait for quota
   * @param maxUriBytes bound on a request URI, 0 for none
   * @param key the application key, which is part of every URI
   */
  public record Options(
      @Nullable Set<String> adminLogins,
      boolean allowUnfollow,
      boolean quotaCheck,
      long maxUriBytes,
      String key) {
    /** Folds the logins, as those of lines are. */
    public Options {
      adminLogins =
          adminLogins == null
              ? null
              : adminLogins.stream().map(Folding::of).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
      return "Options[adminLogins=%s, allowUnfollow=%s, quotaCheck=%s, maxUriBytes=%d]"
          .formatted(adminLogins, allowUnfollow, quotaCheck, maxUriBytes);
    }
  }

  public AssignmentPlanner(Database database, ApiHolds holds, Options options) {
    this.database = database;
    this.holds = holds;
    this.options = options;
  }

  /**
   * Decides what needs no call: the variable {@code hold} names the check that holds the job, with
   * {@code reason}; {@code askQuota} says whether the quota is still to be asked for.
   */
  public Processor check() {
    return exchange -> {
      exchange.removeVariable("hold");
      exchange.setVariable("askQuota", false);
      String skipped = JobHolds.skipped(exchange);
      boolean cancel = action(exchange) == AssignmentAction.CANCEL;
      boolean planned = exchange.getVariable("plannedAt") != null;
      if (planned) {
        if (!"STOP".equals(skipped) && isStopped(jobId(exchange))) {
          JobHolds.ask(exchange, "STOP", "服务商要求停止调用 / the provider said to stop: " + stopped());
        }
      } else if (cancel) {
        if (options.adminLogins == null && !"ADMIN_LOGINS".equals(skipped)) {
          JobHolds.ask(
              exchange,
              "ADMIN_LOGINS",
              "取消任务需要先设置 qcc.assignments.admin-logins（主账号、业务管理员的登录名，或 none）："
                  + "用这些登录名取消会让所有人不再关注 / cancels wait until"
                  + " qcc.assignments.admin-logins names the logins of the main account and the"
                  + " business admins, or says none: a cancel with one of them unfollows the company"
                  + " for everybody");
        }
      } else {
        exchange.setVariable("askQuota", options.quotaCheck && !"QUOTA".equals(skipped));
      }
    };
  }

  private boolean isStopped(long jobId) {
    return database
            .statement("assignments/count-holds")
            .param("jobId", jobId)
            .query(Long.class)
            .single()
        > 0;
  }

  private String stopped() {
    return holds.list().stream().map(ApiHolds.Hold::msg).collect(Collectors.joining("; "));
  }

  /** Compares the answer of getQuota in the body with what the job needs at most. */
  public Processor checkQuota() {
    return exchange -> {
      AssignmentQuota quota = AssignmentQuota.of(exchange.getMessage().getBody());
      long jobId = jobId(exchange);
      if (quota == null) {
        LOG.warn("job {}: getQuota does not tell radar_id; going on without a check", jobId);
        return;
      }
      Map<String, Object> need =
          database
              .statement("assignments/count-new-keywords")
              .param("jobId", jobId)
              .query()
              .singleRow();
      long needed = AssignmentJobs.number(need.get("needed"));
      long others = AssignmentJobs.number(need.get("needed_by_others"));
      if (needed > quota.free()) {
        JobHolds.ask(
            exchange,
            "QUOTA",
            "额度不足：最多需要 %1$d，剩余 %3$d（总数 %4$d，已用 %5$d）；其中进行中的任务需要 %2$d / not enough quota: %1$d needed at most, %3$d left (%4$d in all, %5$d used); %2$d of them for jobs under way"
                .formatted(needed, others, quota.free(), quota.total(), quota.consumed()));
      }
    };
  }

  /** A quota that is not for us to know holds nothing; one that can't be had just now waits. */
  public Processor quotaTrouble() {
    return exchange -> {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      boolean forNow =
          cause instanceof ProviderUnavailableException e
              && (e.outcome() != Outcome.STOP
                  || holds.list().stream().anyMatch(h -> h.call().equals(ApiHolds.ALL_CALLS)));
      if (forNow) {
        throw cause;
      }
      LOG.warn(
          "job {}: the quota can't be asked for ({}); going on without a check",
          jobId(exchange),
          cause.getMessage());
    };
  }

  /** Writes the job's calls, unless it has them already. */
  public Processor plan() {
    return exchange -> {
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
    };
  }

  private CallPlanPairs pairs(Exchange exchange, long jobId, AssignmentAction action) {
    Set<String> refused =
        action == AssignmentAction.CANCEL && options.adminLogins != null && !options.allowUnfollow
            ? options.adminLogins
            : Set.of();
    CallPlanPairs pairs = new CallPlanPairs(AssignmentUri.limits(uriBytes(), options.key));
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

  /** The configured bound and the one that refusals have taught, whichever is smaller. */
  private long uriBytes() {
    long taught = AssignmentUri.passed(database);
    long configured = options.maxUriBytes;
    return taught == 0 || (configured > 0 && configured < taught) ? configured : taught;
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
            row.put("askedAgain", 0);
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
        waits.add(Map.of("callId", row.get("call_id"), "olderId", row.get("job_id")));
      }
      fenced(exchange, () -> database.batch("assignments/add-wait", waits));
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
