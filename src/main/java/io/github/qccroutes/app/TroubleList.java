package io.github.qccroutes.app;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.assignments.AssignmentJobs;
import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.partnerships.PartnershipJobs;
import io.github.qccroutes.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** What waits for a person, a line each in Chinese and English; empty is good. Thread-safe. */
final class TroubleList {
  private static final Set<Object> WITHOUT_A_REPORT = Set.of("FAILED", "EXPIRED", "AMBIGUOUS");

  private final Database database;
  private final ApiHolds holds;
  private final RouteFileTrouble routeFiles;
  private final ProgramName program;

  /**
   * @param program as in the commands that the lines name
   */
  TroubleList(Database database, ApiHolds holds, RouteFileTrouble routeFiles, ProgramName program) {
    this.database = database;
    this.holds = holds;
    this.routeFiles = routeFiles;
    this.program = program;
  }

  /** What is wrong with the route files, without a question to the database. */
  List<String> ofRouteFiles() {
    return shown(routeFiles.lines());
  }

  /**
   * What waits by the database, a line each.
   *
   * @throws DataAccessException when the database does not answer, see {@link #silent}
   */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (ApiHolds.Hold hold : holds.list()) {
      lines.add(
          (hold.call().equals(ApiHolds.ALL_CALLS)
                  ? "全部调用已暂停 all calls are held"
                  : "调用已暂停 a call is held: " + hold.call())
              + ": "
              + hold.msg()
              + " (qcc-routes holds)");
    }
    count(
        lines,
        database.statement("push/summary").query().singleRow().get("dead"),
        "个推送订单未能导入 push order(s) are DEAD (qcc-routes push list)");
    count(
        lines,
        new AssignmentJobs(database).summary().get("held"),
        "个分配任务暂停 assignment job(s) are HELD (qcc-routes jobs)");
    count(
        lines,
        new PartnershipJobs(database).summary().get("held"),
        "个合作关系任务暂停 partnership job(s) are HELD (qcc-routes jobs)");
    for (Map<String, Object> report :
        database.statement("reports/latest-orders").query().listOfRows()) {
      if (WITHOUT_A_REPORT.contains(report.get("state"))) {
        lines.add(
            "没有报告 no report: %s %s %s (qcc-routes reports list)"
                .formatted(report.get("report_type"), report.get("period"), report.get("state")));
      }
    }
    for (Map<String, Object> low : database.statement("quota/list-low").query().listOfRows()) {
      lines.add("额度不足 quota is low: %s (qcc-routes quota)".formatted(low.get("module_id")));
    }
    return shown(lines);
  }

  private List<String> shown(List<String> lines) {
    return lines.stream().map(program::in).map(Secrets::mask).toList();
  }

  /** That nothing else can be told while the database does not answer. */
  static List<String> silent(DataAccessException e) {
    return List.of(Secrets.mask("数据库没有应答 the database does not answer: " + Database.reason(e)));
  }

  private static void count(List<String> lines, @Nullable Object count, String words) {
    if (count instanceof Number number && number.longValue() > 0) {
      lines.add(number + " " + words);
    }
  }
}
