package io.github.qccroutes.dropfile;

import io.github.qccroutes.store.ClaimLostException;
import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that hold a job and let it run: the job's row, the {@code .held.txt} among its results
 * that says why and how to release it, and one line of the log. Thread-safe.
 */
public final class JobHolds {
  private static final long LOOK_AGAIN_MS = 600_000;
  private static final long LOOK_AGAIN_AFTER_STOP_MS = 5_000;

  private final JobFlow flow;
  private final Database database;
  private final JobFiles files;
  private final Logger log;

  public JobHolds(JobFlow flow, Database database, JobFiles files) {
    this.flow = flow;
    this.database = database;
    this.files = files;
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

  /** Holds the claimed job for the variables {@code hold} (which check) and {@code reason}. */
  public Processor hold() {
    return exchange -> {
      long jobId = jobId(exchange);
      String check = exchange.getVariable("hold", String.class);
      String reason = exchange.getVariable("reason", String.class);
      boolean held =
          !database
              .statement(flow.name() + "/hold-job")
              .param("jobId", jobId)
              .param("claimNo", claimNo(exchange))
              // A person may have released it since it was claimed.
              .param("claimedState", exchange.getVariable("jobState", "RUNNING", String.class))
              .param("heldCheck", check)
              .param("reason", reason)
              .param("delayMs", check.equals("STOP") ? LOOK_AGAIN_AFTER_STOP_MS : LOOK_AGAIN_MS)
              .query()
              .listOfRows()
              .isEmpty();
      if (held) {
        explain(exchange, jobId, check, reason, !"HELD".equals(exchange.getVariable("jobState")));
      }
    };
  }

  /** Holds a running job since the provider said stop to one of its calls. */
  public Processor stop() {
    return exchange -> {
      long jobId = jobId(exchange);
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      String reason = "服务商要求停止调用 / the provider said to stop: " + cause.getMessage();
      boolean first =
          !database
              .statement(flow.name() + "/stop-job")
              .param("jobId", jobId)
              .param("reason", reason)
              .query()
              .listOfRows()
              .isEmpty();
      if (first) {
        Map<String, Object> job =
            database.statement(flow.name() + "/find-job").param("jobId", jobId).query().singleRow();
        exchange.setVariable("folder", job.get("folder"));
        exchange.setVariable("fileName", job.get("file_name"));
        explain(exchange, jobId, "STOP", reason, true);
      }
    };
  }

  /** The claimed job may send; what told that it was held goes. */
  public Processor run() {
    return exchange -> {
      long jobId = jobId(exchange);
      if (database
          .statement(flow.name() + "/run-job")
          .param("jobId", jobId)
          .param("claimNo", claimNo(exchange))
          .query()
          .listOfRows()
          .isEmpty()) {
        throw new ClaimLostException(
            "another node has taken job " + flow.job(jobId) + " over; it plans it");
      }
      Files.deleteIfExists(files.result(exchange, "held.txt"));
    };
  }

  /**
   * Does something to a job that is being planned, in one transaction, as long as nobody has taken
   * the claim over.
   *
   * @throws ClaimLostException when somebody has
   */
  public static void fenced(JobFlow flow, Database database, Exchange exchange, Runnable work) {
    long jobId = jobId(exchange);
    database.inOneTransaction(
        () -> {
          if (database
              .statement(flow.name() + "/fence-job")
              .param("jobId", jobId)
              .param("claimNo", claimNo(exchange))
              .query()
              .listOfRows()
              .isEmpty()) {
            throw new ClaimLostException(
                "another node has taken job " + flow.job(jobId) + " over; it plans it");
          }
          work.run();
        });
  }

  private void explain(Exchange exchange, long jobId, String check, String reason, boolean first)
      throws IOException {
    String job = flow.job(jobId);
    if (check.equals("STOP")) {
      // A release would not help: its calls stay held.
      WholeFile.write(
          files.result(exchange, "held.txt"),
          "任务 "
              + job
              + " 暂停\n"
              + reason
              + "\n\n暂停解除后自动继续：qcc-routes holds 查看，qcc-routes holds lift CALL 解除"
              + "\nIt goes on by itself once the hold is lifted: qcc-routes holds shows it,"
              + " qcc-routes holds lift CALL lifts it\n");
      if (first) {
        log.warn(
            "job {}: HELD: {}. It goes on once the hold is lifted: qcc-routes holds", job, reason);
      }
      return;
    }
    WholeFile.write(
        files.result(exchange, "held.txt"),
        "任务 "
            + job
            + " 暂停\n"
            + reason
            + "\n\n继续执行（跳过此项检查）：qcc-routes release "
            + job
            + "\nTo let it go on, past this check: qcc-routes release "
            + job
            + "\n");
    if (first) {
      log.warn("job {}: HELD: {}. To let it go on: qcc-routes release {}", job, reason, job);
    }
  }

  private static long jobId(Exchange exchange) {
    return exchange.getVariable("jobId", Long.class);
  }

  private static long claimNo(Exchange exchange) {
    return exchange.getVariable("claimNo", Long.class);
  }
}
