package io.github.qccroutes.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registration of the callback when it does not go as it should. */
class PushRegisterRouteTest {
  private static final String OTHER =
      "{\"status\":\"200\",\"result\":{\"callbackUrl\":\"http://other.example/callback\"}}";

  @ParameterizedTest
  @EachDatabase
  void saysWhenTheProviderEchoesAnotherAddress(Dialect dialect) {
    try (TestNode.Plan plan = plan(dialect);
        LogRecorder log = new LogRecorder()) {
      plan.provider()
          .faults()
          .always(PushCalls.SET, Fault.httpStatus(200, "application/json", OTHER));
      String orderNo =
          plan.provider().push().publish(Publication.generated(0, 1).missed()).orderNo();
      try (TestNode node = plan.start()) {
        TestNode.eventually(
            () ->
                assertThat(log.at(Level.ERROR))
                    .anyMatch(
                        line ->
                            line.contains("http://other.example/callback")
                                && line.contains("qcc.push.callback-url")));
        assertThat(node.health().statusCode()).isEqualTo(200);
        assertThat(node.health().body()).contains("DIFFERENT");
        node.awaitState(orderNo, "IMPORTED");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"202", "111", "199"})
  void importsListedOrdersThoughTheRegistrationIsRefused(String status) {
    try (TestNode.Plan plan = plan(Dialect.SQLITE);
        LogRecorder log = new LogRecorder()) {
      plan.provider().faults().always(PushCalls.SET, Fault.envelope(status, "【测试】"));
      String orderNo =
          plan.provider().push().publish(Publication.generated(0, 1).missed()).orderNo();
      try (TestNode node = plan.start()) {
        node.awaitState(orderNo, "IMPORTED");
        assertThat(node.health().body()).contains("PENDING");
        assertThat(log.at(Level.WARN)).noneMatch(line -> line.contains("Exchange["));
        if (status.equals("202")) {
          assertThat(log.at(Level.ERROR))
              .isNotEmpty()
              .allMatch(line -> line.contains("Compare qcc.push.callback-url"));
        }
      }
    }
  }

  @Test
  void triesAgainUntilBothSucceededThoughNothingIsScheduled() {
    try (TestNode.Plan plan = plan(Dialect.SQLITE);
        LogRecorder log = new LogRecorder()) {
      plan.provider().faults().next(PushCalls.SET, Fault.httpStatus(503, "down"));
      plan.provider().faults().next(PushCalls.LIST, 2, Fault.httpStatus(503, "down"));
      String orderNo =
          plan.provider().push().publish(Publication.generated(0, 1).missed()).orderNo();
      try (TestNode node = plan.start()) {
        node.awaitState(orderNo, "IMPORTED");
        assertThat(plan.provider().push().setting().enabled()).isTrue();
        assertThat(log.at(Level.WARN))
            .hasSize(2)
            .allMatch(line -> line.matches("(?s).*HTTP 503; tried again in \\d+ ms\\R"));
        // Two more beats of the route: what succeeded is not done again.
        int calls = node.ledger().calls().size();
        await().during(Duration.ofSeconds(2)).until(() -> node.ledger().calls().size() == calls);
        assertThat(node.ledger().calls(PushCalls.LIST)).hasSize(3);
      }
    }
  }

  @ParameterizedTest
  @EachDatabase
  void registersOnTheScheduleWhatFailedAtStart(Dialect dialect) {
    try (TestNode.Plan plan = plan(dialect).with("qcc.push.reconcile-cron", "* * * * * ?")) {
      plan.provider().faults().next(PushCalls.SET, Fault.httpStatus(503, "down"));
      plan.provider().faults().next(PushCalls.LIST, Fault.httpStatus(503, "down"));
      String orderNo =
          plan.provider().push().publish(Publication.generated(0, 1).missed()).orderNo();
      try (TestNode node = plan.start()) {
        TestNode.eventually(() -> assertThat(plan.provider().push().setting().enabled()).isTrue());
        node.awaitState(orderNo, "IMPORTED");
        String calledBack = plan.provider().push().publish(Publication.generated(5, 1)).orderNo();
        node.awaitState(calledBack, "IMPORTED");
        TestNode.eventually(() -> assertThat(node.ledger().callbacks(calledBack)).hasSize(1));
        assertThat(node.ledger().callbacks(calledBack).get(0).acknowledged()).isTrue();
        // The start and the schedule may meet; neither asks again once the address is confirmed.
        awaitSchedule(node);
        int asked = node.ledger().calls(PushCalls.SET).size();
        awaitSchedule(node);
        assertThat(node.ledger().calls(PushCalls.SET)).hasSize(asked).hasSizeGreaterThan(1);
      }
    }
  }

  @Test
  void leavesTheProviderAloneForAsLongAsItAsksWhateverIsScheduled() {
    try (TestNode.Plan plan = plan(Dialect.SQLITE).with("qcc.push.reconcile-cron", "* * * * * ?");
        LogRecorder log = new LogRecorder()) {
      plan.provider().faults().next(PushCalls.LIST, Fault.retryAfter(503, "4"));
      try (TestNode node = plan.start()) {
        TestNode.eventually(() -> assertThat(node.ledger().calls(PushCalls.LIST)).hasSize(2));

        List<Ledger.Call> lists = node.ledger().calls(PushCalls.LIST);
        assertThat(Duration.between(lists.get(0).time(), lists.get(1).time()))
            .isGreaterThan(Duration.ofMillis(3_900));
        assertThat(log.at(Level.WARN))
            .singleElement()
            .asString()
            .containsPattern(
                "to be asked again in 4 s \\(Retry-After\\); tried again in [34]\\d{3} ms");
      }
    }
  }

  private static void awaitSchedule(TestNode node) {
    int before = node.ledger().calls(PushCalls.LIST).size();
    TestNode.eventually(
        () -> assertThat(node.ledger().calls(PushCalls.LIST)).hasSizeGreaterThan(before + 1));
  }

  private static TestNode.Plan plan(Dialect dialect) {
    return TestNode.on(dialect)
        .only("api", "push")
        .with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push");
  }
}
