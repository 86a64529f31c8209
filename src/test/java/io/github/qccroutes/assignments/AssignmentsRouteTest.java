package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.RowFault;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Dropped files on the shipped routes, from the inbox to the result file. */
class AssignmentsRouteTest extends DroppedAssignments {
  @ParameterizedTest
  @EachDatabase
  void answersEveryLineOfAFile(Dialect dialect) {
    start(dialect);
    drop(
        "assign/名单.csv",
        "登录名,备注,公司名\n"
            + LOGIN
            + ",x,"
            + name(1)
            + "\n"
            + LOGIN
            + ",x,"
            + name(2)
            + "\n"
            + "\n"
            + LOGIN
            + ",x,没有这家公司\n"
            + LOGIN
            + ",x,短\n"
            + LOGIN
            + ",x, "
            + name(1)
            + " \n"
            + "123,x,"
            + name(3)
            + "\n");

    List<String> result = result("assign", "名单", "result.csv");

    assertThat(result)
        .satisfiesExactly(
            header -> assertThat(header).isEqualTo("\uFEFFline,loginName,keyWord,keyNo,status,msg"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "2,"
                            + LOGIN
                            + ","
                            + name(1)
                            + ","
                            + Company.sample(1).keyNo()
                            + ",200,保存成功"),
            line -> assertThat(line).startsWith("3," + LOGIN + "," + name(2)).contains(",200,"),
            line -> assertThat(line).startsWith("5," + LOGIN + ",没有这家公司,,500,关键字不存在"),
            line -> assertThat(line).startsWith("6," + LOGIN + ",短,,INVALID,"),
            line ->
                assertThat(line)
                    .startsWith("7," + LOGIN)
                    .contains(",DUPLICATE,")
                    .contains("line 2"),
            line -> assertThat(line).startsWith("8,123,").contains(",INVALID,"));
    assertThat(allocations()).hasSize(1);
    assertThat(job(1)).containsEntry("state", "DONE").containsEntry("action", "ASSIGN");
    assertThat(files("inbox/assign")).isEmpty();
    assertThat(files("done/assign")).singleElement().asString().endsWith("/名单-1.csv");
    assertThat(files("results/assign")).hasSize(1);
  }

  @Test
  void warnsOfAJobWithLinesThatDidNotSucceed() {
    start(Dialect.SQLITE);
    try (LogRecorder log = new LogRecorder()) {
      drop("assign/" + LOGIN + "/好.txt", lines(0, 2));
      result("assign", "好", "result.csv");
      drop("assign/" + LOGIN + "/坏.txt", name(3) + "\n没有这家公司\n");
      result("assign", "坏", "result.csv");

      TestNode.eventually(
          () ->
              assertThat(log.at(Level.WARN))
                  .filteredOn(line -> line.contains("DONE"))
                  .singleElement()
                  .asString()
                  .contains("坏.txt: 2 line(s), 2 sent, 1 succeeded, 1 failed"));
      assertThat(log.at(Level.INFO)).anyMatch(line -> line.contains("DONE: 好.txt"));
    }
  }

  @ParameterizedTest
  @EachDatabase
  void keepsFiveCallsOfAFortyCallJobInFlight(Dialect dialect) {
    start(dialect);
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofMillis(200)));
    drop("assign/" + LOGIN + "/八千.txt", lines(0, 8_000));

    result("assign", "八千", "result.csv");

    List<Ledger.Call> calls = allocations();
    assertThat(calls).hasSize(40);
    assertThat(node.ledger().maxInFlight()).isEqualTo(5);
    assertThat(node.ledger().violations()).isEmpty();
    assertThat(count("OK")).isEqualTo(8_000);
  }

  @Test
  void sendsAFileOfManyLoginsWithFewKeywordsAsOneCallAKeyword() {
    start(Dialect.SQLITE);
    drop(
        "assign/many.csv",
        "loginName,keyWord\n"
            + IntStream.range(0, 300)
                .boxed()
                .flatMap(
                    l -> IntStream.range(0, 3).mapToObj(k -> (13900000000L + l) + "," + name(k)))
                .collect(Collectors.joining("\n")));

    assertThat(result("assign", "many", "result.csv")).hasSize(901);
    assertThat(allocations()).hasSize(3);
    assertThat(count("OK")).isEqualTo(900);
  }

  @ParameterizedTest
  @EachDatabase
  void matchesAnswersByNameAndAsksForMissingOnesOnce(Dialect dialect) {
    start(dialect);
    plan.provider().allocation().shuffleRows(true);
    plan.provider().allocation().nextRow(LOGIN, name(3), RowFault.lost());
    plan.provider().allocation().everyRow(LOGIN, name(5), RowFault.lost());
    drop("assign/" + LOGIN + "/缺.txt", lines(0, 10));

    List<String> result = result("assign", "缺", "result.csv");

    for (int i = 0; i < 10; i++) {
      if (i != 5) {
        assertThat(result.get(i + 1)).contains(name(i) + "," + Company.sample(i).keyNo() + ",200,");
      }
    }
    assertThat(result.get(6)).contains(name(5) + ",,UNKNOWN,");
    assertThat(job(1)).containsEntry("state", "INCOMPLETE");
    assertThat(result("assign", "缺", "retry.csv"))
        .containsExactly("\uFEFFloginName,keyWord", LOGIN + "," + name(5));
    assertThat(allocations()).hasSize(2);
  }

  @Test
  void findsThePoisonOfABatch() {
    start(Dialect.SQLITE);
    plan.provider().allocation().poison(name(7), "215");
    drop("assign/" + LOGIN + "/毒.txt", lines(0, 20));

    List<String> result = result("assign", "毒", "result.csv");

    assertThat(result.get(8)).contains(name(7) + ",,215,");
    assertThat(count("OK")).isEqualTo(19);
    assertThat(allocations().size()).isLessThanOrEqualTo(1 + 2 * 5);
  }

  @Test
  void halvesRequestsThatAreTooLongAndRemembersTheLength() {
    start(Dialect.SQLITE);
    plan.provider().faults().always(AllocationCalls.ADD_COMPANIES, Fault.uriTooLong(8_000));
    drop("assign/" + LOGIN + "/长.txt", lines(0, 200));
    result("assign", "长", "result.csv");
    assertThat(count("OK")).isEqualTo(200);
    int first = allocations().size();

    drop("assign/" + OTHER + "/长二.txt", lines(0, 200));
    result("assign", "长二", "result.csv");

    assertThat(count("OK")).isEqualTo(400);
    assertThat(allocations().subList(first, allocations().size()))
        .allMatch(call -> call.httpStatus() == 200);
  }

  @Test
  void failsShortRequestsThatAreRefused() {
    start(Dialect.SQLITE);
    plan.provider().faults().always(AllocationCalls.ADD_COMPANIES, Fault.httpStatus(400, "no"));
    drop("assign/" + LOGIN + "/短.txt", lines(0, 10));

    assertThat(result("assign", "短", "result.csv").get(1)).contains(",HTTP 400,");
    assertThat(allocations()).hasSize(1);
    assertThat(result("assign", "短", "retry.csv")).hasSize(11);

    plan.provider().faults().clear();
    drop("assign/再.csv", String.join("\n", result("assign", "短", "retry.csv")));
    assertThat(result("assign", "再", "result.csv")).hasSize(11);
    assertThat(count("OK")).isEqualTo(10);
  }

  @ParameterizedTest
  @EachDatabase
  void survivesOutagesWithoutLosingALine(Dialect dialect) {
    start(dialect);
    Faults faults = plan.provider().faults();
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.httpStatus(503, "down"));
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.html());
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.cut());
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.envelope("104", "接口正在维护中"));
    drop("assign/" + LOGIN + "/停.txt", lines(0, 3));

    result("assign", "停", "result.csv");

    assertThat(count("OK")).isEqualTo(3);
  }

  @ParameterizedTest
  @EachDatabase
  void holdsAJobThatNeedsMoreQuotaThanThereIs(Dialect dialect) {
    start(dialect);
    plan.provider().quota().set("radar_id", 10, 8, 50);
    drop("assign/" + LOGIN + "/多.txt", lines(0, 3));

    assertThat(String.join("\n", result("assign", "多", "held.txt")))
        .contains("at most 3 needed (0 of it by jobs under way), 2 left")
        .contains("qcc-routes release 1");
    assertThat(job(1)).containsEntry("state", "HELD").containsEntry("held_check", "QUOTA");
    assertThat(allocations()).isEmpty();

    plan.provider().quota().set("radar_id", 11, 8, 50);
    node.sql()
        .sql("update assignment_job set next_look_at = " + node.database().nowPlus(-1))
        .update();
    result("assign", "多", "result.csv");
    assertThat(count("OK")).isEqualTo(3);
    assertThat(files("results/assign")).hasSize(1);
  }

  @Test
  void looksAgainAtAHeldJobAsSoonAsTheQuotaIsRecorded() {
    start(Dialect.SQLITE);
    plan.provider().quota().set("radar_id", 10, 8, 50);
    drop("assign/" + LOGIN + "/等.txt", lines(0, 3));
    assertThat(String.join("\n", result("assign", "等", "held.txt")))
        .contains("每 10 分钟自动复查", "checked again every 10 minutes", "qcc-routes quota");
    TestNode.eventually(
        () -> assertThat(job(1)).containsEntry("state", "HELD").containsEntry("lease_until", null));

    plan.provider().quota().set("radar_id", 11, 8, 50);
    node.run("direct:quota-record", Map.of());

    result("assign", "等", "result.csv");
    assertThat(count("OK")).isEqualTo(3);
  }

  @Test
  void takesFilesFromAFolderOfAnOddName() {
    try (TestNode.Plan odd = TestNode.on(Dialect.SQLITE)) {
      Path data = odd.folder().resolve("数 据,a&b;c=d'e@f(g)!~$^[h]");
      try (TestNode other = odd.with("qcc.data-dir", data.toString()).start()) {
        other.drop("assign/" + LOGIN + "/名.txt", lines(0, 3));

        TestNode.eventually(
            () ->
                assertThat(other.files("results/assign"))
                    .anyMatch(file -> file.toString().endsWith(".result.csv")));
      }
    }
  }

  @Test
  void goesPastTheQuotaOnTheOperatorsWord() {
    start(Dialect.SQLITE);
    plan.provider().quota().set("radar_id", 10, 8, 50);
    plan.provider().allocation().follow(Company.sample(0), Company.sample(1), Company.sample(2));
    drop("assign/" + LOGIN + "/多.txt", lines(0, 3));
    result("assign", "多", "held.txt");

    node.sql().sql("update assignment_job set state = 'ACCEPTED' where id = 1").update();

    result("assign", "多", "result.csv");
    assertThat(count("OK")).isEqualTo(3);
  }

  @Test
  void holdsTheRestWhenTheProviderSaysStop() {
    start(Dialect.SQLITE, "qcc.assignments.quota-check", "false");
    plan.provider().quota().set("radar_id", 1_000, 800, 50);
    drop("assign/" + LOGIN + "/停.txt", lines(0, 1_000));

    eventually(() -> assertThat(job(1)).containsEntry("state", "HELD"));
    assertThat(String.valueOf(job(1).get("reason"))).contains("112");
    // An answer still under way would place the hold anew.
    eventually(() -> assertThat(node.count("assignment_call where state = 'SENDING'")).isZero());
    int sent = allocations().size();
    assertThat(sent).isLessThanOrEqualTo(5);

    plan.provider().quota().set("radar_id", 10_000, 800, 50);
    node.sql().sql("delete from api_hold").update();

    result("assign", "停", "result.csv");
    assertThat(count("OK")).isEqualTo(1_000);
  }

  @Test
  void holdsEveryJobUnderWayWhenTheProviderRefusesAllCalls() {
    start(Dialect.SQLITE, "qcc.api.max-in-flight", "1", "qcc.assignments.quota-check", "false");
    plan.provider()
        .faults()
        .next(
            AllocationCalls.ADD_COMPANIES,
            Fault.envelope("107", "被禁止的 IP 或者签名错误").after(Duration.ofMillis(500)));
    drop("assign/" + OTHER + "/二.txt", lines(0, 300));
    drop("assign/" + LOGIN + "/一.txt", lines(0, 300));

    for (String name : List.of("一", "二")) {
      assertThat(String.join("\n", result("assign", name, "held.txt")))
          .contains("107", "signature is wrong", "qcc-routes holds lift", "暂停解除后自动继续");
    }
    assertThat(allocations()).hasSize(1);
    assertThat(job(1)).containsEntry("state", "HELD").containsEntry("held_check", "STOP");
    assertThat(job(2)).containsEntry("state", "HELD").containsEntry("held_check", "STOP");

    node.sql().sql("delete from api_hold").update();
    result("assign", "一", "result.csv");
    result("assign", "二", "result.csv");
    assertThat(count("OK")).isEqualTo(600);
    assertThat(files("results/assign")).hasSize(2);
  }

  @Test
  void holdsAJobThatBeganToRunWhenTheStopCame() {
    start(Dialect.SQLITE, "qcc.assignments.quota-check", "false");
    node.sql()
        .sql(
            "create trigger stop_now after update on assignment_job when new.state = 'RUNNING'"
                + " begin insert into api_hold (call, code, msg, held_at)"
                + " values ('*', '107', '107 签名错误', db_now()); end")
        .update();
    drop("assign/" + LOGIN + "/同时.txt", lines(0, 2));

    assertThat(String.join("\n", result("assign", "同时", "held.txt"))).contains("107 签名错误");
    assertThat(job(1)).containsEntry("state", "HELD").containsEntry("held_check", "STOP");
    assertThat(allocations()).isEmpty();

    node.sql().sql("drop trigger stop_now").update();
    node.sql().sql("delete from api_hold").update();
    result("assign", "同时", "result.csv");
  }

  @Test
  void sendsNoCancelBeforeTheAdminLoginsAreKnown() {
    start(Dialect.SQLITE);
    drop("cancel/" + LOGIN + "/取消.txt", lines(0, 2));

    assertThat(String.join("\n", result("cancel", "取消", "held.txt")))
        .as("the safe way before the other, with what that risks")
        .containsSubsequence(
            "请先设置 qcc.assignments.admin-logins", "所有人不再关注", "qcc-routes release 1");
    TestNode.eventually(() -> assertThat(job(1)).containsEntry("state", "HELD"));
    assertThat(job(1)).containsEntry("held_check", "ADMIN_LOGINS");
    assertThat(allocations()).isEmpty();

    try (LogRecorder log = new LogRecorder()) {
      new AssignmentJobs(node.application().database()).release(1);

      result("cancel", "取消", "result.csv");
      assertThat(log.at(Level.WARN))
          .filteredOn(line -> line.contains("audit"))
          .hasSize(2)
          .allMatch(line -> line.contains("qcc.assignments.admin-logins is not set"));
    }
  }

  @Test
  void refusesCancelsOfAdminLoginsLineByLine() {
    start(Dialect.SQLITE, "qcc.assignments.admin-logins", OTHER);
    plan.provider().allocation().admins(OTHER);
    drop(
        "cancel/取消.csv",
        "loginName,keyWord\n" + LOGIN + "," + name(1) + "\n" + OTHER + "," + name(1) + "\n");

    List<String> result = result("cancel", "取消", "result.csv");

    assertThat(result.get(1)).contains(",200,");
    assertThat(result.get(2)).contains(",REFUSED,");
    assertThat(plan.provider().ledger().allocations())
        .noneMatch(change -> change.change() == Ledger.Change.UNFOLLOWED);
  }

  @ParameterizedTest
  @EachDatabase
  void keepsTheOrderOfJobsThatShareAPair(Dialect dialect) {
    start(dialect, "qcc.assignments.admin-logins", "none");
    plan.provider().faults().next(AllocationCalls.ADD_COMPANIES, 3, Fault.httpStatus(503, "down"));
    drop("assign/" + LOGIN + "/一.txt", lines(0, 2));
    eventually(() -> assertThat(job(1)).containsEntry("state", "RUNNING"));
    drop("cancel/" + LOGIN + "/二.txt", lines(1, 3));

    result("cancel", "二", "result.csv");

    List<Ledger.Call> calls = allocations();
    int cancel =
        IntStream.range(0, calls.size())
            .filter(i -> calls.get(i).path().contains("Cancel"))
            .findFirst()
            .orElseThrow();
    int added =
        IntStream.range(0, calls.size())
            .filter(i -> calls.get(i).effect())
            .findFirst()
            .orElseThrow();
    assertThat(added).isLessThan(cancel);
    assertThat(plan.provider().allocation().assignments()).hasSize(1);
  }

  @Test
  void letsASmallJobPassABigOne() {
    start(Dialect.SQLITE);
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofMillis(600)));
    drop("assign/" + LOGIN + "/大.txt", lines(0, 8_000));
    eventually(() -> assertThat(allocations()).isNotEmpty());
    drop("assign/" + OTHER + "/小.txt", lines(0, 2));

    result("assign", "小", "result.csv");

    assertThat(job(1)).containsEntry("state", "RUNNING");
  }

  @Test
  void rejectsARepeat() {
    start(Dialect.SQLITE);
    drop("assign/" + LOGIN + "/同.txt", lines(0, 2));
    result("assign", "同", "result.csv");
    drop("assign/" + LOGIN + "/同.txt", lines(0, 2));

    eventually(() -> assertThat(files("rejected/assign")).hasSize(2));
    assertThat(text("rejected/assign/同.txt.why.txt"))
        .contains("rename it to run it again")
        .contains("改名");
    assertThat(allocations()).hasSize(1);
    drop("assign/" + LOGIN + "/同2.txt", lines(0, 2));
    result("assign", "同2", "result.csv");
  }

  @Test
  void rejectsWhatItCannotRead() throws IOException {
    start(Dialect.SQLITE);
    drop("assign/无表头.csv", "13800000001,小米\n");
    drop("assign/folder/x.txt", lines(0, 2));
    Files.createSymbolicLink(data().resolve("inbox/assign/链接.txt"), Path.of("/etc/passwd"));

    Path elsewhere = Files.createDirectories(data().resolve("elsewhere").resolve(LOGIN));
    Files.writeString(elsewhere.resolve("名单.txt"), lines(0, 2));
    Path linked =
        Files.createSymbolicLink(data().resolve("inbox/assign").resolve(LOGIN), elsewhere);

    eventually(() -> assertThat(files("rejected/assign")).hasSize(6));
    assertThat(elsewhere.resolve("名单.txt")).exists();
    Files.delete(linked);
    assertThat(files("inbox/assign")).isEmpty();
    assertThat(node.count("assignment_job")).isZero();
  }

  @Test
  void leavesAFileAloneUntilItIsWhole() throws IOException {
    start(Dialect.SQLITE);
    Path file = data().resolve("inbox/assign/半.csv");
    Instant end = Instant.now().plusSeconds(3);
    Files.writeString(file, "loginName,keyWord\n");
    int lines = 0;
    while (Instant.now().isBefore(end)) {
      Files.writeString(
          file, LOGIN + "," + name(lines++) + "\n", java.nio.file.StandardOpenOption.APPEND);
      java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
    }
    assertThat(node.count("assignment_job")).isZero();

    assertThat(result("assign", "半", "result.csv")).hasSize(lines + 1);
  }

  @ParameterizedTest
  @EachDatabase
  void loadsAFileAgainWhoseLoadingWasCutOff(Dialect dialect) {
    prepare(dialect, "qcc.work.lease-ms", "1000");
    node = plan.start();
    drop("assign/" + LOGIN + "/断.txt", lines(0, 3));
    result("assign", "断", "result.csv");
    node.sql().sql("delete from assignment_item where line > 1").update();
    node.sql()
        .sql("update assignment_item set state = 'PENDING', status = null, call_id = null")
        .update();
    node.sql().sql("delete from assignment_call").update();
    node.sql()
        .sql(
            "update assignment_job set state = 'LOADING', moved_at = null, planned_at = null,"
                + " finished_at = null, lease_until = "
                + node.database().nowPlus(60_000))
        .update();
    drop("assign/" + LOGIN + "/断.txt", lines(0, 3));
    node.sql()
        .sql("update assignment_job set lease_until = " + node.database().nowPlus(3_000))
        .update();

    eventually(() -> assertThat(job(1)).containsEntry("state", "DONE"));
    assertThat(count("OK")).isEqualTo(3);
    assertThat(node.count("assignment_job")).isEqualTo(1);
    assertThat(files("inbox/assign")).isEmpty();
  }

  @Test
  void onlyMovesAFileWhoseJobWasAcceptedBeforeACrash() {
    start(Dialect.SQLITE);
    drop("assign/" + LOGIN + "/移.txt", lines(0, 3));
    result("assign", "移", "result.csv");
    eventually(() -> assertThat(job(1)).containsEntry("state", "DONE"));
    node.write("assign/" + LOGIN + "/移.txt", lines(0, 3).getBytes(StandardCharsets.UTF_8));
    // In the inbox first: a row without its file is put right by the next tick.
    node.reveal("assign/" + LOGIN + "/移.txt");
    node.sql().sql("update assignment_job set moved_at = null").update();

    eventually(() -> assertThat(files("inbox/assign")).isEmpty());

    assertThat(node.count("assignment_job")).isEqualTo(1);
    assertThat(allocations()).hasSize(1);
    assertThat(files("rejected/assign")).isEmpty();
  }

  @Test
  void readsGb18030AndUtf16() {
    start(Dialect.SQLITE);
    node.drop("assign/" + LOGIN + "/国标.txt", lines(0, 3).getBytes(Charset.forName("GB18030")));
    node.drop(
        "assign/" + OTHER + "/宽.txt", ("\uFEFF" + lines(0, 3)).getBytes(StandardCharsets.UTF_16LE));

    result("assign", "国标", "result.csv");
    result("assign", "宽", "result.csv");
    assertThat(count("OK")).isEqualTo(6);
  }
}
