package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.work.ClaimLostException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The end of a job whose calls are all made, the same in every flow: what came of its lines and
 * calls, and its row, which changes only while the claim is ours. Thread-safe.
 */
public final class JobEnd {
  private final JobFlow flow;
  private final Database database;
  private final JobFiles files;

  public JobEnd(JobFlow flow, Database database, JobFiles files) {
    this.flow = flow;
    this.database = database;
    this.files = files;
  }

  /** How many of a job's lines are in each state. */
  public Map<String, Long> lines(long jobId) {
    Map<String, Long> lines = new HashMap<>();
    for (Row row : statement("count-items").param("jobId", jobId).query(Row::of).list()) {
      lines.put(row.text("state"), row.number("items"));
    }
    return lines;
  }

  /** The number of a job's {@code calls}, and {@code first_sent_at}. */
  public Row calls(long jobId) {
    return statement("count-calls").param("jobId", jobId).query(Row::of).single();
  }

  /**
   * What is kept of an ended job when its lines are no longer looked at.
   *
   * @param settled lines with an outcome, or the calls of a job whose lines have none
   * @param succeeded of those
   * @param failed of those, but for repeated lines
   */
  public record Figures(long lines, long settled, long succeeded, long failed) {}

  /**
   * Says that the claimed job, whose files are written, is finished.
   *
   * @throws ClaimLostException when somebody has taken it over
   */
  public void finish(Exchange exchange, String state, String reason, Figures figures)
      throws IOException {
    // Before the commit: nobody comes back to a job that is finished.
    Files.deleteIfExists(files.result(exchange, "held.txt"));
    ClaimedJob job = ClaimedJob.of(exchange);
    requireOurs(
        job,
        ofClaim("finish-job", job)
            .param("state", state)
            .param("reason", reason)
            .param("lines", figures.lines)
            .param("settled", figures.settled)
            .param("succeeded", figures.succeeded)
            .param("failed", figures.failed));
  }

  /**
   * Has the claimed job run on for calls that it gets in the same transaction.
   *
   * @throws ClaimLostException when somebody has taken it over
   */
  public void keepRunning(ClaimedJob job) {
    requireOurs(job, ofClaim("keep-running", job));
  }

  private void requireOurs(ClaimedJob job, JdbcClient.StatementSpec statement) {
    if (statement.query().listOfRows().isEmpty()) {
      throw new ClaimLostException(
          "job " + flow.job(job.id()) + " was taken over by another node, which will finish it");
    }
  }

  private JdbcClient.StatementSpec ofClaim(String name, ClaimedJob job) {
    return statement(name).param("jobId", job.id()).param("claimNo", job.claimNo());
  }

  private JdbcClient.StatementSpec statement(String name) {
    return database.statement(flow.name() + "/" + name);
  }
}
