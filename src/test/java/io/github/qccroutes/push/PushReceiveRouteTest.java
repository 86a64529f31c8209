package io.github.qccroutes.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider's callback, as the contract has it and as somebody else might forge it. */
@ParameterizedClass
@EachDatabase
class PushReceiveRouteTest {
  private static final String KEY = Account.sample().key();
  private static final String ACKNOWLEDGEMENT = "{\"status\":\"200\",\"msg\":\"成功\"}";

  private static TestNode node;

  private final Dialect dialect;

  PushReceiveRouteTest(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeParameterizedClassInvocation
  static void start(Dialect dialect) {
    node = TestNode.on(dialect).only("api", "push").start();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    node.closeAll();
  }

  @AfterEach
  void mend() {
    node.provider().faults().clear();
  }

  @Test
  void acknowledgesOnlyWhatIsCommitted() {
    for (int i = 0; i < 20; i++) {
      String orderNo = orderNo();

      HttpResponse<String> answer = node.send(node.callbackOf(orderNo));

      assertThat(node.order(orderNo))
          .containsEntry("source", "CALLBACK")
          .extractingByKey("called_back_at")
          .isNotNull();
      assertAcknowledged(answer);
    }
  }

  @Test
  void takesAForm() {
    String orderNo = orderNo();

    HttpResponse<String> answer =
        node.send(
            form(
                "key="
                    + KEY
                    + "&orderNo="
                    + orderNo
                    + "&downloadUrl=http%3A%2F%2Fpro-files.qichacha.com%2Fx.zip%3FSignature%3D"
                    + "D0lw17m2HGfWuSgB%252BSECs%252F4ubXU%253D&unzipPassword=XXXXXXXXXX"));

    assertAcknowledged(answer);
    assertThat(node.order(orderNo)).containsEntry("source", "CALLBACK");
  }

  @Test
  void acknowledgesARepeatAndKeepsOneRow() {
    String orderNo = orderNo();
    node.send(node.callbackOf(orderNo));
    Object first = node.order(orderNo).get("called_back_at");

    assertAcknowledged(node.send(node.callbackOf(orderNo)));

    assertThat(node.order(orderNo)).containsEntry("called_back_at", first);
    assertThat(
            node.sql()
                .sql("select count(*) from push_order where order_no = ?")
                .param(orderNo)
                .query(Long.class)
                .single())
        .isOne();
  }

  @Test
  void importsACalledBackOrderOnceHoweverOftenItIsCalledBack() {
    Ledger.Order order = node.provider().push().publish(Publication.generated(0, 3).missed());

    for (int i = 0; i < 5; i++) {
      assertAcknowledged(node.send(node.callbackOf(order.orderNo())));
    }
    node.awaitState(order.orderNo(), "IMPORTED");
    assertAcknowledged(node.send(node.callbackOf(order.orderNo())));

    assertThat(node.awaitState(order.orderNo(), "IMPORTED"))
        .containsEntry("source", "CALLBACK")
        .containsEntry("record_count", 3)
        .containsEntry("attempts", 0);
    assertThat(node.downloads(order.orderNo())).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orderNo=@",
        "key=&orderNo=@",
        "key=wrong&orderNo=@",
        "key=SANDBOX0key0sandbox0key0sandbox0&orderNo=@",
        "key=sandbox0key0sandbox0key0sandbox0%00&orderNo=@",
        "key=sandbox0key0sandbox0key0sandbox&orderNo=@",
        "key=sandbox0key0sandbox0key0sandbox0&key=wrong&orderNo=@",
        "key=wrong&orderNo=@&orderNo=@",
        "Key=sandbox0key0sandbox0key0sandbox0%20&orderNo=@",
        "key%5B%5D=sandbox0key0sandbox0key0sandbox0&orderNo=@"
      })
  void refusesAWrongKey(String query) {
    String orderNo = orderNo();

    HttpResponse<String> answer = node.send(node.callback(query.replace("@", orderNo)));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("200");
    assertThat(node.order(orderNo)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&orderNo=",
        "&orderNo=%20",
        "&orderNo=a%20b",
        "&orderNo=a%0A",
        "&orderNo=%0Aa",
        "&orderNo=a%00",
        "&orderNo=a'%20or%20'1'='1",
        "&orderNo=..%2F..%2Fetc%2Fpasswd",
        "&orderNo=%E8%AE%A2%E5%8D%95",
        "&orderNo=a,b",
        "&orderNo=a&orderNo=b",
        "&orderNo=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void refusesABadOrderNo(String query) {
    long before = node.count("push_order");

    HttpResponse<String> answer = node.send(node.callback("key=" + KEY + query));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(node.count("push_order")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A", "_-_", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void takesEveryOrderNoOfTheContract(String orderNo) {
    assertAcknowledged(node.send(node.callbackOf(orderNo)));

    assertThat(node.order(orderNo)).isNotEmpty();
  }

  @Test
  void holdsHugeParametersOff() {
    String orderNo = orderNo();
    String link = "&downloadUrl=" + "x".repeat(3_000);

    assertAcknowledged(node.send(node.callback("key=" + KEY + "&orderNo=" + orderNo + link)));
    for (HttpRequest request :
        List.of(
            HttpRequest.newBuilder(node.callback("key=" + KEY + "&orderNo=" + "x".repeat(20_000)))
                .build(),
            form("key=" + KEY + "&orderNo=" + "x".repeat(6_000)),
            form("key=" + "k".repeat(6_000) + "&orderNo=a"),
            form("a=" + "x".repeat(300_000) + "&orderNo=a"))) {
      assertRefused(request);
    }
    assertAcknowledged(node.send(node.callbackOf(orderNo())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"})
  void takesNoOtherMethod(String method) {
    String orderNo = orderNo();

    HttpResponse<String> answer =
        node.send(
            HttpRequest.newBuilder(node.callbackOf(orderNo))
                .method(method, BodyPublishers.noBody())
                .build());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(node.order(orderNo)).isEmpty();
  }

  @Test
  void isNotSteeredByParametersThatAreNamedLikeItsOwnHeaders() throws IOException {
    AtomicInteger hits = new AtomicInteger();
    HttpServer attacker = server(hits);
    try {
      Map<String, String> steering =
          Map.of(
              "CamelHttpUri", "http://127.0.0.1:" + attacker.getAddress().getPort() + "/",
              "CamelHttpPath", "/evil",
              "CamelHttpQuery", "evil=1",
              "CamelHttpMethod", "DELETE",
              "CamelHttpResponseCode", "500",
              "CamelSqlQuery", "delete from push_order",
              "CamelSqlParameters", "x",
              "Content-Type", "text/evil",
              "callback", "ACCEPTED");
      StringBuilder query = new StringBuilder();
      steering.forEach(
          (name, value) ->
              query
                  .append('&')
                  .append(name)
                  .append('=')
                  .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
      String asParameters = published();
      String asHeaders = published();
      String asForm = published();
      HttpRequest.Builder headers = HttpRequest.newBuilder(node.callbackOf(asHeaders));
      steering.forEach(headers::header);

      assertAcknowledged(
          node.send(node.callback("key=" + KEY + "&orderNo=" + asParameters + query)));
      HttpResponse<String> answer = node.send(headers.build());
      assertAcknowledged(answer);
      assertAcknowledged(node.send(form("key=" + KEY + "&orderNo=" + asForm + query)));

      assertThat(answer.headers().map())
          .doesNotContainKeys("CamelHttpUri", "callback", "camelhttpuri");
      for (String orderNo : List.of(asParameters, asHeaders, asForm)) {
        node.awaitState(orderNo, "IMPORTED");
      }
      assertThat(hits).hasValue(0);
      assertThat(node.ledger().calls())
          .extracting(Ledger.Call::path)
          .containsOnly(PushCalls.LIST, PushCalls.DOWNLOAD_URL);
      assertThat(node.send(node.callback("key=wrong&orderNo=a&callback=ACCEPTED")).statusCode())
          .isEqualTo(403);
    } finally {
      attacker.stop(0);
    }
  }

  @Test
  void believesAForgedCallbackNothing() throws IOException {
    AtomicInteger hits = new AtomicInteger();
    HttpServer attacker = server(hits);
    try {
      String known = published();
      assertAcknowledged(node.send(node.callbackOf(known)));
      node.awaitState(known, "IMPORTED");
      List<Map<String, Object>> before = node.risks(known);
      String link = "http%3A%2F%2F127.0.0.1%3A" + attacker.getAddress().getPort() + "%2Fevil.zip";
      String unknown = orderNo();

      for (String orderNo : List.of(known, unknown)) {
        assertAcknowledged(
            node.send(
                node.callback(
                    "key="
                        + KEY
                        + "&orderNo="
                        + orderNo
                        + "&downloadUrl="
                        + link
                        + "&unzipPassword=evilPassword")));
      }

      Map<String, Object> dead = node.awaitState(unknown, "DEAD");
      assertThat(dead.get("last_error")).asString().contains("201", "查询无结果");
      assertThat(node.linkCalls(unknown)).hasSize(1);
      assertThat(hits).hasValue(0);
      assertThat(node.risks(known)).isEqualTo(before);
      assertThat(node.risks(unknown)).isEmpty();
      assertThat(dead.toString()).doesNotContain("evil");
    } finally {
      attacker.stop(0);
    }
  }

  @Test
  void acknowledgesWhileTheProviderIsDown() {
    node.provider().faults().always(PushCalls.DOWNLOAD_URL, Fault.resetBeforeEffect());
    String orderNo = published();

    assertAcknowledged(node.send(node.callbackOf(orderNo)));
    TestNode.eventually(
        () -> assertThat(node.order(orderNo).get("last_error")).asString().isNotBlank());
    assertThat(node.order(orderNo)).containsEntry("attempts", 0);

    node.provider().faults().clear();
    node.awaitState(orderNo, "IMPORTED");
  }

  @Test
  void isDownWhenItCanOnlyRead() {
    assumeThat(dialect).isEqualTo(Dialect.POSTGRESQL);
    try (TestNode.Plan plan = TestNode.on(dialect).only("api", "push");
        TestNode other = plan.start()) {
      plan.database().forbidWriting();

      TestNode.eventually(() -> assertThat(other.health().statusCode()).isEqualTo(503));

      assertThat(other.health().body()).contains("can't be written");
      assertThat(other.send(other.callbackOf("Lost2")).statusCode()).isEqualTo(503);
    }
  }

  @Test
  void doesNotAcknowledgeWhatItCantCommit() {
    try (TestNode.Plan plan = TestNode.on(dialect).only("api", "push");
        TestNode other = plan.start()) {
      assertThat(other.health().statusCode()).isEqualTo(200);
      if (dialect == Dialect.POSTGRESQL) {
        plan.database().shutOut();
      } else {
        ((HikariDataSource) other.application().database().dataSource()).close();
      }
      CompletableFuture<HttpResponse<String>> health = CompletableFuture.supplyAsync(other::health);

      HttpResponse<String> answer = other.send(other.callbackOf("Lost1"));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).doesNotContain("成功");
      assertThat(other.send(other.callback("key=wrong&orderNo=a")).statusCode()).isEqualTo(403);
      assertThat(health.join().statusCode()).isEqualTo(503);
      if (dialect == Dialect.POSTGRESQL) {
        plan.database().letIn();
        TestNode.eventually(() -> assertAcknowledged(other.send(other.callbackOf("Lost1"))));
        assertThat(other.order("Lost1")).isNotEmpty();
        assertThat(other.health().statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "downloadUrl=%ZZ",
        "downloadUrl=http%3A%2F%2Fx%2F%&unzipPassword=%",
        "%=%&%ZZ",
        "unzipPassword=%E0%A4%A",
        "unzipPassword=%FF%FE"
      })
  void acknowledgesThoughAnUnusedParameterIsMalformed(String parameters) throws IOException {
    String orderNo = orderNo();

    String answer =
        raw(
            "GET /qcc/push?key="
                + KEY
                + "&orderNo="
                + orderNo
                + "&"
                + parameters
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains(ACKNOWLEDGEMENT);
    assertThat(node.order(orderNo)).isNotEmpty();
    assertThat(
            raw(
                "GET /qcc/push?key=%ZZ&orderNo="
                    + orderNo
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /qcc/push?key=@&orderNo=A%0D%0AX-Injected:%201 HTTP/1.1\r\nHost: x\r\n",
        "GET /qcc/push?key=@&orderNo=A\rX-Injected: 1 HTTP/1.1\r\nHost: x\r\n",
        "GET /qcc/push?key=@&orderNo=A\nX-Injected: 1 HTTP/1.1\r\nHost: x\r\n",
        "GET /qcc/push?key=wrong HTTP/1.1\r\nHost: x\r\nX-A: 1\rX-Injected: 1\r\n",
        "GET /qcc/push?key=wrong HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n X-Injected: 1\r\n",
        "GET /qcc/push?key=wrong HTTP/1.1\r\nHost: x\r\nX-A\u0000: X-Injected: 1\r\n",
        "TRACE /qcc/push HTTP/1.1\r\nHost: x\r\nX-Injected: 1\r\n",
        "X-Injected: 1\r\n"
      })
  void echoesNothingThatIsInjectedIntoARequest(String request) throws IOException {
    long before = node.count("push_order");

    String answer = raw(request.replace("@", KEY) + "Connection: close\r\n\r\n");

    assertThat(answer).doesNotContain("Injected", "\tat ", KEY).matches("(?s)HTTP/1\\.[01] 4.*");
    assertThat(node.count("push_order")).isEqualTo(before);
  }

  @Test
  void keepsOneRowAndDownloadsOnceThoughFiveHundredCallbacksComeAtOnce() {
    String orderNo = published();
    ExecutorService callers = Executors.newFixedThreadPool(100);

    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 500)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () -> node.send(node.callbackOf(orderNo)), callers))
            .toList();

    answers.forEach(answer -> assertAcknowledged(answer.join()));
    callers.shutdown();
    node.awaitState(orderNo, "IMPORTED");
    assertThat(node.downloads(orderNo)).hasSize(1);
    assertThat(node.linkCalls(orderNo)).hasSize(1);
  }

  @Test
  @Tag("full")
  void importsARealOrderBehindHundredsThatNobodyKnows() {
    List<String> unknown =
        IntStream.range(0, 300).mapToObj(n -> "UNKNOWN-" + dialect + "-" + n).toList();
    String known = published();

    unknown.forEach(orderNo -> assertAcknowledged(node.send(node.callbackOf(orderNo))));
    assertAcknowledged(node.send(node.callbackOf(known)));

    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> assertThat(node.state(known)).isEqualTo("IMPORTED"));
    unknown.forEach(orderNo -> node.awaitState(orderNo, "DEAD"));
    assertThat(node.risks(known)).hasSize(1);
  }

  @Test
  void limitsWrongKeysAndNeverTheRightOne() {
    try (TestNode.Plan plan = TestNode.on(dialect).only("api", "push");
        TestNode other = plan.start();
        LogRecorder log = new LogRecorder()) {
      List<Integer> statuses =
          IntStream.range(0, 130)
              .mapToObj(n -> other.send(other.callback("key=wrong&orderNo=a")).statusCode())
              .toList();

      assertThat(statuses).containsOnly(403, 429).startsWith(403).endsWith(429);
      assertAcknowledged(other.send(other.callbackOf(orderNo())));
      assertThat(log.all())
          .filteredOn(line -> line.contains("its key is not qcc.api.key"))
          .hasSizeBetween(1, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void answersABareProbeAndRecordsNothing(String method) {
    URI bare = URI.create("http://127.0.0.1:" + node.application().httpPort() + "/qcc/push");
    long before = node.count("push_order");
    try (LogRecorder log = new LogRecorder()) {
      HttpResponse<String> answer =
          node.send(HttpRequest.newBuilder(bare).method(method, BodyPublishers.noBody()).build());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().map().keySet())
          .isSubsetOf("content-length", "content-type", "transfer-encoding");
      assertThat(log.all()).noneMatch(line -> line.contains("callback"));
    }
    assertThat(node.count("push_order")).isEqualTo(before);
  }

  @Test
  void leavesNoByteBehindTheAnswerToAHead() throws IOException {
    String answers =
        raw(
            "HEAD /qcc/push HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /qcc/push?orderNo=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answers).matches("(?s)HTTP/1.1 200 OK\r\n[^{]*?\r\n\r\nHTTP/1.1 403 .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/observe/health", "/observe/metrics"})
  void answersHeadLikeGetOnTheManagementPort(String path) throws IOException {
    int port = node.application().managementPort();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
      String request = "HEAD " + path + " HTTP/1.1\r\nHost: x\r\n";
      socket
          .getOutputStream()
          .write((request + "\r\n" + request + "Connection: close\r\n\r\n").getBytes(UTF_8));

      String answers = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(3);
      assertThat(answers.lines()).allMatch(line -> line.isEmpty() || !line.startsWith("{"));
      assertThat(answers).doesNotContain("# HELP").containsIgnoringCase("content-length: ");
    }
  }

  @Test
  void takesNoHeaderForAParameter() throws IOException {
    String orderNo = orderNo();

    String answer =
        raw(
            "GET /qcc/push?key="
                + KEY
                + "&orderNo="
                + orderNo
                + " HTTP/1.1\r\nHost: x\r\nkey: another\r\nOrderNo: another\r\n"
                + "Connection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains(ACKNOWLEDGEMENT);
    assertThat(node.order(orderNo)).isNotEmpty();
    assertThat(
            raw(
                "GET /qcc/push?orderNo=a HTTP/1.1\r\nHost: x\r\nkey: "
                    + KEY
                    + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void takesALineOfEightKilobytes() {
    String orderNo = orderNo();

    assertAcknowledged(
        node.send(node.callback("key=" + KEY + "&orderNo=" + orderNo + "&x=" + "x".repeat(8_000))));
  }

  @Test
  void countsWhatIsRefusedAndSaysItOnce() throws IOException {
    try (TestNode.Plan plan = TestNode.on(dialect).only("api", "push");
        TestNode other = plan.start();
        LogRecorder log = new LogRecorder()) {
      URI elsewhere = URI.create(other.callbackOf(orderNo()).toString().replace("/qcc/", "/qc/"));
      for (int n = 0; n < 3; n++) {
        assertThat(other.send(elsewhere).statusCode()).isEqualTo(404);
        assertThat(other.send(other.callback("x=" + "x".repeat(9_000))).statusCode())
            .isEqualTo(414);
      }

      assertThat(other.metric("qcc_http_refused_total{status=\"404\"")).isEqualTo(3);
      assertThat(other.metric("qcc_http_refused_total{status=\"414\"")).isEqualTo(3);
      assertThat(log.at(Level.WARN)).filteredOn(line -> line.contains("callback port")).hasSize(2);
      assertThat(log.all())
          .anyMatch(line -> line.contains("404: its path is not qcc.push.path"))
          .noneMatch(line -> line.contains("/qc/"));
    }
  }

  @Test
  void saysWhatIsWrongWithACallback() {
    try (TestNode.Plan plan = TestNode.on(dialect).only("api", "push");
        TestNode other = plan.start();
        LogRecorder log = new LogRecorder()) {
      HttpRequest json =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + other.application().httpPort() + "/qcc/push"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"key\":\"" + KEY + "\",\"orderNo\":\"a\"}"))
              .build();
      other.plan().clock().step(Duration.ofMinutes(1));
      assertThat(other.send(json).statusCode()).isEqualTo(403);
      other.plan().clock().step(Duration.ofMinutes(1));
      assertThat(other.send(other.callback("orderNo=a")).statusCode()).isEqualTo(403);
      other.plan().clock().step(Duration.ofMinutes(1));
      assertThat(other.send(other.callback("orderNo=a&key=x&key=y")).statusCode()).isEqualTo(403);

      assertThat(log.at(Level.WARN))
          .filteredOn(line -> line.contains("A callback without the right key was refused"))
          .satisfiesExactly(
              line -> assertThat(line).contains("it was JSON without a key"),
              line -> assertThat(line).contains("it had no key"),
              line -> assertThat(line).contains("it had more than one key"));
    }
  }

  private static String published() {
    return node.provider().push().publish(Publication.generated(0, 1).missed()).orderNo();
  }

  /** What comes back for these bytes until the connection is closed. */
  private static String raw(String request) throws IOException {
    URI address = node.callback("");
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String orderNo() {
    return UUID.randomUUID().toString();
  }

  private static HttpRequest form(String form) {
    return HttpRequest.newBuilder(URI.create(node.callback("").toString().replace("?", "")))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(form))
        .build();
  }

  /** An answer, or none to a client that is still sending. */
  private static void assertRefused(HttpRequest request) {
    int status;
    try {
      status = node.send(request).statusCode();
    } catch (IllegalStateException e) {
      assertThat(e.getCause())
          .isInstanceOf(IOException.class)
          .isNotInstanceOfAny(HttpTimeoutException.class, ConnectException.class);
      return;
    }
    assertThat(status).isBetween(400, 499);
  }

  private static void assertAcknowledged(HttpResponse<String> answer) {
    assertThat(answer.body()).isEqualTo(ACKNOWLEDGEMENT);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWithIgnoringCase("application/json"));
  }

  private static HttpServer server(AtomicInteger hits) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          hits.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
