package io.github.qccroutes.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.store.Dialect;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The numbers of {@code risk_day} are those of the records, and {@code risk_company} has all their
 * names, whatever was imported.
 */
@Tag("full")
class RiskDaysRouteTest {
  private static final LocalDateTime DAY = LocalDateTime.of(2026, 5, 1, 10, 0);
  private static final List<String> DAYS =
      List.of("2026-01-01", "2026-01-02", "2026-01-02 08:00:00", "", "明天");
  private static final List<String> LEVELS = List.of("高风险信息", "警示信息", "高".repeat(40));

  // Two of them have the same hashCode().
  private static final List<String> NAMES =
      List.of("%s", "原%s", "𠮷".repeat(70) + "%s", "Aa%s", "BB%s");

  private TestNode node;

  @AfterEach
  void stop() {
    node.closeAll();
  }

  @ParameterizedTest
  @EachDatabase
  void areExactAfterNewerOlderAndRepeatedPushes(Dialect dialect) {
    node = TestNode.on(dialect).only("api", "push").start();
    Random random = new Random(7);
    for (int push = 0; push < 12; push++) {
      RiskRecord[] records =
          Stream.generate(() -> record(random)).limit(60).toArray(RiskRecord[]::new);
      String orderNo =
          node.pushListed(
              Publication.of(records).pushDate(DAY.plusDays(random.nextInt(6))).missed());
      node.awaitState(orderNo, "IMPORTED");
      if (push % 4 == 3) {
        new PushOrders(node.application().database()).retry(orderNo);
        TestNode.eventually(() -> assertThat(node.state(orderNo)).isEqualTo("IMPORTED"));
      }

      assertThat(kept()).as("after push %d", push).isEqualTo(counted());
      assertThat(named()).as("after push %d", push).containsAll(companies());
    }
    assertThat(kept()).hasSizeGreaterThan(8);
    assertThat(companies()).hasSizeGreaterThan(20);
  }

  private static RiskRecord record(Random random) {
    RiskRecord sample = RiskRecord.sample(random.nextInt(150));
    return new RiskRecord(
        sample.id(),
        sample.corpKeyNo(),
        NAMES.get(random.nextInt(NAMES.size())).formatted(sample.corpName()),
        sample.monitorContent(),
        LEVELS.get(random.nextInt(LEVELS.size())),
        sample.monitorType(),
        sample.score(),
        DAYS.get(random.nextInt(DAYS.size())));
  }

  private List<Map<String, Object>> named() {
    return node.sql().sql("select corp_name, corp_key_no from risk_company").query().listOfRows();
  }

  private List<Map<String, Object>> companies() {
    return node.sql()
        .sql(
            "select distinct substr(corp_name, 1, 64) as corp_name, corp_key_no from customer_risk")
        .query()
        .listOfRows();
  }

  private List<Map<String, Object>> kept() {
    return node.sql()
        .sql("select day, monitor_level, risks from risk_day where risks <> 0 order by 1, 2")
        .query()
        .listOfRows();
  }

  private List<Map<String, Object>> counted() {
    return node.sql()
        .sql(
            "select day, monitor_level, count(*) as risks from (select"
                + " substr(coalesce(change_date, ''), 1, 10) as day,"
                + " substr(coalesce(monitor_level, ''), 1, 32) as monitor_level from customer_risk)"
                + " as told group by 1, 2 order by 1, 2")
        .query()
        .listOfRows();
  }
}
