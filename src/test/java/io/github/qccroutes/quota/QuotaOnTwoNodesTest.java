package io.github.qccroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.reports.Stage;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The quota on the nodes of one PostgreSQL. */
@Tag("full")
class QuotaOnTwoNodesTest {
  @Test
  void asksOnceEachTimeOfTheCronAndWarnsOnce() {
    try (Stage stage = patient().with("qcc.quota.cron", "0 0 0 1 1 ? 2098")) {
      stage.provider().quota().set("radar_id", 50, 50, 50);
      List<TestNode> nodes = List.of(stage.startNode(), stage.startNode());
      // At the start one asks as well.
      Stage.eventually(
          () -> assertThat(stage.provider().ledger().calls(QuotaCalls.GET_QUOTA)).hasSize(1));

      for (int hour = 1; hour <= 3; hour++) {
        Date time = Date.from(Instant.parse("2027-01-05T00:00:00Z").plusSeconds(3600L * hour));
        CompletableFuture.allOf(
                nodes.stream()
                    .map(node -> CompletableFuture.runAsync(() -> fire(node, time)))
                    .toArray(CompletableFuture[]::new))
            .join();

        assertThat(stage.provider().ledger().calls(QuotaCalls.GET_QUOTA)).hasSize(1 + hour);
      }
      assertThat(stage.logged("0 of 50 left")).hasSize(1);
      // Neither node asks again by a clock that is put back to a time that it asked at.
      nodes.forEach(node -> fire(node, Date.from(Instant.parse("2027-01-05T03:00:00Z"))));
      assertThat(stage.provider().ledger().calls(QuotaCalls.GET_QUOTA)).hasSize(4);
    }
  }

  @Test
  void showsOnEveryNodeWhatAnyRecorded() throws Exception {
    try (Stage stage = patient()) {
      TestNode first = stage.startNode();
      stage.startNode();
      stage.provider().quota().set("radar_id", 50, 49, 50);

      first.run("direct:quota-record", Map.of());

      Stage.eventually(() -> assertThat(stage.health()).contains("radar_id: 1 of 50 left"));
      assertThat(stage.metrics()).contains("qcc_quota_remaining{module=\"radar_id\"} 1.0");
    }
  }

  /** What is counted is calls, so none may be given up on a slow machine. */
  private static Stage patient() {
    return Stage.on(Dialect.POSTGRESQL)
        .with("qcc.api.timeout-ms", "30000")
        .with("qcc.api.slot-lease-ms", "31000");
  }

  /** What the scheduler does at that time; those of two nodes in one JVM are one and the same. */
  private static void fire(TestNode node, Date time) {
    Processor route = node.camel().getRoute("quota-check").getConsumer().getProcessor();
    Exchange exchange = new DefaultExchange(node.camel());
    exchange.getMessage().setHeader("scheduledFireTime", time);
    try {
      route.process(exchange);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    assertThat(exchange.getException()).isNull();
  }
}
