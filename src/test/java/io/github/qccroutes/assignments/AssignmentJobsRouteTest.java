package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.store.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Jobs beside each other: order, quota, consent, nodes, and what is told of them. */
class AssignmentJobsRouteTest extends DroppedAssignments {

  @Test
  void answersAWorkbookBySheetRow() throws IOException {
    start(Dialect.SQLITE);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("名单");
      sheet.value(0, 0, "手机号");
      sheet.value(0, 1, "企业名称");
      sheet.value(1, 0, Long.parseLong(LOGIN));
      sheet.value(1, 1, name(1));
      sheet.value(3, 0, OTHER);
      sheet.value(3, 1, name(2));
      sheet.value(4, 0, OTHER);
      sheet.value(4, 1, "没有这家公司");
    }
    node.drop("assign/表.xlsx", bytes.toByteArray());

    assertThat(result("assign", "表", "result.csv"))
        .satisfiesExactly(
            header -> assertThat(header).contains("line,loginName"),
            line -> assertThat(line).startsWith("2," + LOGIN + "," + name(1)).contains(",200,"),
            line -> assertThat(line).startsWith("4," + OTHER + "," + name(2)).contains(",200,"),
            line -> assertThat(line).startsWith("5," + OTHER + ",没有这家公司,,500,"));
    assertThat(files("done/assign")).singleElement().asString().endsWith("/表-1.xlsx");
  }

  @ParameterizedTest
  @EachDatabase
  void refusesLinesThatANewerJobSettledWhileTheirsWasHeld(Dialect dialect) {
    start(dialect, "qcc.assignments.admin-logins", "none");
    plan.provider().quota().set("radar_id", 10, 8, 50);
    drop("assign/" + LOGIN + "/旧.txt", lines(0, 3));
    result("assign", "旧", "held.txt");
    drop("cancel/" + LOGIN + "/新.txt", lines(1, 2));
    result("cancel", "新", "result.csv");

    plan.provider().quota().set("radar_id", 100, 8, 50);
    assertThat(new AssignmentJobs(node.application().database()).release(1)).isTrue();

    List<String> result = result("assign", "旧", "result.csv");
    assertThat(result.get(1)).contains(",200,");
    assertThat(result.get(2)).contains(",REFUSED,").contains("newer job");
    assertThat(result.get(3)).contains(",200,");
    assertThat(plan.provider().allocation().assignments())
        .extracting(AllocationCalls.Assignment::keyNo)
        .containsExactlyInAnyOrder(Company.sample(0).keyNo(), Company.sample(2).keyNo());
  }

  @Test
  void notesEveryUnfollowThatWasConsentedTo() {
    start(
        Dialect.SQLITE,
        "qcc.assignments.admin-logins",
        OTHER,
        "qcc.assignments.allow-unfollow",
        "true");
    plan.provider().allocation().admins(OTHER);
    plan.provider().allocation().follow(Company.sample(1), Company.sample(2));
    try (LogRecorder log = new LogRecorder()) {
      drop(
          "cancel/取消.csv",
          "loginName,keyWord\n"
              + LOGIN
              + ","
              + name(1)
              + "\n"
              + OTHER
              + ","
              + name(1)
              + "\n"
              + OTHER
              + ","
              + name(2)
              + "\n");
      result("cancel", "取消", "result.csv");

      assertThat(log.at(Level.WARN))
          .filteredOn(line -> line.contains("audit"))
          .satisfiesExactlyInAnyOrder(
              line ->
                  assertThat(line)
                      .contains(
                          "line 3: " + name(1) + " was unfollowed for everybody", OTHER, "OK"),
              line -> assertThat(line).contains("line 4", name(2), OTHER, "OK"));
    }
    assertThat(count("OK")).isEqualTo(3);
    assertThat(plan.provider().ledger().allocations())
        .filteredOn(change -> change.change() == Ledger.Change.UNFOLLOWED)
        .hasSize(2);
  }

  @ParameterizedTest
  @EachDatabase
  void countsWhatJobsUnderWayStillNeed(Dialect dialect) {
    start(dialect);
    plan.provider().quota().set("radar_id", 5, 0, 50);
    plan.provider().faults().always(AllocationCalls.ADD_COMPANIES, Fault.httpStatus(503, "down"));
    drop("assign/" + LOGIN + "/先.txt", lines(0, 4));
    eventually(() -> assertThat(job(1)).containsEntry("state", "RUNNING"));
    drop("assign/" + OTHER + "/后.txt", lines(3, 6));

    assertThat(String.join("\n", result("assign", "后", "held.txt")))
        .contains("at most 6 needed (3 of it by jobs under way), 5 left");
    eventually(
        () ->
            assertThat(new AssignmentJobs(node.application().database()).list().get(0))
                .extractingByKey("reason")
                .asString()
                .contains("no usable answer since then", "HTTP 503"));
  }

  @Test
  void letsTwoNodesShareTheWork() {
    prepare(Dialect.POSTGRESQL);
    plan.with("qcc.data-dir", plan.folder().resolve("shared").toString());
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofMillis(60)));
    node = plan.start();
    try (TestNode second = plan.start()) {
      for (int n = 0; n < 8; n++) {
        node.write(list(n), lines(1000 * n, 1000 * n + 900).getBytes(StandardCharsets.UTF_8));
      }
      for (int n = 0; n < 8; n++) {
        node.reveal(list(n));
      }
      for (int n = 0; n < 8; n++) {
        assertThat(result("assign", "名单" + n, "result.csv")).hasSize(901);
      }
      assertThat(second.camel().isStarted()).isTrue();
    }

    assertThat(node.count("assignment_job")).isEqualTo(8);
    assertThat(files("done/assign")).hasSize(8);
    assertThat(files("rejected/assign")).isEmpty();
    assertThat(files("results/assign")).hasSize(8);
    assertThat(plan.provider().ledger().allocations())
        .extracting(change -> change.login() + change.keyWord())
        .hasSize(7200)
        .doesNotHaveDuplicates();
    assertThat(node.ledger().maxInFlight()).isLessThanOrEqualTo(5);
    assertThat(node.ledger().violations()).isEmpty();
  }

  private static String list(int n) {
    return "assign/" + LOGIN + "/名单" + n + ".txt";
  }

  @Test
  void takesOnlyTheFileThatCameInThePlaceOfOneItWasReading() throws IOException {
    start(Dialect.SQLITE);
    String path = "assign/" + LOGIN + "/同名.txt";
    drop(path, lines(0, 9_000));
    eventually(() -> assertThat(node.count("assignment_item")).isPositive());
    drop(path, lines(0, 5));

    eventually(() -> assertThat(job(2)).containsEntry("state", "DONE"));
    assertThat(job(1)).isEmpty();
    assertThat(files("results/assign")).hasSize(1);
    assertThat(count("OK")).isEqualTo(5);
    assertThat(files("inbox/assign")).isEmpty();
  }

  @ParameterizedTest
  @EachDatabase
  void tellsHowFarJobsAre(Dialect dialect) {
    start(dialect);
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofMillis(400)));
    drop("assign/" + LOGIN + "/大.txt", lines(0, 4_000));
    // An answer is settled while its slot has the next call.
    eventually(
        () ->
            assertThat(node.health().body())
                .containsPattern(
                    "jobs running 1, held 0; lines left \\d{3,4}, calls left 1?\\d, calls per minute"
                        + " [1-9]\\d*, done in about \\d+ min"));
    assertThat(node.metric("qcc_assignments_jobs_running")).isEqualTo(1);
    assertThat(node.metric("qcc_assignments_jobs_held")).isZero();
    assertThat(node.metric("qcc_assignments_lines_left")).isBetween(1.0, 3_800.0);
    assertThat(node.metric("qcc_assignments_calls_left")).isBetween(1.0, 19.0);
    assertThat(node.metric("qcc_assignments_calls_per_minute")).isPositive();
    assertThat(node.metric("qcc_assignments_minutes_left")).isPositive();

    result("assign", "大", "result.csv");
    assertThat(node.health().body()).contains("jobs running 0, held 0; lines left 0, calls left 0");
    assertThat(node.metric("qcc_assignments_jobs_running")).isZero();
  }
}
