package io.github.qccroutes.sync;

import io.github.qccroutes.jobs.AnswerRows;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.jobs.JobPages;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.ResultFile;
import io.github.qccroutes.tables.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a run below {@code results/sync}: what it will do, why it is held, what became of
 * each change, and what is watched beside all lists. Thread-safe.
 */
final class SyncFiles {
  private static final List<String> PLAN =
      List.of("action", "loginName", "keyWord", "keyNo", "reason");
  private static final List<String> RESULT =
      List.of("action", "loginName", "keyWord", "keyNo", "status", "msg");
  private static final List<String> DRIFT = List.of("loginName", "keyWord", "keyNo", "since");
  private static final long NO_JOB = -1;
  private static final List<String> ACTIONS = List.of("ASSIGN", "CANCEL");

  private final Database database;
  private final JobFiles files;
  private final ProgramName program;

  SyncFiles(Database database, JobFiles files, ProgramName program) {
    this.database = database;
    this.files = files;
    this.program = program;
  }

  /** {@code <name>-s1.plan.csv}: what the run changes. */
  void writePlan(Run run) throws IOException {
    try (ResultFile plan = ResultFile.create(path(run, "plan.csv"), PLAN)) {
      for (String action : ACTIONS) {
        for (List<Row> page : pages("list-changes", Map.of("runId", run.id(), "action", action))) {
          for (Row change : page) {
            plan.write(
                Arrays.asList(
                    action,
                    change.text("login_name"),
                    change.text("keyword"),
                    change.optionalText("key_no"),
                    change.text("reason")));
          }
        }
      }
      plan.commit();
    }
  }

  /** {@code <name>-s1.held.txt}: why the run waits for a person, and what to do. */
  void writeHeld(Run run, SyncDiff.Figures figures, String reason, boolean addsGoAhead)
      throws IOException {
    String figuresLine =
        "新增 %d 对%s，取消 %d 对 / %d to add%s, %d to cancel"
            .formatted(
                figures.adds(),
                addsGoAhead ? "（已照常发送）" : "",
                figures.cancels(),
                figures.adds(),
                addsGoAhead ? " (sent all the same)" : "",
                figures.cancels());
    WholeFile.write(
        path(run, "held.txt"),
        program.in(
            """
            名单 %1$s（%2$s）暂停，没有取消任何关注
            %3$s
            %4$s

            逐行见同目录的 .plan.csv。确认无误后继续：qcc-routes release %1$s；放弃：qcc-routes sync reject %1$s；更正后的新名单会自动取代它
            The list is held, and nothing was cancelled. Each change stands in .plan.csv beside this file. To carry it out: qcc-routes release %1$s; to give it up: qcc-routes sync reject %1$s; a corrected list takes its place by itself
            """
                .formatted(run.name(), run.scope(), reason, figuresLine)));
  }

  void removeHeld(Run run) throws IOException {
    Files.deleteIfExists(path(run, "held.txt"));
  }

  /** Lists that gave way to another, or were given up, wait for nobody. */
  void removeEndedHolds(Run run) throws IOException {
    for (Row ended :
        database
            .statement("sync/list-ended-holds")
            .param("scope", run.scope())
            .query(Row::of)
            .list()) {
      Files.deleteIfExists(
          files.result(
              ended.text("folder"),
              ended.text("file_name"),
              SyncRuns.FLOW.job(ended.number("id")),
              "held.txt"));
    }
  }

  /** The result of a run that changes nothing. */
  void writeUnchanged(Run run) throws IOException {
    write(run, new AnswerRows(RESULT, List.of(keptRefusals(run), keptBack(run))));
    writeDrift(run);
  }

  /**
   * {@code <name>-s1.result.csv}: the outcome of each change.
   *
   * @return how many changes came to each state
   */
  Map<String, Long> writeResult(Run run) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    write(run, result(run, counts));
    removeHeld(run);
    return counts;
  }

  /** What the result file of a run says. */
  AnswerRows result(Run run) {
    return result(run, new HashMap<>());
  }

  private AnswerRows result(Run run, Map<String, Long> counts) {
    return new AnswerRows(
        RESULT,
        List.of(
            outcomes(run, "ASSIGN", counts),
            outcomes(run, "CANCEL", counts),
            keptRefusals(run),
            keptBack(run)));
  }

  private void write(Run run, AnswerRows rows) throws IOException {
    try (ResultFile result = ResultFile.create(path(run, "result.csv"), RESULT)) {
      rows.writeTo(result::write);
      result.commit();
    }
  }

  private AnswerRows.Part outcomes(Run run, String action, Map<String, Long> counts) {
    Long job = action.equals("ASSIGN") ? run.addJob() : run.cancelJob();
    Map<String, Object> about =
        Map.of("runId", run.id(), "action", action, "jobId", job == null ? NO_JOB : job);
    return new AnswerRows.Part(
        pages("list-outcomes", about),
        change -> {
          counts.merge(String.valueOf(change.optionalText("state")), 1L, Long::sum);
          return List.of(
              action,
              change.text("login_name"),
              change.text("keyword"),
              change.text("key_no"),
              change.text("status"),
              change.text("msg"));
        });
  }

  /** What was not sent, since the provider has refused it before. */
  private AnswerRows.Part keptRefusals(Run run) {
    return new AnswerRows.Part(
        pages("list-kept-refusals", Map.of("runId", run.id(), "scope", run.scope())),
        refused ->
            List.of(
                "NONE",
                refused.text("login_name"),
                refused.text("keyword"),
                "",
                refused.text("refused_status"),
                "服务商已拒绝过，此行未变，未再发送 / refused before, and the line is the same, so it was not sent again: "
                    + refused.optionalText("refused_msg")));
  }

  /** What was given up and not cancelled, since it may be the company of a line that is kept. */
  private AnswerRows.Part keptBack(Run run) {
    return new AnswerRows.Part(
        pages("list-changes", Map.of("runId", run.id(), "action", "KEEP")),
        pair ->
            List.of(
                "NONE",
                pair.text("login_name"),
                pair.text("keyword"),
                pair.text("key_no"),
                "KEPT",
                pair.text("reason")));
  }

  /**
   * {@code <scope>.drift.csv}: pairs that are watched and that no list ever wanted; gone if none.
   */
  void writeDrift(Run run) throws IOException {
    Path path = files.results(run.folder()).resolve(run.scope() + ".drift.csv");
    boolean any = false;
    try (ResultFile drift = ResultFile.create(path, DRIFT)) {
      JobPages pages =
          new JobPages(
              database,
              "sync/list-drift",
              Map.of("keyword", "", "login", ""),
              pair ->
                  Map.of(
                      "keyword", pair.text("keyword_folded"), "login", pair.text("login_folded")));
      for (List<Row> page : pages) {
        for (Row pair : page) {
          any = true;
          drift.write(
              Arrays.asList(
                  pair.text("login_name"),
                  pair.text("keyword"),
                  pair.optionalText("key_no"),
                  String.valueOf(pair.instant("since"))));
        }
      }
      if (any) {
        drift.commit();
      }
    }
    if (!any) {
      Files.deleteIfExists(path);
    }
  }

  /** The pages of a statement, by line. */
  private JobPages pages(String statement, Map<String, Object> about) {
    return new JobPages(
        database, "sync/" + statement, behind(about, 0), row -> behind(about, row.number("line")));
  }

  private static Map<String, Object> behind(Map<String, Object> about, long line) {
    Map<String, Object> parameters = new HashMap<>(about);
    parameters.put("after", line);
    return parameters;
  }

  private Path path(Run run, String ending) {
    return files.result(run.folder(), run.fileName(), run.name(), ending);
  }
}
