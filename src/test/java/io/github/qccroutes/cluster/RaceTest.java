package io.github.qccroutes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two nodes that see the same work at the same moment: one of them does it. {@code
 * -Dqccroutes.rounds=200} is the long form.
 */
@Tag("full")
class RaceTest {
  private static final int ROUNDS = Integer.getInteger("qccroutes.rounds", 4);

  private interface Act {
    void on(TestNode node);
  }

  @Test
  void oneOfTwoNodesTakesEachFileOrderAndReport() throws Exception {
    try (TestNode.Plan plan = TestNode.on(Dialect.POSTGRESQL)) {
      plan.with("qcc.data-dir", plan.folder().resolve("data").toString())
          .with("qcc.api.slot-lease-ms", "8000")
          .with("qcc.assignments.poll-ms", "50")
          .with("qcc.partnerships.poll-ms", "50")
          .with("qcc.reports.poll-cron", "off")
          .with("qcc.reports.day-cron", "0 0 0 * * ?")
          .with("qcc.reports.week-cron", "off")
          .with("qcc.reports.month-cron", "off");
      try (TestNode one = plan.start();
          TestNode two = plan.start()) {
        one.sql()
            .sql("update report_start set started_at = started_at - interval '2 days'")
            .update();
        Workload work = new Workload(plan.provider(), one.data());
        List<String> orders = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
          work.assign(20);
          if (round % 2 == 0) {
            work.compare();
          }
          String orderNo =
              plan.provider()
                  .push()
                  .publish(Publication.generated(round * 10L, 5).missed())
                  .orderNo();
          orders.add(orderNo);
          together(one, two, node -> node.send(node.callbackOf(orderNo)));
          together(one, two, TestNode::reconcile);
          together(one, two, node -> node.call("direct:reports-due", Map.of(), null));
          TestNode.eventually(
              () ->
                  assertThat(
                          one.sql()
                              .sql("select state from report_order")
                              .query(String.class)
                              .list())
                      .containsExactly("PENDING"));
          assertThat(one.ledger().reportOrders("day")).hasSize(round);
          if (round < ROUNDS) {
            one.sql().sql("delete from report_order").update();
          }
        }
        Records records = new Records(plan.database().url());
        work.awaitEnd(records, Duration.ofMinutes(5));

        assertThat(orders)
            .allSatisfy(
                orderNo -> {
                  assertThat(one.downloads(orderNo)).hasSize(1);
                  assertThat(one.linkCalls(orderNo)).hasSize(1);
                });
        assertThat(work.mostTimesAssigned()).isEqualTo(1);
        assertThat(one.ledger().reportOrders("day")).hasSize(ROUNDS);
        work.assertFilesAndRows(records);
      }
    }
  }

  private static void together(TestNode one, TestNode two, Act act) {
    CyclicBarrier barrier = new CyclicBarrier(2);
    List.of(one, two).stream()
        .map(
            node ->
                CompletableFuture.runAsync(
                    () -> {
                      try {
                        barrier.await();
                      } catch (Exception e) {
                        throw new IllegalStateException(e);
                      }
                      act.on(node);
                    }))
        .toList()
        .forEach(CompletableFuture::join);
  }
}
