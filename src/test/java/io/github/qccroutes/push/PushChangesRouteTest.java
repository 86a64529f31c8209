package io.github.qccroutes.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.store.Dialect;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the table says of changes: which import changed a record, and in which order. */
@ParameterizedClass
@EnumSource(Dialect.class)
class PushChangesRouteTest {
  private static final LocalDateTime DAY = LocalDateTime.of(2024, 5, 1, 10, 0);
  private static final AtomicLong NEXT_RECORD = new AtomicLong(1);

  private static TestNode node;

  @Parameter Dialect dialect;

  @BeforeParameterizedClassInvocation
  static void start(Dialect dialect) {
    node = TestNode.on(dialect).only("api", "push").start();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    node.closeAll();
  }

  @Test
  void tellsWhenAndByWhomARecordCameFirst() {
    RiskRecord record = record();

    String orderNo = imported(DAY, record);

    Map<String, Object> row = risk(record);
    assertThat(row)
        .containsEntry("changed_by", orderNo)
        .containsEntry("first_seen_at", row.get("changed_at"))
        .containsEntry("dated", 1);
    assertThat(row.get("changed_at")).isNotNull();
    assertThat(changeNo(row)).isPositive().isEqualTo(changeNo(node.order(orderNo)));
  }

  @Test
  void takesALaterPushOfTheSameFieldsForNoChange() {
    RiskRecord record = record();
    imported(DAY, record);
    Map<String, Object> before = risk(record);

    String later = imported(DAY.plusDays(1), record);

    assertThat(risk(record))
        .containsEntry("order_no", later)
        .containsEntry("push_date", "2024-05-02 10:00:00")
        .containsEntry("changed_by", before.get("changed_by"))
        .containsEntry("changed_at", before.get("changed_at"))
        .containsEntry("change_no", before.get("change_no"));
  }

  @Test
  void tellsWhichPushChangedAField() {
    RiskRecord record = record();
    RiskRecord other = record();
    imported(DAY, record, other);
    Map<String, Object> before = risk(record);

    String later = imported(DAY.plusDays(1), record.withScore(null), other);

    Map<String, Object> row = risk(record);
    assertThat(row)
        .containsEntry("changed_by", later)
        .containsEntry("first_seen_at", before.get("first_seen_at"));
    assertThat(changeNo(row)).isGreaterThan(changeNo(before));
    assertThat(row.get("changed_at")).isNotEqualTo(before.get("changed_at"));
    assertThat(risk(other)).containsEntry("change_no", before.get("change_no"));
  }

  @Test
  void changesNothingByAnOlderPush() {
    RiskRecord record = record();
    imported(DAY, record);
    Map<String, Object> before = risk(record);

    imported(DAY.minusDays(1), record.withMonitorContent("older"));

    assertThat(risk(record)).isEqualTo(before);
  }

  @Test
  void changesNothingWhenAnOrderIsImportedAgain() {
    RiskRecord record = record();
    String orderNo = imported(DAY, record);
    Map<String, Object> before = risk(record);
    long number = changeNo(node.order(orderNo));

    new PushOrders(node.application().database()).retry(orderNo);

    TestNode.eventually(
        () -> {
          assertThat(changeNo(node.order(orderNo))).isGreaterThan(number);
          assertThat(node.state(orderNo)).isEqualTo("IMPORTED");
        });
    assertThat(risk(record)).isEqualTo(before);
  }

  @Test
  void numbersImportsInTheOrderInWhichTheyEnd() {
    for (int n = 0; n < 6; n++) {
      node.pushListed(Publication.generated(NEXT_RECORD.getAndAdd(40), 40).missed());
    }

    TestNode.eventually(
        () -> assertThat(node.count("push_order where state <> 'IMPORTED'")).isZero());
    List<Map<String, Object>> orders =
        node.sql().sql("select * from push_order order by change_no").query().listOfRows();
    assertThat(orders).extracting(order -> order.get("imported_at").toString()).isSorted();
    assertThat(orders).extracting(PushChangesRouteTest::changeNo).doesNotHaveDuplicates();
  }

  @Test
  void waitsForTheImportBeforeAndLetsCallbacksThrough() {
    if (dialect == Dialect.SQLITE) {
      return;
    }
    CompletableFuture<Integer> before =
        CompletableFuture.supplyAsync(
            () ->
                node.sql()
                    .sql(
                        "do $$ begin update push_change set change_no = change_no + 1;"
                            + " perform pg_sleep(2); end $$")
                    .update());
    TestNode.eventually(
        () ->
            assertThat(
                    node.sql()
                        .sql(
                            "select count(*) from (select 1 from push_change for update skip locked) as x")
                        .query(Long.class)
                        .single())
                .isZero());
    String orderNo = node.pushListed(Publication.generated(NEXT_RECORD.getAndAdd(40), 40).missed());
    TestNode.eventually(() -> assertThat(node.downloads(orderNo)).hasSize(1));
    assertThat(node.send(node.callbackOf(orderNo)).statusCode()).isEqualTo(200);
    assertThat(before).isNotDone();

    assertThat(node.awaitState(orderNo, "IMPORTED")).containsEntry("outages", 0);
    assertThat(before).isDone();
    assertThat(node.downloads(orderNo)).hasSize(1);
  }

  private static RiskRecord record() {
    return RiskRecord.sample(NEXT_RECORD.getAndIncrement());
  }

  private static String imported(LocalDateTime date, RiskRecord... records) {
    String orderNo = node.pushListed(Publication.of(records).pushDate(date).missed());
    node.awaitState(orderNo, "IMPORTED");
    return orderNo;
  }

  private static Map<String, Object> risk(RiskRecord record) {
    return node.sql()
        .sql("select * from customer_risk where id = ?")
        .param(record.id())
        .query()
        .singleRow();
  }

  private static long changeNo(Map<String, Object> row) {
    return ((Number) row.get("change_no")).longValue();
  }
}
