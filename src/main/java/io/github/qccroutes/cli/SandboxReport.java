package io.github.qccroutes.cli;

import io.github.qccroutes.assignments.AssignmentJobs;
import io.github.qccroutes.partnerships.PartnershipJobs;
import io.github.qccroutes.sandbox.SampleData;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.sync.SyncRuns;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the sandbox tells once its sample data has been worked off. */
final class SandboxReport {
  private static final Set<Object> SETTLED = Set.of("READY", "NO_CHANGE", "FAILED", "EXPIRED");

  private final Database database;
  private final Simulator provider;
  private final String command;
  private final PrintWriter out;

  /**
   * @param command how this program is called for the sandbox's data
   */
  SandboxReport(Database database, Simulator provider, String command, PrintWriter out) {
    this.database = database;
    this.provider = provider;
    this.command = command;
    this.out = out;
  }

  /** Whether every push is imported or dead, every report settled, and all dropped files done. */
  boolean isComplete() {
    Map<String, Object> summary = database.statement("push/summary").query().singleRow();
    int settled = number(summary.get("imported")) + number(summary.get("dead"));
    boolean assigned = ended(new AssignmentJobs(database).list(), SampleData.DROPPED_NAME, "DONE");
    boolean held = ended(new AssignmentJobs(database).list(), SampleData.CANCELS_NAME, "HELD");
    boolean compared =
        ended(new PartnershipJobs(database).list(), SampleData.COMPANIES_NAME, "INCOMPLETE");
    boolean reported = reports().stream().allMatch(report -> SETTLED.contains(report.get("state")));
    boolean synced = ended(new SyncRuns(database).list(), SampleData.LIST_NAME, "DONE");
    return assigned
        && held
        && compared
        && synced
        && reported
        && !provider.ledger().callbacks().isEmpty()
        && settled == provider.ledger().orders().size();
  }

  private static boolean ended(List<Map<String, Object>> jobs, String file, String state) {
    return jobs.stream()
        .anyMatch(job -> file.equals(job.get("file_name")) && state.equals(job.get("state")));
  }

  /**
   * Prints it all.
   *
   * @param management where the health page and the console are
   * @param user who may log in there
   */
  void print(Path data, String management, SandboxUser user) throws IOException {
    out.println();
    out.println("打开 open:      " + management + "/console/");
    out.println("用户名 name:    " + user.name());
    out.println("密码 password:  " + user.password());
    out.println();
    printPushes();
    printHeld();
    printFiles("分配 assigned: ", data.resolve("results/assign"));
    printFiles("合作 partners: ", data.resolve("results/partnerships"));
    printFiles("名单 synced:   ", data.resolve("results/sync"));
    printReports(data);
    out.println("额度 quota:    " + quota());
    out.println("查看 look at:  " + management + "/console/ （用户名和密码见上 name and password: above）");
    out.println("              " + management + "/observe/health");
    out.println("              " + command + " jobs");
    out.println(
        "              sqlite3 " + data.resolve("qcc.db") + " \"select * from push_order\"");
  }

  private void printPushes() {
    Map<String, Object> summary = database.statement("push/summary").query().singleRow();
    Object records = database.statement("push/count-risks").query().singleRow().get("records");
    out.printf(
        "导入 imported: %s push orders, %s records of customer risk%n",
        summary.get("imported"), records);
    for (Map<String, Object> order : database.statement("push/list-dead").query().listOfRows()) {
      out.printf("失败 failed:   %s: %s%n", order.get("order_no"), order.get("last_error"));
      out.printf("重试 retry:    %s push retry %s%n", command, order.get("order_no"));
    }
    out.println("样例 some of them:");
    List<Map<String, Object>> sample = database.statement("push/sample-risks").query().listOfRows();
    for (Map<String, Object> risk : sample) {
      out.printf(
          "  %s  %s  %s%n",
          risk.get("corp_name"), risk.get("monitor_level"), risk.get("monitor_content"));
    }
  }

  private void printHeld() {
    for (Map<String, Object> job : new AssignmentJobs(database).list()) {
      if ("HELD".equals(job.get("state"))) {
        out.printf("暂停 held:     %s: %s%n", job.get("file_name"), job.get("reason"));
        out.printf("放行 release:  %s release %s%n", command, job.get("id"));
      }
    }
  }

  private void printReports(Path data) {
    for (Map<String, Object> report : reports()) {
      out.printf(
          "报告 report:   %s %s: %s%n",
          report.get("report_type"),
          report.get("period"),
          report.get("file") == null ? report.get("state") : data.resolve("" + report.get("file")));
    }
  }

  private void printFiles(String label, Path results) throws IOException {
    try (Stream<Path> files = Files.list(results)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        out.println(label + file);
        Files.readAllLines(file).forEach(line -> out.println("  " + line.replace("\uFEFF", "")));
      }
    }
  }

  private List<Map<String, Object>> reports() {
    return database.statement("reports/latest-orders").query().listOfRows();
  }

  private String quota() {
    return database.statement("quota/latest-snapshot").query().listOfRows().stream()
        .map(
            module ->
                "%s: %d of %s left"
                    .formatted(
                        module.get("module_id"),
                        number(module.get("total_count")) - number(module.get("consumed_count")),
                        module.get("total_count")))
        .collect(Collectors.joining("; "));
  }

  private static int number(@Nullable Object count) {
    return count instanceof Number number ? number.intValue() : 0;
  }
}
