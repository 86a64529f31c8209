package io.github.qccroutes.assignments;

import io.github.qccroutes.api.CodeTable;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.StatusCode;
import io.github.qccroutes.jobs.AnswerRows;
import io.github.qccroutes.jobs.ClaimedJob;
import io.github.qccroutes.jobs.JobEnd;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.jobs.JobPages;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The files that answer a job whose calls are all made: every line in its order, and the lines
 * worth sending again. Thread-safe.
 */
public final class AssignmentResults {
  private static final Logger LOG = LoggerFactory.getLogger("assignments");
  private static final List<String> COLUMNS =
      List.of("line", "loginName", "keyWord", "keyNo", "status", "msg");
  private static final List<String> RETRY_COLUMNS = List.of("loginName", "keyWord");

  private final Database database;
  private final JobFiles files;
  private final Clock clock;
  private final JobEnd end;
  private final OtherSpellings spellings;

  public AssignmentResults(Database database, JobFiles files, Clock clock) {
    this.database = database;
    this.files = files;
    this.clock = clock;
    this.end = new JobEnd(AssignmentJobs.FLOW, database, files);
    this.spellings = new OtherSpellings(database, end);
  }

  /**
   * Writes the claimed job's files, then says that it is finished; unless another spelling of a
   * line that failed is still to be sent.
   */
  public void finish(Exchange exchange) throws IOException {
    if (spellings.sendOn(exchange)) {
      return;
    }
    ClaimedJob job = ClaimedJob.of(exchange);
    boolean again = write(job.id(), exchange);
    Map<String, Long> counts = end.lines(job.id());
    String state =
        counts.containsKey("UNKNOWN") || counts.containsKey("PENDING") ? "INCOMPLETE" : "DONE";
    end.finish(
        exchange,
        state,
        again ? "有些行可以重发，见 .retry.csv / some lines are worth sending again, see .retry.csv" : "",
        figures(counts));
    summary(job, state, counts);
  }

  private static JobEnd.Figures figures(Map<String, Long> counts) {
    long lines = counts.values().stream().mapToLong(Long::longValue).sum();
    long settled = lines - counts.getOrDefault("PENDING", 0L);
    long succeeded = counts.getOrDefault("OK", 0L);
    return new JobEnd.Figures(
        lines, settled, succeeded, settled - succeeded - counts.getOrDefault("DUPLICATE", 0L));
  }

  /** The body becomes what the result file of the job {@code jobId} says. */
  public void result(Exchange exchange) {
    exchange
        .getMessage()
        .setBody(new AnswerRows(COLUMNS, items(exchange), AssignmentResults::resultRow));
  }

  /** The body becomes the lines of the job {@code jobId} that are worth sending again. */
  public void retry(Exchange exchange) {
    exchange
        .getMessage()
        .setBody(
            new AnswerRows(
                RETRY_COLUMNS, items(exchange), row -> isAgain(row) ? retryRow(row) : null));
  }

  private JobPages items(Exchange exchange) {
    return JobPages.by(
        "line", database, "assignments/list-items", exchange.getVariable("jobId", Long.class));
  }

  private static List<String> resultRow(Row row) {
    return List.of(
        row.text("line"),
        row.text("login_name"),
        row.text("keyword"),
        row.text("key_no"),
        row.text("status"),
        row.text("msg"));
  }

  private static List<String> retryRow(Row row) {
    return List.of(row.text("login_name"), row.text("keyword"));
  }

  private static boolean isAgain(Row row) {
    return row.number("unasked") > 0 || isWorthAnotherTry(row.text("state"), row.text("status"));
  }

  private boolean write(long jobId, Exchange exchange) throws IOException {
    Path retryPath = files.result(exchange, "retry.csv");
    boolean again = false;
    try (ResultFile result = ResultFile.create(files.result(exchange, "result.csv"), COLUMNS);
        ResultFile retry = ResultFile.create(retryPath, RETRY_COLUMNS)) {
      for (List<Row> page : JobPages.by("line", database, "assignments/list-items", jobId)) {
        for (Row row : page) {
          result.write(resultRow(row));
          if (isAgain(row)) {
            again = true;
            retry.write(retryRow(row));
          }
        }
      }
      if (again) {
        retry.commit();
      } else {
        Files.deleteIfExists(retryPath);
      }
      result.commit();
    }
    return again;
  }

  /** An unknown outcome, and what the provider could not do just then. */
  static boolean isWorthAnotherTry(String state, String status) {
    if ("UNKNOWN".equals(state)) {
      return true;
    }
    if (!"FAILED".equals(state)) {
      return false;
    }
    StatusCode code = CodeTable.ALLOCATION.find(status);
    return status.startsWith("HTTP ")
        || (code != null
            && (code.outcome() == Outcome.RETRY
                || code.outcome() == Outcome.WAIT
                || code.outcome() == Outcome.STOP));
  }

  private void summary(ClaimedJob job, String state, Map<String, Long> counts) {
    Row calls = end.calls(job.id());
    long lines = counts.values().stream().mapToLong(Long::longValue).sum();
    long ok = counts.getOrDefault("OK", 0L);
    long failed = counts.getOrDefault("FAILED", 0L);
    long unknown = counts.getOrDefault("UNKNOWN", 0L);
    boolean good = ok + counts.getOrDefault("DUPLICATE", 0L) == lines;
    LOG.atLevel(good ? Level.INFO : Level.WARN)
        .log(
            "job {}: {}: {}: {} line(s), {} sent, {} succeeded, {} failed, {} unknown, {} call(s), {} s",
            job.id(),
            state,
            job.fileName(),
            lines,
            ok + failed + unknown,
            ok,
            failed,
            unknown,
            calls.number("calls"),
            seconds(calls.instant("first_sent_at")));
  }

  private String seconds(@Nullable Instant start) {
    Instant now = clock.instant();
    return "%.1f".formatted(Duration.between(start == null ? now : start, now).toMillis() / 1000.0);
  }
}
