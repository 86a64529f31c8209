package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.Folding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as people name them, over the tables of all flows: 12, p12 for partnerships, s12 for a whole
 * list. Thread-safe.
 */
public final class ConsoleJobs {
  private static final List<String> FLOWS = List.of("assignments", "partnerships", "sync");
  private static final String PREFIXES = " ps";
  private static final long NO_JOB = -1;

  private final Database database;

  ConsoleJobs(Database database) {
    this.database = database;
  }

  /** Turns the parameters of the list into those of its statement. */
  public void filter(Exchange exchange) {
    String kind = exchange.getVariable("kind", String.class);
    if (kind != null) {
      int table = FLOWS.indexOf(kind);
      exchange.setVariable("tableNo", (long) Math.max(0, table));
      if (table < 0) {
        exchange.setVariable("action", kind.toUpperCase(Locale.ROOT));
      }
    }
    String name = exchange.getVariable("name", String.class);
    if (name != null) {
      exchange.setVariable("nameEnd", ConsoleLists.behind(name));
    }
  }

  /** Takes the job or run of the path apart: {@code jobFlow}, {@code tableNo}, {@code jobId}. */
  public void name(Exchange exchange) {
    String job = exchange.getVariable("job", String.class);
    String text = job == null ? exchange.getVariable("run", String.class) : job;
    int table = Math.max(0, PREFIXES.indexOf(text.charAt(0)));
    exchange.setVariable("tableNo", (long) table);
    exchange.setVariable("jobFlow", FLOWS.get(table));
    exchange.setVariable("jobId", Long.valueOf(text.substring(table == 0 ? 0 : 1)));
  }

  /**
   * Finds the job or run of the path: beside its name its {@code jobState}.
   *
   * @throws ConsoleProblem 404 when there is none
   */
  public void find(Exchange exchange) {
    row(exchange);
  }

  private Map<String, Object> row(Exchange exchange) {
    name(exchange);
    return database
        .read(
            "console/find-job",
            Map.of(
                "tableNo", exchange.getVariable("tableNo"), "jobId", exchange.getVariable("jobId")))
        .stream()
        .findFirst()
        .orElseThrow(() -> ConsoleProblem.notFound("没有这个任务", "There is no such job"));
  }

  /** The same for its lines, with the parameters of their statement. */
  public void lines(Exchange exchange) {
    find(exchange);
    fold(exchange, "login", "loginFolded");
    fold(exchange, "company", "companyFolded");
  }

  private static void fold(Exchange exchange, String name, String folded) {
    String text = exchange.getVariable(name, String.class);
    if (text != null) {
      exchange.setVariable(folded, Folding.of(text));
    }
  }

  /** The same for its calls: those of a list are its jobs'. */
  public void calls(Exchange exchange) {
    Map<String, Object> row = row(exchange);
    boolean list = "sync".equals(exchange.getVariable("jobFlow"));
    if (list) {
      exchange.setVariable("jobId", number(row.get("add_job")));
    }
    exchange.setVariable("otherJobId", list ? number(row.get("cancel_job")) : NO_JOB);
  }

  private static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : NO_JOB;
  }

  /**
   * The same for a job that is to be released.
   *
   * @throws ConsoleProblem 409 when nothing would come of it
   */
  public void findHeld(Exchange exchange) {
    Map<String, Object> row = row(exchange);
    if (!"HELD".equals(row.get("state"))) {
      throw ConsoleProblem.conflict(
          "任务没有暂停，状态是 " + row.get("state"), "The job is not held; it is " + row.get("state"));
    }
    if ("STOP".equals(row.get("held_check"))) {
      throw ConsoleProblem.conflict(
          "服务商要求停止调用；请先解除暂停的调用（holds），任务随后自动继续",
          "The provider said to stop: lift the hold on the call, and the job goes on by itself");
    }
  }

  /**
   * Makes sure that it was done; the variable {@code done} says so.
   *
   * @throws ConsoleProblem 409 when it was not
   */
  public void requireDone(Exchange exchange) {
    if (!exchange.getVariable("done", Boolean.class)) {
      throw ConsoleProblem.conflict(
          "任务的状态已经改变，请刷新后再看", "It no longer stands as it did; look again");
    }
  }

  /**
   * The same for a job whose result is asked for.
   *
   * @throws ConsoleProblem 409 when it has none yet, or never will
   */
  public void findFinished(Exchange exchange) {
    Map<String, Object> row = row(exchange);
    Object state = row.get("state");
    if ("DONE".equals(state) || "INCOMPLETE".equals(state)) {
      return;
    }
    throw "REJECTED".equals(state) || "SUPERSEDED".equals(state)
        ? ConsoleProblem.conflict(
            "任务没有执行，没有结果：" + row.get("reason"),
            "The job was not carried out, so it has no result: " + row.get("reason"))
        : ConsoleProblem.conflict("任务还没有完成，没有结果", "The job is not finished; no result yet");
  }

  /** The same for a job whose lines can be sent again. */
  public void findRetry(Exchange exchange) {
    findFinished(exchange);
    if (!"assignments".equals(exchange.getVariable("jobFlow"))) {
      throw ConsoleProblem.notFound(
          "只有分配和取消的任务有重发文件", "Only jobs of assign and cancel have lines to send again");
    }
  }
}
