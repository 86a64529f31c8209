package io.github.qccroutes.cli;

import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Database;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the sandbox tells once its sample data has been worked off. */
final class SandboxReport {
  private final Database database;
  private final Simulator provider;
  private final PrintWriter out;

  SandboxReport(Database database, Simulator provider, PrintWriter out) {
    this.database = database;
    this.provider = provider;
    this.out = out;
  }

  /** Whether every order that the provider made is imported or dead. */
  boolean isComplete() {
    Map<String, Object> summary = database.statement("push/summary").query().singleRow();
    int settled = number(summary.get("imported")) + number(summary.get("dead"));
    return !provider.ledger().callbacks().isEmpty() && settled == provider.ledger().orders().size();
  }

  void print(Path file, String health) {
    Map<String, Object> summary = database.statement("push/summary").query().singleRow();
    Object records = database.statement("push/count-risks").query().singleRow().get("records");
    out.println();
    out.printf(
        "导入 imported: %s push orders, %s records of customer risk%n",
        summary.get("imported"), records);
    for (Map<String, Object> order : database.statement("push/list-dead").query().listOfRows()) {
      out.printf("失败 failed:   %s: %s%n", order.get("order_no"), order.get("last_error"));
    }
    out.println("样例 some of them:");
    List<Map<String, Object>> sample = database.statement("push/sample-risks").query().listOfRows();
    for (Map<String, Object> risk : sample) {
      out.printf(
          "  %s  %s  %s%n",
          risk.get("corp_name"), risk.get("monitor_level"), risk.get("monitor_content"));
    }
    out.println("查看 look at:  " + health);
    out.println("              sqlite3 " + file + " \"select * from push_order\"");
  }

  private static int number(@Nullable Object count) {
    return count instanceof Number number ? number.intValue() : 0;
  }
}
