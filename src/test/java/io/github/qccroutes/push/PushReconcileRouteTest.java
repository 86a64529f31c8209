package io.github.qccroutes.push;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.store.Dialect;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/** What is done about pushes that never came by callback. */
@ParameterizedClass
@EachDatabase
class PushReconcileRouteTest {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private static TestNode node;

  @Parameter Dialect dialect;

  private final LogRecorder log = new LogRecorder();

  @BeforeParameterizedClassInvocation
  static void start(Dialect dialect) {
    node =
        TestNode.on(dialect)
            .only("api", "push")
            .with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push")
            .with("qcc.push.period-time", "9")
            .start();
    TestNode.eventually(() -> assertThat(node.provider().push().setting().enabled()).isTrue());
    // Until then the start asks again, and would take what a test has scripted for the next list.
    TestNode.eventually(
        () ->
            assertThat(node.ledger().calls(PushCalls.LIST))
                .anyMatch(call -> "200".equals(call.status())));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    node.closeAll();
  }

  @BeforeEach
  void forget() {
    TestNode.eventually(
        () ->
            assertThat(
                    node.sql()
                        .sql(
                            "select count(*) from push_order where state in ('RECEIVED', 'IMPORTING')")
                        .query(Long.class)
                        .single())
                .isZero());
    node.sql().sql("delete from push_order").update();
    node.sql()
        .sql("update push_activation set claimed_at = " + ago(61) + ", activated_at = " + ago(999))
        .update();
  }

  @AfterEach
  void mend() {
    node.provider().faults().clear();
    log.close();
  }

  @Test
  void registersTheCallbackOnceAtStart() {
    assertThat(node.provider().push().setting())
        .returns(true, PushCalls.Setting::enabled)
        .returns("9", PushCalls.Setting::pushPeriodTime)
        .satisfies(
            setting ->
                assertThat(setting.callbackUrl())
                    .isEqualTo(node.callback("").toString().replace("?", "")));
    node.reconcile();

    assertThat(node.ledger().calls(PushCalls.SET)).hasSize(1);
    assertThat(node.health().body()).contains("CONFIRMED");
  }

  @Test
  void importsWhatIsListedAndPutsUpWithWhatItCantRead() {
    String orderNo = node.provider().push().publish(Publication.generated(0, 2).missed()).orderNo();
    listNext(
        Stream.of(
            Map.of("orderNo", orderNo, "createDate", "not a time"),
            Map.of("orderNo", orderNo, "createDate", "2024-01-01 00:00:00"),
            Map.of("orderNo", "bad no", "createDate", ""),
            Map.of("createDate", "2024-01-01 00:00:00")));

    node.reconcile();

    node.awaitState(orderNo, "IMPORTED");
    assertThat(node.count("push_order")).isOne();
  }

  @Test
  void takesAnEmptyList() {
    int errors = log.at(Level.ERROR).size();
    for (Fault fault :
        List.of(
            Fault.envelope("201", "【有效请求】查询无结果"),
            Fault.httpStatus(200, "application/json", "{\"status\":\"200\",\"resultList\":[]}"))) {
      node.provider().faults().next(PushCalls.LIST, fault);

      node.reconcile();
    }

    assertThat(node.count("push_order")).isZero();
    assertThat(log.at(Level.ERROR)).hasSize(errors);
  }

  @Test
  void takesAnAnswerWithoutItsListForNone() {
    node.provider()
        .faults()
        .next(PushCalls.LIST, Fault.httpStatus(200, "application/json", "{\"status\":\"200\"}"));

    assertThat(node.call("direct:push-reconcile", Map.of(), null).getException())
        .hasMessageContaining("without its resultList");
    assertThat(node.count("push_order")).isZero();
  }

  @Test
  void asksForCallbacksOnceAnHourWhenTheyAreMissing() {
    int before = activations();
    listNext(Stream.of(listed("OLD-1", 16)));

    node.reconcile();
    assertThat(activations()).isEqualTo(before + 1);

    listNext(Stream.of(listed("OLD-1", 16), listed("OLD-2", 17), listed("OLD-3", 20)));
    node.reconcile();
    node.reconcile();
    assertThat(activations()).isEqualTo(before + 1);

    hourPasses();
    listNext(Stream.of(listed("OLD-4", 16)));
    node.reconcile();
    node.reconcile();
    assertThat(activations()).isEqualTo(before + 2);
  }

  @Test
  void asksForNoCallbackOfAnOrderThatIsYoungOrCameByCallback() {
    int before = activations();
    node.send(node.callbackOf("CAME"));
    listNext(Stream.of(listed("YOUNG", 13), listed("CAME", 30)));

    node.reconcile();

    assertThat(node.count("push_order")).isEqualTo(2);
    assertThat(activations()).isEqualTo(before);
  }

  @Test
  void asksAgainWhenTheProviderDidNotHearTheFirstTime() {
    int before = activations();
    node.provider().faults().next(PushCalls.ACTIVATE, Fault.httpStatus(503, "down"));
    listNext(Stream.of(listed("UNHEARD", 20)));
    node.call("direct:push-reconcile", Map.of(), null);
    assertThat(activations()).isEqualTo(before + 1);

    node.reconcile();
    assertThat(activations()).isEqualTo(before + 1);

    hourPasses();
    node.sql()
        .sql("update push_order set created_at = " + ago(81) + " where order_no = 'UNHEARD'")
        .update();
    node.reconcile();

    assertThat(activations()).isEqualTo(before + 2);
  }

  @Test
  void asksForNoCallbackWhileItsReceiverIsDown() throws Exception {
    int before = activations();
    node.camel().getRouteController().stopRoute("push-receive");
    try {
      assertThat(node.health().statusCode()).isEqualTo(503);
      listNext(Stream.of(listed("DEAF", 20)));
      node.reconcile();
      assertThat(activations()).isEqualTo(before);
    } finally {
      node.camel().getRouteController().startRoute("push-receive");
    }
    assertThat(node.health().statusCode()).isEqualTo(200);
    node.reconcile();
    assertThat(activations()).isEqualTo(before + 1);
  }

  @Test
  void asksForNoCallbackWithoutAnAddress() {
    try (TestNode.Plan plan = TestNode.on(dialect).only("api", "push");
        TestNode other = plan.start()) {
      TestNode.eventually(() -> assertThat(other.ledger().calls(PushCalls.LIST)).isNotEmpty());
      other.provider().faults().next(PushCalls.LIST, list(Stream.of(listed("OLD-1", 60))));
      other.reconcile();

      assertThat(other.order("OLD-1")).isNotEmpty();
      assertThat(other.ledger().calls(PushCalls.ACTIVATE)).isEmpty();
      assertThat(other.ledger().calls(PushCalls.SET)).isEmpty();
    }
  }

  @Test
  void warnsOfAGap() {
    double before = node.metric("qcc_push_gaps_total");
    listNext(Stream.of(listed("KNOWN-" + UUID.randomUUID(), 1)));
    node.reconcile();
    listNext(thirty());

    node.reconcile();

    assertThat(node.metric("qcc_push_gaps_total")).isEqualTo(before + 1);
    assertThat(log.all())
        .filteredOn(line -> line.contains("WARN") || line.contains("ERROR"))
        .anyMatch(line -> line.contains("30") && line.contains("push retry"));
    node.reconcile();
    assertThat(node.metric("qcc_push_gaps_total")).isEqualTo(before + 1);
  }

  @Test
  void seesTheGapBehindOrdersThatHaveComeByCallbackOrByHand() {
    double before = node.metric("qcc_push_gaps_total");
    listNext(Stream.of(listed("KNOWN-" + UUID.randomUUID(), 1)));
    node.reconcile();
    List<Map<String, String>> list = thirty().toList();
    assertThat(node.send(node.callbackOf(list.get(0).get("orderNo"))).statusCode()).isEqualTo(200);
    // what push retry leaves, which the alarm asks for
    node.sql()
        .sql(
            "insert into push_order (order_no, source, next_attempt_at, received_at) values ('"
                + list.get(1).get("orderNo")
                + "', 'LISTING', "
                + node.database().nowPlus(0)
                + ", "
                + node.database().nowPlus(0)
                + ")")
        .update();
    listNext(list.stream());

    node.reconcile();

    assertThat(node.metric("qcc_push_gaps_total")).isEqualTo(before + 1);
  }

  @Test
  void seesNoGapWhenAllThirtyHaveComeByCallback() {
    double before = node.metric("qcc_push_gaps_total");
    listNext(Stream.of(listed("KNOWN-" + UUID.randomUUID(), 1)));
    node.reconcile();
    List<Map<String, String>> list = thirty().toList();
    for (Map<String, String> order : list) {
      assertThat(node.send(node.callbackOf(order.get("orderNo"))).statusCode()).isEqualTo(200);
    }
    listNext(list.stream());

    node.reconcile();

    assertThat(node.metric("qcc_push_gaps_total")).isEqualTo(before);
  }

  @Test
  void seesNoGapInItsFirstListNorWhenOneIsKnown() {
    double before = node.metric("qcc_push_gaps_total");
    List<Map<String, String>> first = thirty().toList();
    listNext(first.stream());
    node.reconcile();
    listNext(Stream.concat(thirty().limit(29), first.stream().limit(1)));
    node.reconcile();
    listNext(thirty().limit(29));
    node.reconcile();

    assertThat(node.metric("qcc_push_gaps_total")).isEqualTo(before);
  }

  @Test
  void keepsWhenAnOrderWasCalledBack() {
    listNext(Stream.of(listed("BOTH", 1)));
    node.reconcile();
    assertThat(node.order("BOTH")).containsEntry("source", "LISTING");

    node.send(node.callbackOf("BOTH"));
    Object calledBackAt = node.order("BOTH").get("called_back_at");
    listNext(Stream.of(listed("BOTH", 1)));
    node.reconcile();

    assertThat(calledBackAt).isNotNull();
    assertThat(node.order("BOTH")).containsEntry("called_back_at", calledBackAt);
  }

  private static void hourPasses() {
    node.sql().sql("update push_activation set claimed_at = " + ago(61)).update();
    node.sql()
        .sql(
            "update push_activation set activated_at = "
                + ago(61)
                + " where activated_at > "
                + ago(61))
        .update();
  }

  private static int activations() {
    return node.ledger().calls(PushCalls.ACTIVATE).size();
  }

  private static String ago(int minutes) {
    return node.database().nowPlus(-minutes * 60_000L);
  }

  private static Map<String, String> listed(String orderNo, int minutesAgo) {
    return Map.of(
        "orderNo",
        orderNo,
        "createDate",
        TIME.format(LocalDateTime.now(ZoneId.of("Asia/Shanghai")).minusMinutes(minutesAgo)));
  }

  private static Stream<Map<String, String>> thirty() {
    return IntStream.range(0, 30).mapToObj(i -> listed("GAP-" + UUID.randomUUID(), 1));
  }

  private static void listNext(Stream<Map<String, String>> orders) {
    node.provider().faults().next(PushCalls.LIST, list(orders));
  }

  private static Fault list(Stream<Map<String, String>> orders) {
    ObjectNode envelope = new ObjectMapper().createObjectNode().put("status", "200");
    ArrayNode all = envelope.putArray("resultList");
    orders.forEach(order -> order.forEach(all.addObject()::put));
    return Fault.httpStatus(200, "application/json", envelope.toString());
  }
}
