package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.ReportCalls;
import io.github.qccroutes.sandbox.ReportCourse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The day's report, ordered anew each round. */
final class ReportWalk extends FailpointWalk {
  private int failed;
  private long unclear;

  ReportWalk(Path folder, String databaseUrl) {
    super(folder, databaseUrl);
    installation
        .with("QCC_REPORTS_DAY_CRON", "* * * * * ?")
        .with("QCC_REPORTS_WEEK_CRON", "off")
        .with("QCC_REPORTS_MONTH_CRON", "off")
        .with("QCC_REPORTS_POLL_CRON", "* * * * * ?")
        .with("QCC_REPORTS_RETRY_DELAY_MS", "50");
  }

  @Override
  List<String> routes() {
    return List.of("api", "reports");
  }

  @Override
  List<String> walked() {
    return List.of("reports");
  }

  @Override
  Set<String> sample() {
    return Set.of(
        "insert-due", "order-give-slot-back", "record-receipt", "publish-report", "finish-report");
  }

  @Override
  Stream<Kill> within(boolean all) {
    List<Kill> kills = new ArrayList<>(Kill.each("move", 1, USUAL));
    if (all) {
      kills.addAll(Kill.each("commit:report_order", records.isSqlite() ? 8 : 1, USUAL));
    }
    return kills.stream();
  }

  @Override
  String fault(String course) {
    return switch (course) {
      case "leave-order" -> "say-verdict" + UNEXPECTED;
      case "retry-unexpected-report" -> "read-progress" + UNEXPECTED;
      default -> "";
    };
  }

  @Override
  void work(String course) {
    change(
        "update report_order set id = '0-"
            + rounds
            + "-' || id, period = '0-"
            + rounds
            + "-' || period where state <> 'DUE' and period not like '0-%'");
    Faults faults = provider.faults();
    switch (course) {
      case "judge-failure" -> {
        faults.next(ReportCalls.CREATE, Fault.httpStatus(503, "busy"));
        unclear++;
      }
      case "release-report" -> faults.next(ReportCalls.INFO, Fault.envelope("112", "余额不足"));
      case "postpone-report" -> faults.next(ReportCalls.INFO, Fault.httpStatus(503, "busy"));
      case "retry-report" -> faults.next(Faults.DOWNLOAD, Fault.httpStatus(403, "expired"));
      case "fail-report" -> {
        provider.reports().next("day", ReportCourse.failed());
        failed++;
      }
      default -> {}
    }
  }

  @Override
  void killed() {
    unclear += count("report_order where state = 'ORDERING'");
  }

  @Override
  boolean isDone() {
    return count("report_order") > 0 && count("report_order where finished_at is null") == 0;
  }

  @Override
  void check() throws IOException {
    List<Map<String, @Nullable Object>> rows =
        records.rows("select state, order_no, file from report_order");
    Set<String> known = new TreeSet<>();
    int ambiguous = 0;
    int refused = 0;
    for (Map<String, @Nullable Object> row : rows) {
      switch (String.valueOf(row.get("state"))) {
        case "READY" -> {
          String orderNo = String.valueOf(row.get("order_no"));
          assertThat(known.add(orderNo)).as("%s stands once", orderNo).isTrue();
          assertThat(folder.resolve("data").resolve(String.valueOf(row.get("file"))))
              .hasSameBinaryContentAs(provider.reports().archive(orderNo));
        }
        case "FAILED" -> {
          known.add(String.valueOf(row.get("order_no")));
          refused++;
        }
        case "AMBIGUOUS" -> ambiguous++;
        default -> throw new AssertionError("state " + row);
      }
    }
    assertThat(refused).as("FAILED").isEqualTo(failed);
    assertThat(ambiguous).as("AMBIGUOUS").isLessThanOrEqualTo((int) unclear);
    Set<String> placed =
        provider.ledger().reportOrders().stream()
            .map(Ledger.ReportOrder::orderNo)
            .collect(Collectors.toSet());
    assertThat(placed).as("ordered once a row at most").hasSizeLessThanOrEqualTo(rows.size());
    placed.removeAll(known);
    assertThat(placed).as("ordered, and nobody knows").hasSizeLessThanOrEqualTo(ambiguous);
    assertThat(files("reports", "")).hasSize(known.size() - refused);
    if (records.isSqlite()) {
      assertThat(files("tmp", "")).as("temporary files").isEmpty();
    }
  }
}
