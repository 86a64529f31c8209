package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Which of two jobs that share a pair comes first, whatever becomes of them. */
class AssignmentOrderRouteTest extends DroppedAssignments {
  private static final String[] PATIENT = {
    "qcc.assignments.admin-logins", "none", "qcc.assignments.quota-check", "false",
    "qcc.api.timeout-ms", "20000", "qcc.api.slot-lease-ms", "25000"
  };

  @ParameterizedTest
  @EachDatabase
  void sendsNoNewerCallBesideOneInFlightOfAHeldJob(Dialect dialect) {
    start(dialect, PATIENT);
    plan.provider()
        .faults()
        .next(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofSeconds(9)));
    plan.provider()
        .faults()
        .next(
            AllocationCalls.ADD_COMPANIES,
            Fault.envelope("112", "当前账户购买额度已用完").after(Duration.ofSeconds(5)));
    drop("assign/" + LOGIN + "/旧.txt", lines(0, 400));
    eventually(() -> assertThat(allocations()).hasSize(2));
    drop("cancel/" + LOGIN + "/新.txt", lines(0, 1) + lines(399, 400));

    result("cancel", "新", "result.csv");

    assertThat(job(1)).containsEntry("state", "HELD").containsEntry("held_check", "STOP");
    assertThat(allocations())
        .filteredOn(call -> call.path().equals(AllocationCalls.CANCEL_COMPANIES))
        .singleElement()
        .satisfies(call -> assertThat(call.inFlight()).isEqualTo(1));
  }

  @ParameterizedTest
  @EachDatabase
  void keepsAReleasedJobBehindANewerCallInFlight(Dialect dialect) {
    prepare(dialect, PATIENT);
    plan.with("qcc.assignments.quota-check", "true");
    node = plan.start();
    plan.provider().quota().set("radar_id", 10, 9, 50);
    plan.provider()
        .faults()
        .always(AllocationCalls.CANCEL_COMPANIES, Fault.delay(Duration.ofSeconds(5)));
    drop("assign/" + LOGIN + "/旧.txt", lines(0, 3));
    result("assign", "旧", "held.txt");
    drop("cancel/" + LOGIN + "/新.txt", lines(0, 3));
    eventually(() -> assertThat(allocations()).hasSize(1));

    new AssignmentJobs(node.application().database()).release(1);

    assertThat(result("assign", "旧", "result.csv").subList(1, 4))
        .allMatch(line -> line.contains(",REFUSED,"));
    assertThat(allocations()).hasSize(1);
  }

  @ParameterizedTest
  @EachDatabase
  void waitsForThePairAndNotForTheJob(Dialect dialect) {
    start(dialect, PATIENT);
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.httpStatus(503, "down").above(15_000));
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofSeconds(6)));
    drop("assign/" + LOGIN + "/大.txt", lines(0, 250));
    eventually(() -> assertThat(allocations()).hasSizeGreaterThan(1));
    drop("cancel/" + LOGIN + "/小.txt", lines(249, 250));
    eventually(() -> assertThat(waiting()).isEqualTo(1));

    result("cancel", "小", "result.csv");

    assertThat(job(1)).containsEntry("state", "RUNNING");
    assertThat(plan.provider().ledger().allocations())
        .filteredOn(each -> each.keyWord().equals(name(249)))
        .extracting(Ledger.Allocation::change)
        .containsExactly(Ledger.Change.ASSIGNED, Ledger.Change.CANCELLED);
  }

  @Test
  void waitsForTheLinesThatAJobBeingLoadedHas() {
    start(Dialect.SQLITE);
    job("LOADING", 60_000);
    item(1, 1, LOGIN, name(1));
    drop("assign/" + OTHER + "/别.txt", lines(0, 2));
    drop("assign/" + LOGIN + "/同.txt", lines(0, 2));

    result("assign", "别", "result.csv");
    eventually(() -> assertThat(waiting()).isEqualTo(1));
    assertThat(allocations()).hasSize(1);

    // A line that a newer job has settled before it was read.
    item(1, 2, OTHER, name(1));
    node.sql()
        .sql("update assignment_job set state = 'ACCEPTED', lease_until = null where id = 1")
        .update();
    result("assign", "同", "result.csv");
    assertThat(result("assign", "读", "result.csv"))
        .anyMatch(line -> line.startsWith("1," + LOGIN) && line.contains(",200,"))
        .anyMatch(line -> line.startsWith("2," + OTHER) && line.contains(",REFUSED,"));
    assertThat(allocations()).hasSize(3);
  }

  @Test
  void plansSmallJobsBesideABigOneAndBigOnesOneByOne() {
    start(Dialect.SQLITE);
    job("ACCEPTED", 60_000);
    item(1, 100_001, LOGIN, name(1));
    job("ACCEPTED", 60_000);
    item(2, 100_001, OTHER, name(1));
    node.sql().sql("update assignment_job set lease_until = null where id = 2").update();

    drop("assign/" + OTHER + "/小.txt", lines(5, 6));

    result("assign", "小", "result.csv");
    assertThat(job(2)).containsEntry("state", "ACCEPTED").containsEntry("planned_at", null);
    node.sql().sql("update assignment_job set lease_until = null where id = 1").update();
    eventually(() -> assertThat(job(2)).containsEntry("state", "DONE"));
    assertThat(job(1)).containsEntry("state", "DONE");
  }

  private void job(String state, long leaseMs) {
    long number = node.count("assignment_job") + 1;
    node.sql()
        .sql(
            "insert into assignment_job (action, folder, file_name, sha256, state, claim_no,"
                + " lease_until, created_at) values ('ASSIGN', 'assign', :name, 'x', :state, 1, "
                + node.database().nowPlus(leaseMs)
                + ", "
                + node.database().nowPlus(0)
                + ")")
        .param("name", number == 1 ? "读.csv" : "读" + number + ".csv")
        .param("state", state)
        .update();
  }

  private void item(long job, long line, String login, String keyword) {
    node.sql()
        .sql(
            "insert into assignment_item (job_id, line, login_name, keyword, login_folded,"
                + " keyword_folded, state) values (:job, :line, :login, :keyword, :login, :keyword,"
                + " 'PENDING')")
        .param("job", job)
        .param("line", line)
        .param("login", login)
        .param("keyword", keyword)
        .update();
  }

  /** Calls that wait for a line of an older job. */
  private long waiting() {
    return node.count("assignment_call where waits_for_job is not null");
  }
}
