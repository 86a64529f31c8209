package io.github.qccroutes.push;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Claims: who works on an order, for how long, and what becomes of the work of a late comer. */
class PushWorkRouteTest {
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void rollsBackTheWorkOfAClaimThatWasTakenOver(Dialect dialect) {
    try (TestNode.Plan plan = TestNode.on(dialect).only("api", "push");
        TestNode node = plan.start();
        LogRecorder log = new LogRecorder()) {
      plan.provider().faults().next(Faults.DOWNLOAD, Fault.delay(Duration.ofSeconds(2)));
      String orderNo = node.pushListed(Publication.generated(0, 2_500).missed());
      TestNode.eventually(() -> assertThat(node.ledger().downloads()).hasSize(1));

      node.sql()
          .sql("update push_order set lease_until = " + node.database().nowPlus(-1_000))
          .update();
      assertThat(node.awaitState(orderNo, "IMPORTED").get("claim_no").toString()).isEqualTo("2");
      Object importedAt = node.order(orderNo).get("imported_at");
      node.sql().sql("delete from customer_risk").update();

      TestNode.eventually(
          () -> assertThat(log.at(Level.WARN)).anyMatch(line -> line.contains(orderNo)));
      assertThat(log.all()).noneMatch(line -> line.contains("\tat "));
      assertThat(node.order(orderNo))
          .containsEntry("state", "IMPORTED")
          .containsEntry("imported_at", importedAt);
      if (dialect == Dialect.POSTGRESQL) {
        assertThat(node.count("customer_risk")).isZero();
      }
      TestNode.eventually(() -> assertThat(node.temporaryFiles()).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void keepsAnOrderForAsLongAsItWorksOnIt(Dialect dialect) {
    try (TestNode.Plan plan =
            TestNode.on(dialect).only("api", "push").with("qcc.work.lease-ms", "2000");
        TestNode node = plan.start()) {
      plan.provider().faults().next(Faults.DOWNLOAD, Fault.delay(Duration.ofSeconds(5)));

      String orderNo = node.pushListed(Publication.generated(0, 2).missed());

      assertThat(node.awaitState(orderNo, "IMPORTED").get("claim_no").toString()).isEqualTo("1");
      assertThat(node.ledger().downloads()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void takesUpWhatAKilledNodeLeftBehind(Dialect dialect) {
    try (TestNode.Plan plan = TestNode.on(dialect).only("api", "push")) {
      String orderNo =
          plan.provider().push().publish(Publication.generated(0, 2).missed()).orderNo();
      try (TestNode node = plan.start()) {
        node.awaitState(orderNo, "IMPORTED");
        node.sql()
            .sql(
                "update push_order set state = 'IMPORTING', claim_no = claim_no + 1, lease_until = "
                    + node.database().nowPlus(dialect == Dialect.SQLITE ? 60_000 : 4_000))
            .update();
        node.sql().sql("delete from customer_risk").update();
      }

      try (TestNode node = plan.start()) {
        node.awaitState(orderNo, "IMPORTED");
        assertThat(node.count("customer_risk")).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void takesUpAtOnceWhatWasSetToReceived(Dialect dialect) {
    try (TestNode.Plan plan =
            TestNode.on(dialect)
                .only("api", "push")
                .with("qcc.push.retry-delay-ms", "300000")
                .with("qcc.push.max-attempts", "1");
        TestNode node = plan.start()) {
      plan.provider().faults().next(Faults.DOWNLOAD, Fault.httpStatus(403, "expired"));
      String orderNo = node.pushListed(Publication.generated(0, 2).missed());
      node.awaitState(orderNo, "DEAD");

      node.sql().sql("update push_order set state = 'RECEIVED'").update();

      node.awaitState(orderNo, "IMPORTED");
    }
  }

  @Test
  void triesAnImportThatCollidedAgainLongBeforeItsLeaseEnds() {
    try (TestNode.Plan plan =
            TestNode.on(Dialect.POSTGRESQL)
                .only("api", "push")
                .with("qcc.api.timeout-ms", "20000")
                .with("qcc.api.slot-lease-ms", "30000");
        TestNode node = plan.start();
        LogRecorder log = new LogRecorder()) {
      node.sql().sql("create sequence collisions").update();
      node.sql()
          .sql(
              """
              create function collide() returns trigger language plpgsql as $$ begin
                if nextval('collisions') < 4 then
                  raise exception 'deadlock detected' using errcode = '40P01';
                end if;
                return new;
              end $$
              """)
          .update();
      node.sql()
          .sql(
              "create trigger collide before insert on customer_risk"
                  + " for each statement execute function collide()")
          .update();

      String orderNo = node.pushListed(Publication.generated(0, 2).missed());

      assertThat(node.awaitState(orderNo, "IMPORTED")).containsEntry("attempts", 0);
      assertThat(log.at(Level.WARN))
          .filteredOn(line -> line.contains(orderNo + ": met another import: "))
          .hasSize(3)
          .allMatch(line -> line.contains("deadlock detected; tried again in "));
    }
  }

  @Test
  void sharesCallsAndOrdersAmongNodes() {
    try (TestNode.Plan plan =
        TestNode.on(Dialect.POSTGRESQL)
            .only("api", "push")
            .with("qcc.api.timeout-ms", "20000")
            .with("qcc.api.slot-lease-ms", "30000")) {
      List<String> orders = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        orders.add(
            plan.provider().push().publish(Publication.generated(i * 10, 5).missed()).orderNo());
      }
      plan.provider().faults().always(Faults.ANY, Fault.delay(Duration.ofMillis(100)));
      try (TestNode one = plan.start();
          TestNode two = plan.start()) {
        ExecutorService threads = Executors.newFixedThreadPool(24);
        List<CompletableFuture<Exchange>> answers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
          TestNode node = i % 2 == 0 ? one : two;
          answers.add(
              CompletableFuture.supplyAsync(
                  () -> {
                    node.call("direct:push-reconcile", Map.of(), null);
                    return node.get("getQuota", null);
                  },
                  threads));
        }
        orders.forEach(orderNo -> two.send(two.callbackOf(orderNo)));

        assertThat(answers.stream().map(CompletableFuture::join))
            .allMatch(answer -> answer.getException() == null);
        threads.shutdownNow();
        orders.forEach(orderNo -> one.awaitState(orderNo, "IMPORTED"));

        assertThat(one.ledger().maxInFlight()).isEqualTo(5);
        assertThat(one.ledger().violations()).isEmpty();
        assertThat(orders)
            .allSatisfy(
                orderNo -> {
                  assertThat(one.downloads(orderNo)).hasSize(1);
                  assertThat(one.linkCalls(orderNo)).hasSize(1);
                });
        assertThat(one.count("customer_risk")).isEqualTo(80);
        assertThat(one.ledger().calls(PushCalls.LIST).stream().map(Ledger.Call::status))
            .containsOnly("200");
      }
    }
  }
}
