package io.github.qccroutes.partnerships;

import io.github.qccroutes.jobs.ClaimedJob;
import io.github.qccroutes.jobs.JobEnd;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a job whose calls are answered: more calls where some were refused, else its files.
 * Thread-safe.
 */
public final class PartnershipResults {
  private static final Logger LOG = LoggerFactory.getLogger(PartnershipJobs.FLOW.name());

  /** Pairs in the log; all of them stand in the file. */
  private static final int LOGGED_PAIRS = 10;

  private final Database database;
  private final JobFiles files;
  private final JobEnd end;
  private final RefusedCalls refusedCalls;
  private final RelationsFile relationsFile;
  private final WhyFile whyFile;

  public PartnershipResults(Database database, JobFiles files) {
    this.database = database;
    this.files = files;
    this.end = new JobEnd(PartnershipJobs.FLOW, database, files);
    this.refusedCalls = new RefusedCalls(database, end);
    this.relationsFile = new RelationsFile(database);
    this.whyFile = new WhyFile(database);
  }

  /** The next step of a job whose calls came back. */
  public enum Next {
    /** Nothing is left to ask. */
    FINISH,
    /** Nothing but refusals came. */
    HOLD,
    /** More is to be asked. */
    WORK
  }

  /**
   * Takes the next step of the claimed job: the variable {@code next} says which ({@link Next}).
   */
  public void takeNextStep(Exchange exchange) {
    ClaimedJob job = ClaimedJob.of(exchange);
    JobAnswers answers = JobAnswers.read(database, job.id());
    exchange.setVariable("answers", answers);
    int refused = answers.refused().size();
    if (refused == 0) {
      exchange.setVariable("next", Next.FINISH);
    } else if (refused >= CoveringPlanner.NAMES_PER_CALL
        && !answers.anyDone()
        && !"REFUSED".equals(job.heldCheck())) {
      exchange.setVariable("next", Next.HOLD);
      JobHolds.ask(
          exchange,
          "REFUSED",
          "前 %d 次调用全部被拒绝，其余未发送 / the first %d calls were all refused; the rest is not sent: %s"
              .formatted(refused, refused, answers.refused().get(0).error()));
    } else {
      exchange.setVariable("next", Next.WORK);
      refusedCalls.searchOn(job, answers);
    }
  }

  /** Writes the claimed job's files, then says that it is finished. */
  public void finish(Exchange exchange) throws IOException {
    ClaimedJob job = ClaimedJob.of(exchange);
    JobAnswers answers = exchange.getVariable("answers", JobAnswers.class);
    long relations = relationsFile.write(files.result(exchange, "result.csv"), job.id());
    long missing = answers.missing();
    Map<String, Long> lines = end.lines(job.id());
    long invalid = lines.getOrDefault("INVALID", 0L);
    boolean complete = missing == 0 && invalid == 0;
    Path why = files.result(exchange, "why.txt");
    if (complete) {
      Files.deleteIfExists(why);
    } else {
      whyFile.write(why, job.id(), answers, missing, invalid);
    }
    String state = complete ? "DONE" : "INCOMPLETE";
    String reason = reason(answers, missing, invalid);
    end.finish(exchange, state, reason, figures(job.id(), lines));
    String summary =
        "job %s: %s: %s: %d company name(s), %d relation(s), %d call(s)"
            .formatted(
                PartnershipJobs.FLOW.job(job.id()),
                state,
                job.fileName(),
                answers.names().size(),
                relations,
                end.calls(job.id()).number("calls"));
    if (complete) {
      LOG.info("{}", summary);
    } else {
      LOG.warn("{}; {}{}. See {}", summary, reason, somePairs(answers, missing), why);
    }
  }

  private JobEnd.Figures figures(long jobId, Map<String, Long> lines) {
    Row calls =
        database
            .statement("partnerships/count-outcomes")
            .param("jobId", jobId)
            .query(Row::of)
            .single();
    long settled = calls.number("settled");
    long succeeded = calls.number("succeeded");
    return new JobEnd.Figures(
        lines.values().stream().mapToLong(Long::longValue).sum(),
        settled,
        succeeded,
        settled - succeeded);
  }

  /** The body becomes what the result file of the job {@code jobId} says. */
  public void result(Exchange exchange) {
    exchange.getMessage().setBody(relationsFile.rows(exchange.getVariable("jobId", Long.class)));
  }

  private static String reason(JobAnswers answers, long missing, long invalid) {
    List<String> chinese = new ArrayList<>();
    List<String> english = new ArrayList<>();
    if (missing > 0) {
      chinese.add("有 " + missing + " 对公司未比对");
      english.add(missing + " pair(s) of companies were not compared");
    }
    if (invalid > 0) {
      chinese.add("有 " + invalid + " 行无效");
      english.add(invalid + " line(s) are invalid");
    }
    if (missing == 0 && answers.names().size() < 2) {
      chinese.add("公司名不足两个，无可比对");
      english.add("fewer than two company names, so nothing to compare");
    }
    return chinese.isEmpty() ? "" : String.join("，", chinese) + " / " + String.join(", ", english);
  }

  private static String somePairs(JobAnswers answers, long missing) {
    if (missing == 0) {
      return "";
    }
    List<String> some = new ArrayList<>();
    for (long line : answers.names().keySet()) {
      for (long other : answers.pairs().missingAfter(line)) {
        if (some.size() < LOGGED_PAIRS) {
          some.add(answers.pair(line, other));
        }
      }
    }
    return ": "
        + String.join("; ", some)
        + (missing > some.size() ? "; and " + (missing - some.size()) + " more" : "");
  }
}
