package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;

/** What the fate of requests teaches of the length that one may have. */
class AssignmentUriTest {
  private TestNode.Plan plan;
  private TestNode node;
  private AssignmentUri uri;

  @AfterEach
  void end() {
    node.closeAll();
  }

  private void start(Dialect dialect) {
    plan = TestNode.on(dialect).only("api", "assignments", "quota");
    node = plan.start();
    uri = new AssignmentUri(node.application().database(), "key", 0);
  }

  @ParameterizedTest
  @EachDatabase
  void learnsALengthOfWhichAllPartsPassed(Dialect dialect) {
    start(dialect);
    call(1, "SPLIT", null);
    call(2, "DONE", 1L);
    call(3, "SENDING", 1L);

    passed(11_000, 22_000, 1);
    assertThat(uri.isTooLong(30_000)).as("one part passed").isFalse();

    state(3, "FAILED");
    passed(11_000, 22_000, 1);
    assertThat(uri.isTooLong(30_000)).as("one part was refused, too").isFalse();

    state(3, "DONE");
    passed(11_000, 22_000, 1);
    assertThat(uri.isTooLong(22_000)).isTrue();
    assertThat(uri.isTooLong(21_999)).isFalse();
    assertThat(uri.limits().queryBytes()).isBetween(10_000, 11_000);
  }

  @ParameterizedTest
  @EachDatabase
  void forgetsALengthThatPassesAndAnyAfterSomeHours(Dialect dialect) {
    start(dialect);
    passed(11_000, 22_000, 1);
    assertThat(uri.isTooLong(25_000)).isTrue();
    passed(22_500, null, 0);
    assertThat(uri.isTooLong(25_000)).as("as long has passed").isFalse();

    passed(11_000, 22_000, 1);
    assertThat(uri.isTooLong(25_000)).as("a shorter one is not the length").isFalse();

    passed(24_000, 26_000, 1);
    assertThat(uri.isTooLong(26_000)).isTrue();
    node.sql()
        .sql(
            "update assignment_uri set refused_at = " + node.database().nowPlus(-6 * 3_600_000 - 1))
        .update();
    assertThat(uri.isTooLong(26_000)).as("tried again").isFalse();
    assertThat(uri.limits().queryBytes()).isZero();
  }

  private void call(long id, String state, Long partOf) {
    node.sql()
        .sql(
            "insert into assignment_call (id, job_id, shape, call_name, state, part_of,"
                + " next_attempt_at) values (:id, 1, 'ONE_LOGIN', 'x', :state,"
                + " cast(:partOf as bigint), "
                + node.database().nowPlus(60_000)
                + ")")
        .param("id", id)
        .param("state", state)
        .param("partOf", partOf)
        .update();
    if (state.equals("SENDING")) {
      node.sql()
          .sql(
              "update assignment_call set lease_until = "
                  + node.database().nowPlus(600_000)
                  + " where id = :id")
          .param("id", id)
          .update();
    }
  }

  private void state(long id, String state) {
    node.sql()
        .sql("update assignment_call set state = :state where id = :id")
        .param("id", id)
        .param("state", state)
        .update();
  }

  private void passed(int bytes, Integer refused, long partOf) {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      exchange.setVariable("uriBytes", bytes);
      exchange.setVariable("refusedBytes", refused);
      exchange.setVariable("partOf", partOf);
      uri.notePassed(exchange);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
