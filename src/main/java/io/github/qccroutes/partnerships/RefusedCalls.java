package io.github.qccroutes.partnerships;

import io.github.qccroutes.jobs.ClaimedJob;
import io.github.qccroutes.jobs.JobEnd;
import io.github.qccroutes.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a job some of whose calls were refused: its names that are found out to be refused,
 * and the calls that find out more, in one transaction. Thread-safe.
 */
final class RefusedCalls {
  private static final Logger LOG = LoggerFactory.getLogger(PartnershipJobs.FLOW.name());

  private final Database database;
  private final JobEnd end;

  RefusedCalls(Database database, JobEnd end) {
    this.database = database;
    this.end = end;
  }

  /** Takes the next step of the search for the names that are refused. */
  void searchOn(ClaimedJob job, JobAnswers answers) {
    RefusalSearch.Step step =
        RefusalSearch.next(
            answers.names().keySet(),
            answers.refused(),
            answers.pairs()::isAnswered,
            answers.refusedNames().keySet());
    database.inOneTransaction(() -> write(job, answers, step));
    step.bad()
        .forEach(
            (line, error) ->
                LOG.warn(
                    "job {}: line {}: {} is refused: {}",
                    PartnershipJobs.FLOW.job(job.id()),
                    line,
                    answers.name(line),
                    error));
  }

  private void write(ClaimedJob job, JobAnswers answers, RefusalSearch.Step step) {
    end.keepRunning(job);
    if (!step.failed().isEmpty() && !answers.anyDone()) {
      database
          .statement("partnerships/fail-calls")
          .param("jobId", job.id())
          .param("error", step.failed().get(0).error())
          .update();
      return;
    }
    List<Map<String, Object>> names = new ArrayList<>();
    step.bad()
        .forEach((line, error) -> names.add(Map.of("jobId", job.id(), "line", line, "msg", error)));
    database.batch("partnerships/refuse-name", names);
    List<Map<String, Object>> calls = new ArrayList<>();
    for (RefusalSearch.Refused call : step.again()) {
      calls.add(settled(call, answers.pairs().holds(call.lines()) ? "SPLIT" : "PENDING"));
    }
    step.over().forEach(call -> calls.add(settled(call, "SPLIT")));
    step.failed().forEach(call -> calls.add(settled(call, "FAILED")));
    database.batch("partnerships/settle-refused", calls);
    database.batch(
        "partnerships/add-call",
        step.probes().stream()
            .map(lines -> Map.of("jobId", job.id(), "lines", CallLines.text(lines), "probe", 1))
            .toList());
  }

  private static Map<String, Object> settled(RefusalSearch.Refused call, String state) {
    return Map.of("callId", call.id(), "lines", CallLines.text(call.lines()), "state", state);
  }
}
