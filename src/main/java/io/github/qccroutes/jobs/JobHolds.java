package io.github.qccroutes.jobs;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.ClaimLostException;
import io.github.qccroutes.work.Leases;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExceptionHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that hold a job and let it run: the job's row, the {@code .held.txt} among its results
 * that says why and how to release it, and one line of the log. Thread-safe.
 */
public final class JobHolds {
  private static final long POSTPONED_MS = 30_000;
  private static final long LOOK_AGAIN_MS = 600_000;
  private static final long LOOK_AGAIN_AFTER_STOP_MS = 5_000;
  private static final String SAID_STOP = "服务商要求停止调用 / the provider said to stop: ";
  private static final String ALL_REFUSED =
      "最初的调用全部被同样拒绝，其余未发送 / the first calls were all refused for the same reason; the rest is not sent: ";

  private final JobFlow flow;
  private final Database database;
  private final HeldNote note;
  private final Logger log;

  /**
   * @param program as in the commands that a note names
   */
  public JobHolds(JobFlow flow, Database database, JobFiles files, ProgramName program) {
    this.flow = flow;
    this.database = database;
    this.note = new HeldNote(flow, files, program);
    this.log = LoggerFactory.getLogger(flow.name());
  }

  /** Has the claimed job held; {@link #hold()} does it. */
  public static void ask(Exchange exchange, String check, String reason) {
    exchange.setVariable("hold", check);
    exchange.setVariable("reason", reason);
  }

  /** The check that the operator's word skips for the claimed job, or an empty text. */
  public static String skipped(Exchange exchange) {
    return "ACCEPTED".equals(exchange.getVariable("jobState"))
        ? exchange.getVariable("heldCheck", "", String.class)
        : "";
  }

  /**
   * Has the claimed job held when one of these calls is held, unless the operator's word skips
   * that.
   *
   * @param calls the provider's calls that the job has still to make
   * @return whether it is to be held
   */
  public static boolean askIfStopped(Exchange exchange, ApiHolds holds, Set<String> calls) {
    if ("STOP".equals(skipped(exchange))) {
      return false;
    }
    String said =
        holds.list().stream()
            .filter(hold -> hold.call().equals(ApiHolds.ALL_CALLS) || calls.contains(hold.call()))
            .map(ApiHolds.Hold::msg)
            .collect(Collectors.joining("; "));
    if (said.isEmpty()) {
      return false;
    }
    ask(exchange, "STOP", SAID_STOP + said);
    return true;
  }

  /** Holds the claimed job for the variables {@code hold} (which check) and {@code reason}. */
  public void hold(Exchange exchange) {
    String check = exchange.getVariable("hold", String.class);
    String reason = exchange.getVariable("reason", String.class);
    boolean first = !"HELD".equals(exchange.getVariable("jobState"));
    boolean told =
        !first
            && check.equals(exchange.getVariable("heldCheck"))
            && reason.equals(exchange.getVariable("heldReason"));
    if (!told) {
      // Before the row: nobody comes back to write what a held job says already.
      note.write(exchange, check, reason);
    }
    boolean held =
        !database
            .statement(flow.name() + "/hold-job")
            .param("jobId", jobId(exchange))
            .param("claimNo", claimNo(exchange))
            // A person may have released it since it was claimed.
            .param("claimedState", exchange.getVariable("jobState", "RUNNING", String.class))
            .param("heldCheck", check)
            .param("reason", reason)
            .param("delayMs", check.equals("STOP") ? LOOK_AGAIN_AFTER_STOP_MS : LOOK_AGAIN_MS)
            .query()
            .listOfRows()
            .isEmpty();
    if (held && first) {
      warn(jobId(exchange), check, reason);
    }
  }

  /** Holds all jobs under way that can't go on since the provider said stop to a call. */
  public void stop(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    // A job is listed by each of its holds; the second time it is held already.
    for (Map<String, Object> job : stoppedJobs()) {
      stop(exchange, job, "STOP", SAID_STOP + JobCalls.told(cause));
    }
  }

  /** Holds the running job of a claimed call since everything is refused. */
  public void holdRefused(Exchange exchange, String error) {
    Map<String, Object> job =
        database
            .statement(flow.name() + "/find-job")
            .param("jobId", jobId(exchange))
            .query()
            .singleRow();
    stop(exchange, job, "REFUSED", ALL_REFUSED + error);
  }

  private void stop(Exchange exchange, Map<String, Object> job, String check, String reason) {
    exchange.setVariable("jobId", job.get("id"));
    exchange.setVariable("folder", job.get("folder"));
    exchange.setVariable("fileName", job.get("file_name"));
    if (!database
        .statement(flow.name() + "/stop-job")
        .param("jobId", jobId(exchange))
        .param("heldCheck", check)
        .param("reason", reason)
        .query()
        .listOfRows()
        .isEmpty()) {
      note.write(exchange, check, reason);
      warn(jobId(exchange), check, reason);
    }
  }

  /** The claimed job can't be planned now; it is looked at again in half a minute. */
  public void postpone(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    log.warn("job {} waits: {}", flow.job(jobId(exchange)), cause.getMessage());
    postpone(exchange, cause);
  }

  /** Nobody foresaw why the claimed job can't be planned; it is looked at again, too. */
  public void unexpected(Exchange exchange) {
    if (!Leases.keepRow(exchange)) {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      log.error(
          "job {}: {}\n{}",
          flow.job(jobId(exchange)),
          cause.getMessage(),
          ExceptionHelper.stackTraceToString(cause));
      postpone(exchange, cause);
    }
  }

  private void postpone(Exchange exchange, Exception cause) {
    database
        .statement(flow.name() + "/postpone-job")
        .param("jobId", jobId(exchange))
        .param("claimNo", claimNo(exchange))
        .param("delayMs", POSTPONED_MS)
        .param("reason", cause.getMessage())
        .update();
  }

  /** The claimed job may send; what told that it was held goes. */
  public void run(Exchange exchange) throws IOException {
    requireClaim(flow, database, exchange, "run-job");
    note.remove(exchange);
    holdIfStopped(exchange, jobId(exchange));
  }

  /**
   * Meanwhile the provider may have said stop to a call of another job: before this one ran, which
   * nobody held then, or just after, and then its note is gone.
   */
  private void holdIfStopped(Exchange exchange, long jobId) {
    Map<String, Object> job =
        database.statement(flow.name() + "/find-job").param("jobId", jobId).query().singleRow();
    if ("HELD".equals(job.get("state"))) {
      note.write(
          exchange, String.valueOf(job.get("held_check")), String.valueOf(job.get("reason")));
      return;
    }
    List<String> said =
        stoppedJobs().stream()
            .filter(each -> Long.toString(jobId).equals(String.valueOf(each.get("id"))))
            .map(each -> String.valueOf(each.get("msg")))
            .toList();
    if (!said.isEmpty()) {
      stop(exchange, job, "STOP", SAID_STOP + String.join("; ", said));
    }
  }

  /** Jobs under way with a call that must not be made, each by every hold that forbids one. */
  private List<Map<String, Object>> stoppedJobs() {
    return database.statement(flow.name() + "/list-stopped-jobs").query().listOfRows();
  }

  /**
   * Does something to a job that is being planned, in one transaction, as long as nobody has taken
   * the claim over.
   *
   * @throws ClaimLostException when somebody has
   */
  public static void fenced(JobFlow flow, Database database, Exchange exchange, Runnable work) {
    database.inOneTransaction(
        () -> {
          requireClaim(flow, database, exchange, "fence-job");
          work.run();
        });
  }

  /** Does to the claimed job what a statement does that finds no row once the claim is lost. */
  private static void requireClaim(
      JobFlow flow, Database database, Exchange exchange, String statement) {
    if (database
        .statement(flow.name() + "/" + statement)
        .param("jobId", jobId(exchange))
        .param("claimNo", claimNo(exchange))
        .query()
        .listOfRows()
        .isEmpty()) {
      throw new ClaimLostException(
          "job "
              + flow.job(jobId(exchange))
              + " was taken over by another node, which will plan it");
    }
  }

  private void warn(long jobId, String check, String reason) {
    String job = flow.job(jobId);
    if (check.equals("STOP")) {
      log.warn(
          "job {}: HELD: {}. It goes on once the hold is lifted: qcc-routes holds", job, reason);
    } else {
      log.warn(
          "job {}: HELD: {}. {}. To let it go on: qcc-routes release {}",
          job,
          reason,
          when(check).lines().skip(1).collect(Collectors.joining()),
          job);
    }
  }

  /** When a held job is looked at again and what hastens that: a line in Chinese and in English. */
  public static String when(String check) {
    return switch (check) {
      case "REFUSED" -> "不会自动复查，等待人工处理\nIt is not checked again by itself; it waits for you";
      case "QUOTA" ->
          "每 10 分钟自动复查；额度检查（qcc.quota.cron）或 qcc-routes quota 之后立即复查，额度足够即继续"
              + "\nIt is checked again every 10 minutes, and at once after a check of the quota"
              + " (qcc.quota.cron, qcc-routes quota)";
      default ->
          "每 10 分钟自动复查，原因消除即继续\nIt is checked again every 10 minutes and goes on once the reason is gone";
    };
  }

  private static long jobId(Exchange exchange) {
    return exchange.getVariable("jobId", Long.class);
  }

  private static long claimNo(Exchange exchange) {
    return exchange.getVariable("claimNo", Long.class);
  }
}
