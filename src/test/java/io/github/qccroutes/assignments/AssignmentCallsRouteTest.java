package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ApiRequest;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.RowFault;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the calls of a job cost, and what refusals and broken connections make of them. */
class AssignmentCallsRouteTest extends DroppedAssignments {

  @ParameterizedTest
  @CsvSource({"1,1", "200,1", "201,2"})
  void putsTwoHundredLinesOfALoginIntoACall(int lines, int calls) {
    start(Dialect.SQLITE);
    drop("assign/" + LOGIN + "/行.txt", lines(0, lines));

    assertThat(result("assign", "行", "result.csv")).hasSize(lines + 1);
    assertThat(allocations()).hasSize(calls);
    assertThat(count("OK")).isEqualTo(lines);
    assertThat(node.ledger().violations()).isEmpty();
  }

  @Test
  void readsAListRowByRowAlsoWhenTheWholeIsNo200() {
    start(Dialect.SQLITE);
    plan.provider().allocation().everyRow(LOGIN, name(2), RowFault.failed("500", "登录名不存在"));
    drop("assign/" + LOGIN + "/半.txt", lines(0, 4));

    assertThat(result("assign", "半", "result.csv").get(3)).endsWith(",500,登录名不存在");
    assertThat(count("OK")).isEqualTo(3);
    assertThat(allocations()).hasSize(1);
  }

  @Test
  void halvesLongRequestsThatAreRefusedAsBad() {
    start(Dialect.SQLITE);
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.httpStatus(400, "no").above(9_000));
    drop("assign/" + LOGIN + "/长.txt", lines(0, 200));

    result("assign", "长", "result.csv");

    assertThat(count("OK")).isEqualTo(200);
    assertThat(allocations()).hasSize(3);
  }

  @ParameterizedTest
  @EachDatabase
  void halvesLongRequestsWhoseConnectionIsResetTwiceBeforeAnAnswer(Dialect dialect) {
    start(dialect);
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.resetBeforeEffect().above(9_000));
    drop("assign/" + LOGIN + "/断.txt", lines(0, 200));

    result("assign", "断", "result.csv");

    assertThat(count("OK")).isEqualTo(200);
    assertThat(allocations()).hasSize(4);

    // The length is remembered.
    drop("assign/" + OTHER + "/断二.txt", lines(0, 200));
    result("assign", "断二", "result.csv");
    assertThat(count("OK")).isEqualTo(400);
    assertThat(allocations().subList(4, allocations().size()))
        .allMatch(call -> Integer.valueOf(200).equals(call.httpStatus()));
  }

  @ParameterizedTest
  @EachDatabase
  void costsFewCallsWhenTheRefusalIsAboutTheLogin(Dialect dialect) {
    start(dialect);
    plan.provider().allocation().poison(LOGIN, "202");
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofMillis(30)));
    drop("assign/" + LOGIN + "/错.txt", lines(0, 200));

    List<String> result = result("assign", "错", "result.csv");

    assertThat(result.subList(1, 201)).allMatch(line -> line.contains(",202,"));
    assertThat(count("FAILED")).isEqualTo(200);
    assertThat(allocations()).hasSizeLessThanOrEqualTo(20);
    // Header and the lines that nobody asked for alone.
    assertThat(result("assign", "错", "retry.csv")).hasSizeGreaterThan(190);
  }

  @Test
  void failsNoLineUnaskedWhileAnAnswerForItsLoginIsUnderWay() {
    start(Dialect.SQLITE, "qcc.api.timeout-ms", "20000", "qcc.api.slot-lease-ms", "25000");
    // Those that are asked for alone first.
    for (int bad : new int[] {0, 1, 100}) {
      plan.provider().allocation().poison(name(bad), "202");
    }
    Faults faults = plan.provider().faults();
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofMillis(1)).above(15_000));
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofSeconds(6)));
    drop("assign/" + LOGIN + "/错.txt", lines(0, 300));

    result("assign", "错", "result.csv");

    assertThat(count("FAILED")).isEqualTo(3);
    assertThat(count("OK")).isEqualTo(297);
  }

  @Test
  void blamesNoLengthForOneBrokenConnection() {
    start(Dialect.SQLITE);
    Faults faults = plan.provider().faults();
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.httpStatus(503, "down"));
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.resetBeforeEffect());
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.httpStatus(503, "down"));
    faults.next(AllocationCalls.ADD_COMPANIES, Fault.resetBeforeEffect());
    drop("assign/" + LOGIN + "/断.txt", lines(0, 200));

    result("assign", "断", "result.csv");

    assertThat(allocations()).hasSize(5);
    assertThat(node.count("assignment_uri")).isZero();
  }

  @Test
  void holdsAJobOfWhichEverythingIsRefusedAlike() {
    start(Dialect.SQLITE);
    plan.provider()
        .faults()
        .always(AllocationCalls.ADD_COMPANIES, Fault.envelope("108", "请求格式错误，请重试"));
    StringBuilder pairs = new StringBuilder("loginName,keyWord\n");
    for (int n = 0; n < 120; n++) {
      pairs.append(13900000000L + n / 4).append(',').append(name(n)).append('\n');
    }
    drop("assign/全.csv", pairs.toString());

    assertThat(String.join("\n", result("assign", "全", "held.txt")))
        .contains("all refused for the same reason", "108", "qcc-routes release 1");
    assertThat(job(1)).containsEntry("state", "HELD").containsEntry("held_check", "REFUSED");
    eventually(() -> assertThat(node.count("assignment_call where state = 'SENDING'")).isZero());
    // Ten refusals, and what was in hand at the tenth: five calls in their slots, three ready for
    // one.
    assertThat(allocations()).hasSizeBetween(10, 18);

    plan.provider().faults().clear();
    new AssignmentJobs(node.application().database()).release(1);
    result("assign", "全", "result.csv");
    assertThat(count("OK")).isEqualTo(120);
    assertThat(files("results/assign")).hasSize(1);
  }

  @Test
  void sendsNoRequestLongerThanConfigured() {
    start(Dialect.SQLITE, "qcc.api.max-uri-bytes", "2000");
    drop(
        "assign/" + LOGIN + "/长.txt",
        IntStream.range(0, 100)
            .mapToObj(n -> "Acme Trading and Sons " + n + "\n")
            .collect(Collectors.joining()));

    assertThat(result("assign", "长", "result.csv")).hasSize(101);

    assertThat(allocations()).hasSizeLessThan(5);
    for (Ledger.Call call : allocations()) {
      assertThat(
              ApiRequest.uriBytes(
                  ApiCall.batchAddRadarCompanyListToExistedUser,
                  plan.provider().account().key(),
                  call.parameters()))
          .isBetween(1_000, 2_000);
    }
  }

  @Test
  void cancelsACompanyOfManyLoginsByOneCall() {
    start(Dialect.SQLITE, "qcc.assignments.admin-logins", "none");
    StringBuilder pairs = new StringBuilder("loginName,keyWord\n");
    for (int n = 0; n < 300; n++) {
      pairs.append(13900000000L + n).append(',').append(name(1)).append('\n');
    }
    drop("cancel/众.csv", pairs.toString());

    assertThat(result("cancel", "众", "result.csv").get(300)).startsWith("301,13900000299,");

    assertThat(allocations())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.path()).isEqualTo(AllocationCalls.CANCEL_USERS);
              assertThat(call.parameters()).containsEntry("keyWord", name(1));
            });
    assertThat(count("OK")).isEqualTo(300);
  }

  @Test
  void costsFewCallsWhenTheRefusalIsAboutTheCompanyOfManyLogins() {
    start(Dialect.SQLITE);
    plan.provider().allocation().poison(name(1), "215");
    StringBuilder pairs = new StringBuilder("loginName,keyWord\n");
    for (int n = 0; n < 300; n++) {
      for (int k = 0; k < 3; k++) {
        pairs.append(13900000000L + n).append(',').append(name(k)).append('\n');
      }
    }
    drop("assign/错.csv", pairs.toString());

    result("assign", "错", "result.csv");

    assertThat(count("FAILED")).isEqualTo(300);
    assertThat(count("OK")).isEqualTo(600);
    assertThat(allocations()).hasSizeLessThanOrEqualTo(2 + 20);
  }

  @Test
  void findsTheFewThatAreRefusedAmongManyOfALogin() {
    start(Dialect.SQLITE);
    plan.provider().allocation().poison(name(0), "215");
    plan.provider().allocation().poison(name(150), "215");
    drop("assign/" + LOGIN + "/毒.txt", lines(0, 200));

    List<String> result = result("assign", "毒", "result.csv");

    assertThat(result.get(1)).contains(name(0) + ",,215,");
    assertThat(result.get(151)).contains(name(150) + ",,215,");
    assertThat(count("OK")).isEqualTo(198);
    assertThat(allocations()).hasSizeLessThanOrEqualTo(1 + 2 * 2 * 8 + 6);
  }
}
