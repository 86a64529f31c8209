package io.github.qccroutes.assignments;

import io.github.qccroutes.api.CodeTable;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.StatusCode;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.ResultFile;
import io.github.qccroutes.work.ClaimLostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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

  private final Database database;
  private final JobFiles files;
  private final Clock clock;
  private final OtherSpellings spellings;

  public AssignmentResults(Database database, JobFiles files, Clock clock) {
    this.database = database;
    this.files = files;
    this.clock = clock;
    this.spellings = new OtherSpellings(database);
  }

  /**
   * Writes the claimed job's files, then says that it is finished; unless another spelling of a
   * line that failed is still to be sent.
   */
  public void finish(Exchange exchange) throws IOException {
    if (spellings.sendOn(exchange)) {
      return;
    }
    long jobId = exchange.getVariable("jobId", Long.class);
    boolean again = write(jobId, exchange);
    // Before the commit: nobody comes back to a job that is finished.
    Files.deleteIfExists(files.result(exchange, "held.txt"));
    Map<String, Long> counts = AssignmentJobs.counts(database, jobId);
    String state =
        counts.containsKey("UNKNOWN") || counts.containsKey("PENDING") ? "INCOMPLETE" : "DONE";
    if (database
        .statement("assignments/finish-job")
        .param("jobId", jobId)
        .param("claimNo", exchange.getVariable("claimNo", Long.class))
        .param("state", state)
        .param(
            "reason",
            again
                ? "有些行可以重发，见 .retry.csv / some lines are worth sending again, see .retry.csv"
                : "")
        .query()
        .listOfRows()
        .isEmpty()) {
      throw new ClaimLostException(
          "job " + jobId + " was taken over by another node, which will finish it");
    }
    summary(jobId, state, counts, exchange.getVariable("fileName", String.class));
  }

  private boolean write(long jobId, Exchange exchange) throws IOException {
    Path retryPath = files.result(exchange, "retry.csv");
    boolean again = false;
    try (ResultFile result = ResultFile.create(files.result(exchange, "result.csv"), COLUMNS);
        ResultFile retry = ResultFile.create(retryPath, List.of("loginName", "keyWord"))) {
      long after = 0;
      List<Map<String, Object>> rows;
      do {
        rows =
            database
                .statement("assignments/list-items")
                .param("jobId", jobId)
                .param("after", after)
                .query()
                .listOfRows();
        for (Map<String, Object> row : rows) {
          after = AssignmentJobs.number(row.get("line"));
          result.write(
              Arrays.asList(
                  text(row.get("line")),
                  text(row.get("login_name")),
                  text(row.get("keyword")),
                  text(row.get("key_no")),
                  text(row.get("status")),
                  text(row.get("msg"))));
          if (AssignmentJobs.number(row.get("unasked")) > 0
              || isWorthAnotherTry(text(row.get("state")), text(row.get("status")))) {
            again = true;
            retry.write(Arrays.asList(text(row.get("login_name")), text(row.get("keyword"))));
          }
        }
      } while (!rows.isEmpty());
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
  static boolean isWorthAnotherTry(@Nullable String state, @Nullable String status) {
    if ("UNKNOWN".equals(state)) {
      return true;
    }
    if (!"FAILED".equals(state) || status == null) {
      return false;
    }
    StatusCode code = CodeTable.ALLOCATION.find(status);
    return status.startsWith("HTTP ")
        || (code != null
            && (code.outcome() == Outcome.RETRY
                || code.outcome() == Outcome.WAIT
                || code.outcome() == Outcome.STOP));
  }

  private void summary(long jobId, String state, Map<String, Long> counts, String fileName) {
    Map<String, Object> calls =
        database.statement("assignments/count-calls").param("jobId", jobId).query().singleRow();
    long lines = counts.values().stream().mapToLong(Long::longValue).sum();
    long ok = counts.getOrDefault("OK", 0L);
    long failed = counts.getOrDefault("FAILED", 0L);
    long unknown = counts.getOrDefault("UNKNOWN", 0L);
    boolean good = ok + counts.getOrDefault("DUPLICATE", 0L) == lines;
    LOG.atLevel(good ? Level.INFO : Level.WARN)
        .log(
            "job {}: {}: {}: {} line(s), {} sent, {} succeeded, {} failed, {} unknown, {} call(s), {} s",
            jobId,
            state,
            fileName,
            lines,
            ok + failed + unknown,
            ok,
            failed,
            unknown,
            calls.get("calls"),
            seconds(calls.get("first_sent_at")));
  }

  private String seconds(@Nullable Object since) {
    Instant start = Database.instant(since);
    Instant now = clock.instant();
    return "%.1f".formatted(Duration.between(start == null ? now : start, now).toMillis() / 1000.0);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
