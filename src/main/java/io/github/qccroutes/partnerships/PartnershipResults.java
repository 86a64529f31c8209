package io.github.qccroutes.partnerships;

import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.ResultFile;
import io.github.qccroutes.tables.WholeFile;
import io.github.qccroutes.work.ClaimLostException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a job whose calls are answered: more calls where some were refused, else its files.
 * Whether every pair was compared is read off the calls that were answered, not off the plan.
 * Thread-safe.
 */
public final class PartnershipResults {
  private static final Logger LOG = LoggerFactory.getLogger(PartnershipJobs.FLOW.name());
  private static final List<String> COLUMNS =
      List.of("companyName", "relatedCompanyName", "amount", "publicDate", "source");

  /** Pairs in the log; all of them stand in the file. */
  private static final int LOGGED_PAIRS = 10;

  /** Names compared with none are not paired with each other one in a file longer than this. */
  private static final long LONG_LIST = 10_000;

  private final Database database;
  private final JobFiles files;

  public PartnershipResults(Database database, JobFiles files) {
    this.database = database;
    this.files = files;
  }

  /** A name of the list; {@code refused} is what the provider said, or null. */
  private record Name(String text, @Nullable String refused) {}

  /** What is known of a job from its rows. */
  private record Answers(
      TreeMap<Long, Name> names,
      ComparedPairs pairs,
      List<RefusalSearch.Refused> refused,
      List<String> errors,
      boolean anyDone) {}

  private Answers answers(long jobId) {
    TreeMap<Long, Name> names = new TreeMap<>();
    for (Map<String, Object> row :
        database.statement("partnerships/list-names").param("jobId", jobId).query().listOfRows()) {
      boolean refused = "REFUSED".equals(row.get("state"));
      names.put(
          number(row.get("line")),
          new Name(text(row.get("name")), refused ? text(row.get("msg")) : null));
    }
    ComparedPairs pairs = new ComparedPairs(List.copyOf(names.keySet()));
    List<RefusalSearch.Refused> refused = new ArrayList<>();
    TreeSet<String> errors = new TreeSet<>();
    boolean anyDone = false;
    long after = 0;
    List<Map<String, Object>> rows;
    do {
      rows =
          database
              .statement("partnerships/list-calls")
              .param("jobId", jobId)
              .param("after", after)
              .query()
              .listOfRows();
      for (Map<String, Object> row : rows) {
        after = number(row.get("id"));
        List<Long> lines = CallLines.of(text(row.get("lines")));
        switch (text(row.get("state"))) {
          case "DONE" -> {
            pairs.add(lines);
            anyDone = true;
          }
          case "REFUSED" ->
              refused.add(
                  new RefusalSearch.Refused(
                      after,
                      lines,
                      number(row.get("probe")) > 0,
                      (int) number(row.get("attempts")),
                      text(row.get("last_error"))));
          default -> errors.add(text(row.get("last_error")));
        }
      }
    } while (!rows.isEmpty());
    return new Answers(names, pairs, refused, List.copyOf(errors), anyDone);
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
    long jobId = exchange.getVariable("jobId", Long.class);
    Answers answers = answers(jobId);
    exchange.setVariable("answers", answers);
    if (answers.refused.isEmpty()) {
      exchange.setVariable("next", Next.FINISH);
      return;
    }
    boolean many = answers.refused.size() >= CoveringPlanner.NAMES_PER_CALL;
    if (many && !answers.anyDone && !"REFUSED".equals(exchange.getVariable("heldCheck"))) {
      exchange.setVariable("next", Next.HOLD);
      JobHolds.ask(
          exchange,
          "REFUSED",
          "前 %d 次调用全部被拒绝，其余未发送 / the first %d calls were all refused; the rest is not sent: %s"
              .formatted(
                  answers.refused.size(), answers.refused.size(), answers.refused.get(0).error()));
      return;
    }
    exchange.setVariable("next", Next.WORK);
    RefusalSearch.Step step =
        RefusalSearch.next(
            answers.names.keySet(),
            answers.refused,
            answers.pairs::isAnswered,
            refusedLines(answers));
    database.inOneTransaction(() -> write(exchange, jobId, answers, step));
    step.bad()
        .forEach(
            (line, error) ->
                LOG.warn(
                    "job {}: line {}: {} is refused: {}",
                    PartnershipJobs.FLOW.job(jobId),
                    line,
                    name(answers, line).text,
                    error));
  }

  private static TreeSet<Long> refusedLines(Answers answers) {
    TreeSet<Long> lines = new TreeSet<>();
    answers.names.forEach(
        (line, name) -> {
          if (name.refused != null) {
            lines.add(line);
          }
        });
    return lines;
  }

  private void write(Exchange exchange, long jobId, Answers answers, RefusalSearch.Step step) {
    if (database
        .statement("partnerships/keep-running")
        .param("jobId", jobId)
        .param("claimNo", exchange.getVariable("claimNo", Long.class))
        .query()
        .listOfRows()
        .isEmpty()) {
      throw lost(jobId);
    }
    if (!step.failed().isEmpty() && !answers.anyDone) {
      database
          .statement("partnerships/fail-calls")
          .param("jobId", jobId)
          .param("error", step.failed().get(0).error())
          .update();
      return;
    }
    List<Map<String, Object>> names = new ArrayList<>();
    step.bad()
        .forEach((line, error) -> names.add(Map.of("jobId", jobId, "line", line, "msg", error)));
    database.batch("partnerships/refuse-name", names);
    List<Map<String, Object>> calls = new ArrayList<>();
    for (RefusalSearch.Refused call : step.again()) {
      calls.add(settled(call, answers.pairs.holds(call.lines()) ? "SPLIT" : "PENDING"));
    }
    step.over().forEach(call -> calls.add(settled(call, "SPLIT")));
    step.failed().forEach(call -> calls.add(settled(call, "FAILED")));
    database.batch("partnerships/settle-refused", calls);
    database.batch(
        "partnerships/add-call",
        step.probes().stream()
            .map(lines -> Map.of("jobId", jobId, "lines", CallLines.text(lines), "probe", 1))
            .toList());
  }

  private static Map<String, Object> settled(RefusalSearch.Refused call, String state) {
    return Map.of("callId", call.id(), "lines", CallLines.text(call.lines()), "state", state);
  }

  /** Writes the claimed job's files, then says that it is finished. */
  public void finish(Exchange exchange) throws IOException {
    long jobId = exchange.getVariable("jobId", Long.class);
    Answers answers = exchange.getVariable("answers", Answers.class);
    long relations = writeRelations(jobId, exchange);
    long missing = missing(answers);
    long invalid = counts(jobId).getOrDefault("INVALID", 0L);
    boolean complete = missing == 0 && invalid == 0;
    if (complete) {
      Files.deleteIfExists(files.result(exchange, "why.txt"));
    } else {
      explain(jobId, answers, missing, invalid, exchange);
    }
    // Before the commit: nobody comes back to a job that is finished.
    Files.deleteIfExists(files.result(exchange, "held.txt"));
    String state = complete ? "DONE" : "INCOMPLETE";
    String reason = reason(answers, missing, invalid);
    if (database
        .statement("partnerships/finish-job")
        .param("jobId", jobId)
        .param("claimNo", exchange.getVariable("claimNo", Long.class))
        .param("state", state)
        .param("reason", reason)
        .query()
        .listOfRows()
        .isEmpty()) {
      throw lost(jobId);
    }
    String summary =
        "job %s: %s: %s: %d company name(s), %d relation(s), %s call(s)"
            .formatted(
                PartnershipJobs.FLOW.job(jobId),
                state,
                exchange.getVariable("fileName"),
                answers.names.size(),
                relations,
                database
                    .statement("partnerships/count-calls")
                    .param("jobId", jobId)
                    .query()
                    .singleRow()
                    .get("calls"));
    if (complete) {
      LOG.info("{}", summary);
    } else {
      LOG.warn(
          "{}; {}{}. See {}",
          summary,
          reason,
          somePairs(answers, missing),
          files.result(exchange, "why.txt"));
    }
  }

  private static String reason(Answers answers, long missing, long invalid) {
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
    if (missing == 0 && answers.names.size() < 2) {
      chinese.add("公司名不足两个，无可比对");
      english.add("fewer than two company names, so nothing to compare");
    }
    return chinese.isEmpty() ? "" : String.join("，", chinese) + " / " + String.join(", ", english);
  }

  private long writeRelations(long jobId, Exchange exchange) throws IOException {
    long relations = 0;
    try (ResultFile result = ResultFile.create(files.result(exchange, "result.csv"), COLUMNS)) {
      Map<String, Object> after = new HashMap<>();
      for (String column :
          new String[] {
            "companyName", "relatedCompanyName", "publicDate", "source", "amountText", "id"
          }) {
        after.put(column, "");
      }
      after.put("jobId", jobId);
      List<Map<String, Object>> rows;
      do {
        rows = database.statement("partnerships/list-findings").params(after).query().listOfRows();
        for (Map<String, Object> row : rows) {
          after.put("companyName", text(row.get("company_name")));
          after.put("relatedCompanyName", text(row.get("related_company_name")));
          after.put("publicDate", text(row.get("public_date")));
          after.put("source", text(row.get("source")));
          after.put("amountText", text(row.get("amount_text")));
          after.put("id", text(row.get("id")));
          result.write(
              Arrays.asList(
                  text(row.get("company_name")),
                  text(row.get("related_company_name")),
                  text(row.get("amount_text")),
                  text(row.get("public_date")),
                  text(row.get("source"))));
          relations++;
        }
      } while (!rows.isEmpty());
      result.commit();
    }
    return relations;
  }

  private static long missing(Answers answers) {
    return answers.names.keySet().stream()
        .mapToLong(line -> answers.pairs.missingAfter(line).size())
        .sum();
  }

  private static String somePairs(Answers answers, long missing) {
    if (missing == 0) {
      return "";
    }
    List<String> some = new ArrayList<>();
    for (long line : answers.names.keySet()) {
      for (long other : answers.pairs.missingAfter(line)) {
        if (some.size() < LOGGED_PAIRS) {
          some.add(name(answers, line).text + " + " + name(answers, other).text);
        }
      }
    }
    return ": "
        + String.join("; ", some)
        + (missing > some.size() ? "; and " + (missing - some.size()) + " more" : "");
  }

  private void explain(long jobId, Answers answers, long missing, long invalid, Exchange exchange)
      throws IOException {
    try (WholeFile file = WholeFile.create(files.result(exchange, "why.txt"));
        Writer out =
            new BufferedWriter(new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8))) {
      out.write("\uFEFF任务 " + PartnershipJobs.FLOW.job(jobId) + " 未能比对全部公司\n");
      out.write("Not all companies of job " + PartnershipJobs.FLOW.job(jobId));
      out.write(" were compared with each other\n");
      if (invalid > 0) {
        out.write("\n无效的行，未比对 Invalid lines, not compared:\n");
        writeInvalid(jobId, out);
      }
      if (answers.names.values().stream().anyMatch(name -> name.refused != null)) {
        out.write("\n服务商拒绝的公司名 Names that the provider refuses:\n");
        for (Map.Entry<Long, Name> name : answers.names.entrySet()) {
          if (name.getValue().refused != null) {
            out.write(line(name.getKey(), name.getValue().text, name.getValue().refused));
          }
        }
      }
      if (!answers.errors.isEmpty()) {
        out.write("\n未成功的调用 Calls that failed:\n");
        for (String error : answers.errors) {
          out.write(error + "\n");
        }
      }
      if (missing > 0) {
        out.write("\n未比对的公司 Pairs that were not compared (" + missing + "):\n");
        writePairs(answers, missing > LONG_LIST, out);
      }
      out.flush();
      file.commit();
    }
  }

  private void writeInvalid(long jobId, Writer out) throws IOException {
    long after = 0;
    List<Map<String, Object>> rows;
    do {
      rows =
          database
              .statement("partnerships/list-invalid")
              .param("jobId", jobId)
              .param("after", after)
              .query()
              .listOfRows();
      for (Map<String, Object> row : rows) {
        after = number(row.get("line"));
        out.write(line(after, text(row.get("name")), text(row.get("msg"))));
      }
    } while (!rows.isEmpty());
  }

  private static String line(long line, String name, String reason) {
    return "第 %d 行 line %d: %s: %s%n"
        .formatted(line, line, name.replaceAll("\\p{Cntrl}", " "), reason);
  }

  private static void writePairs(Answers answers, boolean inShort, Writer out) throws IOException {
    for (long line : answers.names.keySet()) {
      if (inShort && !answers.pairs.isAnswered(line)) {
        out.write(name(answers, line).text + " + 其余全部 all the others\n");
        continue;
      }
      for (long other : answers.pairs.missingAfter(line)) {
        if (!inShort || answers.pairs.isAnswered(other)) {
          out.write(name(answers, line).text + " + " + name(answers, other).text + "\n");
        }
      }
    }
  }

  private static Name name(Answers answers, long line) {
    Name name = answers.names.get(line);
    if (name == null) {
      throw new IllegalStateException("line " + line + " has no name");
    }
    return name;
  }

  private Map<String, Long> counts(long jobId) {
    Map<String, Long> counts = new HashMap<>();
    for (Map<String, Object> row :
        database.statement("partnerships/count-items").param("jobId", jobId).query().listOfRows()) {
      counts.put(text(row.get("state")), number(row.get("items")));
    }
    return counts;
  }

  private static ClaimLostException lost(long jobId) {
    return new ClaimLostException(
        "job "
            + PartnershipJobs.FLOW.job(jobId)
            + " was taken over by another node, which will finish it");
  }

  private static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
  }

  private static String text(@Nullable Object column) {
    return column == null ? "" : column.toString();
  }
}
