package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;

/** What a node does while the provider refuses the account, and how that ends. */
class ApiProbeRouteTest {
  @ParameterizedTest
  @EachDatabase
  void helpsWithAWrongSecretAndGoesOnWhenItIsCorrected(Dialect dialect) {
    try (TestNode.Plan plan =
            TestNode.on(dialect).with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push");
        LogRecorder log = new LogRecorder()) {
      String orderNo =
          plan.provider().push().publish(Publication.generated(0, 2).missed()).orderNo();
      try (TestNode node = plan.start(Map.of("qcc.api.secret-key", "wrong0secret0key"))) {
        TestNode.eventually(() -> assertThat(node.count("api_hold")).isOne());
        assertThat(node.sql().sql("select * from api_hold").query().singleRow())
            .containsEntry("call", "*")
            .containsEntry("code", "107");
        TestNode.eventually(
            () ->
                assertThat(log.at(Level.ERROR))
                    .anyMatch(
                        line ->
                            line.contains("107")
                                && line.contains("被禁止的 IP 或者签名错误")
                                && line.contains("qcc.api.secret-key")));
        node.send(node.callbackOf("WAITS"));
        node.call("direct:push-reconcile", Map.of(), null);
        assertThat(plan.provider().ledger().calls())
            .filteredOn(call -> !call.path().equals(QuotaCalls.GET_QUOTA))
            .hasSizeLessThan(2);
        assertThat(node.order("WAITS")).containsEntry("attempts", 0);
        assertThat(node.health().statusCode()).isEqualTo(200);
        assertThat(node.health().body()).contains("签名错误");
      }

      try (TestNode node = plan.start()) {
        node.awaitState(orderNo, "IMPORTED");
        TestNode.eventually(() -> assertThat(plan.provider().push().setting().enabled()).isTrue());
        assertThat(node.count("api_hold")).isZero();
        assertThat(plan.provider().ledger().calls())
            .extracting(Ledger.Call::path)
            .contains(QuotaCalls.GET_QUOTA);
      }
    }
  }

  @ParameterizedTest
  @EachDatabase
  void asksForTheQuotaOnlyUntilTheProviderAcceptsTheAccount(Dialect dialect) throws Exception {
    try (TestNode.Plan plan = TestNode.on(dialect);
        TestNode node = plan.start();
        LogRecorder log = new LogRecorder()) {
      TestNode.eventually(() -> assertThat(node.ledger().calls(PushCalls.LIST)).isNotEmpty());
      node.provider().faults().always(Faults.ANY, Fault.envelope("101", "【无效请求】"));
      node.call("direct:push-reconcile", Map.of(), null);
      assertThat(node.count("api_hold")).isOne();
      int calls = node.ledger().calls().size();

      probe(node);
      TestNode.eventually(() -> assertThat(node.ledger().calls()).hasSize(calls + 1));
      TestNode.eventually(() -> assertThat(node.takenSlots()).isZero());
      assertThat(node.count("api_hold")).isOne();
      assertThat(node.ledger().calls().get(calls).path()).isEqualTo(QuotaCalls.GET_QUOTA);

      // An outage says nothing about the account.
      node.provider().faults().clear();
      node.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.httpStatus(503, "down"));
      probe(node);
      TestNode.eventually(() -> assertThat(node.ledger().calls()).hasSize(calls + 2));
      TestNode.eventually(
          () ->
              assertThat(log.at(Level.WARN))
                  .anyMatch(line -> line.contains("HTTP 503; all calls stay held, and")));
      assertThat(node.count("api_hold")).isOne();

      probe(node);
      TestNode.eventually(() -> assertThat(node.count("api_hold")).isZero());
      TestNode.eventually(
          () -> assertThat(log.at(Level.INFO)).anyMatch(line -> line.contains("lifted")));
      assertThat(node.get("listDdRiskLatestOrderNo", null).getException()).isNull();
    }
  }

  @ParameterizedTest
  @EachDatabase
  void asksNoSoonerThanTheServerWants(Dialect dialect) throws Exception {
    try (TestNode.Plan plan = TestNode.on(dialect);
        TestNode node = plan.start();
        LogRecorder log = new LogRecorder()) {
      TestNode.eventually(() -> assertThat(node.ledger().calls(PushCalls.LIST)).isNotEmpty());
      node.provider().faults().next(PushCalls.LIST, Fault.envelope("102", "【无效请求】"));
      node.call("direct:push-reconcile", Map.of(), null);
      node.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.retryAfter(503, "2400"));

      probe(node);

      TestNode.eventually(
          () ->
              assertThat(log.at(Level.WARN))
                  .anyMatch(line -> line.contains("the provider is asked again in 40 minutes")));
      assertThat(
              node.sql()
                  .sql(
                      "select count(*) from api_hold where call = '*' and until_at > "
                          + node.database().nowPlus(39 * 60_000))
                  .query(Long.class)
                  .single())
          .isOne();
    }
  }

  @ParameterizedTest
  @EachDatabase
  void liftsTheHoldOfAnAccountThatMayNotAskForItsQuota(Dialect dialect) throws Exception {
    try (TestNode.Plan plan = TestNode.on(dialect);
        TestNode node = plan.start()) {
      TestNode.eventually(() -> assertThat(node.ledger().calls(PushCalls.LIST)).isNotEmpty());
      node.provider().faults().next(PushCalls.LIST, Fault.envelope("102", "【无效请求】"));
      node.call("direct:push-reconcile", Map.of(), null);
      node.provider().faults().always(QuotaCalls.GET_QUOTA, Fault.envelope("214", "【无效请求】"));

      probe(node);

      TestNode.eventually(
          () ->
              assertThat(
                      node.sql()
                          .sql("select count(*) from api_hold where call = '*'")
                          .query(Long.class)
                          .single())
                  .isZero());
      assertThat(node.get("listDdRiskLatestOrderNo", null).getException()).isNull();
    }
  }

  /** As if the quarter of an hour had passed. */
  private static void probe(TestNode node) throws Exception {
    boolean asked = false;
    // A timer that is started while the context runs may lose its first tick.
    for (int tries = 0; !asked && tries < 10; tries++) {
      node.camel().getRouteController().stopRoute("api-probe");
      node.sql().sql("update api_hold set until_at = " + node.database().nowPlus(-1_000)).update();
      node.camel().getRouteController().startRoute("api-probe");
      asked = asked(node);
    }
  }

  private static boolean asked(TestNode node) {
    try {
      await()
          .atMost(Duration.ofSeconds(2))
          .until(
              () ->
                  node.sql()
                          .sql(
                              "select count(*) from api_hold where call = '*' and until_at <= "
                                  + node.database().nowPlus(0))
                          .query(Long.class)
                          .single()
                      == 0);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }
}
