package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.RowFault;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the calls of a job cost, and what refusals and broken connections make of them. */
class AssignmentCallsRouteTest extends DroppedFiles {

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
  @EnumSource(Dialect.class)
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
  @EnumSource(Dialect.class)
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
