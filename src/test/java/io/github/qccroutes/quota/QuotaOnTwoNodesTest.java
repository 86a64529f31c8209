package io.github.qccroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.reports.Stage;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The quota check by its cron, on the nodes of one PostgreSQL. */
class QuotaOnTwoNodesTest {
  private static final String EVERY_SECOND = "* * * * * ?";

  @Test
  void asksOnceEachTimeOfTheCronAndWarnsOnce() {
    try (Stage stage = Stage.on(Dialect.POSTGRESQL).with("qcc.quota.cron", EVERY_SECOND)) {
      stage.provider().quota().set("radar_id", 50, 50, 50);
      stage.startNode();
      stage.startNode();
      Instant begin = Instant.now();
      int before = calls(stage);

      Stage.eventually(() -> assertThat(calls(stage)).isGreaterThan(before + 7));

      int made = calls(stage) - before;
      long seconds = Instant.now().getEpochSecond() - begin.getEpochSecond();
      assertThat(made).isLessThanOrEqualTo((int) seconds + 2);
      assertThat(stage.logged("0 of 50 left")).hasSize(1);
    }
  }

  @Test
  void showsOnEveryNodeWhatAnyRecorded() {
    try (Stage stage = Stage.on(Dialect.POSTGRESQL).with("qcc.quota.cron", EVERY_SECOND)) {
      stage.startNode();
      stage.with("qcc.quota.cron", "off").startNode();
      stage.provider().quota().set("radar_id", 50, 49, 50);

      Stage.eventually(() -> assertThat(stage.health()).contains("radar_id: 1 of 50 left"));
      assertThat(stage.metrics()).contains("qcc_quota_remaining{module=\"radar_id\"} 1.0");
    }
  }

  private static int calls(Stage stage) {
    return stage.provider().ledger().calls(QuotaCalls.GET_QUOTA).size();
  }
}
