package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one way out: slots, signatures, holds and what an answer means. */
@ParameterizedClass
@EachDatabase
class ApiGetRouteTest {
  private static final String QUOTA = "getQuota";

  private static TestNode node;

  @Parameter Dialect dialect;

  @BeforeParameterizedClassInvocation
  static void start(Dialect dialect) {
    node = TestNode.on(dialect).start();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    node.closeAll();
  }

  @AfterEach
  void mend() {
    node.provider().faults().clear();
    node.sql().sql("delete from api_hold").update();
    TestNode.eventually(() -> assertThat(node.takenSlots()).isZero());
  }

  @Test
  void givesTheResult() {
    Exchange answer = node.get(QUOTA, null);

    assertThat(answer.getException()).isNull();
    assertThat(answer.getVariable("outcome")).isEqualTo("OK");
    assertThat(answer.getMessage().getBody(List.class)).hasSize(3);
    assertThat(node.takenSlots()).isZero();
  }

  @Test
  void sendsNothingButTheCallAndItsParameters() throws IOException {
    int calls = node.ledger().calls().size();
    String text = "+ &=#%2B?/中文,，;\"'<>";
    try (ProducerTemplate template = node.camel().createProducerTemplate()) {
      template.request(
          "direct:api-get",
          exchange -> {
            exchange.setVariable("call", "getDdRiskDownloadUrl");
            exchange.getMessage().setHeader(Exchange.HTTP_URI, "http://127.0.0.1:1/");
            exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "POST");
            exchange.getMessage().setHeader(Exchange.HTTP_QUERY, "evil=1");
            exchange.getMessage().setHeader("Token", "evil");
            exchange.getMessage().setHeader("Host", "evil");
            exchange.getMessage().setBody(Map.of("orderNo", text));
          });
    }

    assertThat(node.ledger().calls()).hasSize(calls + 1);
    Ledger.Call call = node.ledger().calls().get(calls);
    assertThat(call.method()).isEqualTo("GET");
    assertThat(call.path()).isEqualTo(PushCalls.DOWNLOAD_URL);
    assertThat(call.parameters()).isEqualTo(Map.of("orderNo", text));
    assertThat(call.status()).isEqualTo("201");
  }

  @Test
  void neverHasMoreThanFiveCallsInFlight() {
    node.provider().faults().always(QuotaCalls.GET_QUOTA, Fault.delay(Duration.ofMillis(60)));

    List<Exchange> answers = parallel(40, () -> node.get(QUOTA, null));

    assertThat(answers).allMatch(answer -> answer.getException() == null);
    assertThat(node.ledger().maxInFlight()).isEqualTo(5);
    assertThat(node.ledger().violations()).isEmpty();
  }

  @Test
  void signsAfterTheSlotIsHeld() {
    int calls = node.ledger().calls().size();
    node.sql().sql("update api_slot set lease_until = " + node.database().nowPlus(2_500)).update();

    assertThat(node.get(QUOTA, null).getException()).isNull();

    Ledger.Call call = node.ledger().calls().get(calls);
    assertThat(Long.parseLong(call.timespan())).isCloseTo(call.time().getEpochSecond(), within(1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"delay", "reset", "cut", "dribble"})
  void keepsASlotOfUnknownFateUntilItsLeaseEnds(String what) {
    node.provider()
        .faults()
        .next(
            QuotaCalls.GET_QUOTA,
            switch (what) {
              case "delay" -> Fault.delay(Duration.ofMillis(1_500));
              case "reset" -> Fault.resetAfterEffect();
              case "cut" -> Fault.cut();
              default -> Fault.dribble(Duration.ofMillis(40));
            });
    long start = System.nanoTime();

    Exchange answer = node.get(QUOTA, null);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_900));
    assertThat(answer.getException())
        .isInstanceOfSatisfying(
            ProviderUnavailableException.class,
            e -> assertThat(e.outcome()).isEqualTo(Outcome.RETRY));
    assertThat(node.takenSlots()).isOne();
    assertThat(node.metric("qcc_api_slots_taken")).isEqualTo(1);
    TestNode.eventually(() -> assertThat(node.takenSlots()).isZero());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_800));
  }

  @ParameterizedTest
  @ValueSource(strings = {"html", "empty", "cut text", "500", "refused"})
  void freesASlotAtOnceWhenTheAnswerIsComplete(String what) {
    node.provider()
        .faults()
        .next(
            QuotaCalls.GET_QUOTA,
            switch (what) {
              case "html" -> Fault.html();
              case "empty" -> Fault.emptyBody();
              case "cut text" -> Fault.cutText();
              case "500" -> Fault.httpStatus(500, "no");
              default -> Fault.envelope("202", "no");
            });

    assertThat(node.get(QUOTA, null).getException()).isNotNull();

    assertThat(node.takenSlots()).isZero();
  }

  @Test
  void freesTheSlotOfARefusedConnectionAtOnce() throws IOException {
    String closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = "http://127.0.0.1:" + socket.getLocalPort() + "/api";
    }
    try (TestNode.Plan plan = TestNode.on(dialect).with("qcc.api.base-url", closed);
        TestNode other = plan.start()) {
      List<Exchange> answers = parallel(10, () -> other.get(QUOTA, null));

      assertThat(answers)
          .allMatch(answer -> answer.getException() instanceof ProviderUnavailableException);
      assertThat(other.takenSlots()).isZero();
      assertThat(other.health().statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"101, KEY 无效", "107, 签名错误", "102, 欠费", "119, 帐号出现异常"})
  void stopsAllCallsWhenTheProviderRefusesTheAccount(String code, String words) {
    try (LogRecorder log = new LogRecorder()) {
      node.provider()
          .faults()
          .always(QuotaCalls.GET_QUOTA, Fault.envelope(code, "【无效请求】原话" + code));

      assertThat(node.get(QUOTA, null).getException())
          .isInstanceOfSatisfying(
              ProviderUnavailableException.class,
              e -> assertThat(e.outcome()).isEqualTo(Outcome.STOP));

      assertThat(hold())
          .containsEntry("call", "*")
          .containsEntry("code", code)
          .extractingByKey("msg")
          .asString()
          .contains(words, "原话" + code)
          .as("of several nodes the one that it was said to")
          .contains("节点 node " + ProcessHandle.current().pid() + "@");
      assertThat(log.at(Level.ERROR))
          .singleElement()
          .asString()
          .contains(code, words, "原话" + code, "处理：", " / To do: ", "qcc-routes holds lift all");
    }
    String orderNo = node.provider().push().publish(Publication.generated(0, 1).missed()).orderNo();
    node.send(node.callbackOf(orderNo));
    int calls = node.ledger().calls().size();
    for (String call : List.of(QUOTA, "listDdRiskLatestOrderNo", "getDdRiskDownloadUrl")) {
      assertThat(node.get(call, Map.of("orderNo", "x")).getException()).hasMessageContaining(words);
    }
    assertThat(node.ledger().calls()).hasSize(calls);
    assertThat(node.takenSlots()).isZero();
    assertThat(node.health().statusCode()).isEqualTo(200);
    assertThat(node.health().body()).contains(words);
    assertThat(node.order(orderNo)).containsEntry("state", "RECEIVED").containsEntry("attempts", 0);

    // The operator's word: no restart is needed.
    node.sql().sql("delete from api_hold where call = '*'").update();
    node.provider().faults().clear();
    node.awaitState(orderNo, "IMPORTED");
  }

  @Test
  void tellsAStopOnceThatFiveCallsMeet() throws Exception {
    node.provider()
        .faults()
        .next(QuotaCalls.GET_QUOTA, 5, Fault.envelope("102", "?").after(Duration.ofMillis(300)));
    try (LogRecorder log = new LogRecorder()) {
      List<CompletableFuture<Exchange>> calls = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(5);
      for (int n = 0; n < 5; n++) {
        calls.add(CompletableFuture.supplyAsync(() -> node.get(QUOTA, null), threads));
      }
      for (CompletableFuture<Exchange> call : calls) {
        assertThat(call.get().getException()).isInstanceOf(ProviderUnavailableException.class);
      }
      threads.shutdown();

      assertThat(log.at(Level.ERROR)).filteredOn(line -> line.contains("said 102")).hasSize(1);
    }
    node.sql().sql("delete from api_hold").update();
    try (LogRecorder log = new LogRecorder()) {
      node.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.envelope("102", "?"));
      node.get(QUOTA, null);

      assertThat(log.at(Level.ERROR)).as("after it was lifted").hasSize(1);
    }
  }

  @Test
  void stopsOneCallOnly() {
    node.provider()
        .faults()
        .next(PushCalls.DOWNLOAD_URL, Fault.envelope("109", "【无效请求】请求超过每日系统限制"));
    String orderNo = node.provider().push().publish(Publication.generated(0, 1).missed()).orderNo();
    node.send(node.callbackOf(orderNo));

    TestNode.eventually(() -> assertThat(hold()).containsEntry("call", "getDdRiskDownloadUrl"));
    TestNode.eventually(
        () ->
            assertThat(node.order(orderNo))
                .containsEntry("state", "RECEIVED")
                .containsEntry("attempts", 0));
    assertThat(hold().get("until_at").toString()).matches(".*:(04:59|05:00).*");
    assertThat(node.linkCalls(orderNo)).hasSize(1);
    assertThat(node.get(QUOTA, null).getException()).isNull();

    node.sql().sql("update api_hold set until_at = " + node.database().nowPlus(-1_000)).update();
    node.awaitState(orderNo, "IMPORTED");
  }

  @Test
  void saysWhyAnItemIsRefused() {
    Exchange answer = node.get("getDdRiskDownloadUrl", Map.of("orderNo", "unknown"));

    assertThat(answer.getException())
        .isInstanceOfSatisfying(
            ProviderRejectedException.class, e -> assertThat(e.code()).isEqualTo("201"));
    assertThat(node.count("api_hold")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":200,\"msg\":null,\"result\":[{\"id\":\"radar_id\"}]}",
        "{\"status\":\"200\",\"result\":[{\"id\":\"radar_id\"}],\"new\":1}",
        "{\"Status\":\"200\",\"Message\":\"ok\",\"Result\":[{\"id\":\"radar_id\"}]}",
        "{\"Status\":200,\"Result\":[{\"id\":\"radar_id\"}]}"
      })
  void readsEitherSpelling(String body) {
    node.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.httpStatus(200, "text/plain", body));

    Exchange answer = node.get(QUOTA, null);

    assertThat(answer.getException()).isNull();
    assertThat(answer.getMessage().getBody()).isEqualTo(List.of(Map.of("id", "radar_id")));
  }

  private static Map<String, Object> hold() {
    return node.sql().sql("select * from api_hold").query().listOfRows().stream()
        .findFirst()
        .orElse(Map.of());
  }

  private interface Call {
    Exchange make();
  }

  private static List<Exchange> parallel(int count, Call call) {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<CompletableFuture<Exchange>> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        answers.add(CompletableFuture.supplyAsync(call::make, threads));
      }
      return answers.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdownNow();
    }
  }
}
