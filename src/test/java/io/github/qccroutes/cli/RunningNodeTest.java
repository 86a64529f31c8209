package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a healthy node says and answers, and the commands beside it. One node serves all. */
@Tag("full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RunningNodeTest {
  /** 127.0.0.1 as Linux lists it, of its own kind and within IPv6. */
  private static final List<String> LOOPBACK =
      List.of("0100007F", "0000000000000000FFFF00000100007F");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Simulator provider;
  private static Installation installation;
  private static Records records;
  private static Program node;

  @BeforeAll
  static void startNode() {
    provider = Simulator.start();
    installation = Installation.of(provider, folder).with("QCC_PUSH_POLL_MS", "50");
    records = new Records(installation.get("QCC_DB_URL"));
    node = installation.run();
  }

  @AfterAll
  static void stopNode() {
    node.close();
    provider.close();
  }

  @Test
  @Order(1)
  void logsThreeLinesAtItsStartAndNothingOnHealthyTicks() {
    node.awaitLine("confirmed the callback address");
    List<String> start = List.copyOf(node.lines());
    assertThat(start).hasSize(3);
    assertThat(start.get(0))
        .matches(
            "\\S+\\+08:00 INFO  qcc-routes  Starting \\S+; home %s, data %s"
                .formatted(installation.home(), installation.get("QCC_DATA_DIR")));
    assertThat(start.get(1))
        .endsWith(
            "INFO  qcc-routes  Ready; callback on %s, health on %s"
                .formatted(installation.callback(""), installation.management("/observe/health")));
    assertThat(start.get(2)).endsWith("INFO  push  The provider confirmed the callback address");
    // sixty ticks
    node.runFor(Duration.ofSeconds(3));
    assertThat(node.lines()).isEqualTo(start);
    assertThat(node.stderr()).isEmpty();
  }

  @Test
  @Order(2)
  void logsOneLineAnOrder() {
    String orderNo = provider.push().publish(Publication.generated(0, 1500)).orderNo();
    records.awaitImported(provider.ledger());
    node.awaitLine(orderNo);
    assertThat(node.lines())
        .hasSize(4)
        .last()
        .asString()
        .endsWith(orderNo + ": imported 1500 record(s)");
    records.assertEqual(provider.ledger());
  }

  @Test
  void tellsItsHealthAsJson() throws IOException {
    HttpResponse<String> answer = installation.health();
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode page = JSON.readTree(answer.body());
    assertThat(page.path("status").asText()).isEqualTo("UP");
    assertThat(page.path("checks").findValuesAsText("name"))
        .contains("database", "receiver", "provider", "push");
    assertThat(answer.body())
        .contains("SQLITE", "CONFIRMED", "slots taken 0 of 5", "dead 0", "last push 20");
    assertThat(answer.body()).doesNotContain(secrets());
  }

  @Test
  void tellsItsMetricsAsPrometheusReadsThem() {
    HttpResponse<String> answer = Installation.get(installation.management("/observe/metrics"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
    assertThat(answer.body())
        .contains(
            "qcc_push_orders{state=\"imported\"}",
            "qcc_push_orders{state=\"dead\"} 0.0",
            "qcc_push_gaps_total{camelContext=\"qcc-routes\"} 0.0",
            "qcc_api_slots_taken 0.0",
            "qcc_api_holds 0.0");
    assertThat(answer.body().lines())
        .as("Camel's own")
        .noneMatch(line -> line.startsWith("camel_"));
    assertThat(answer.body()).doesNotContain("endpointName");
    assertThat(answer.body()).doesNotContain(secrets());
  }

  @Test
  void answersNothingOfARequestAndNoStackTrace() {
    String key = provider.account().key();
    List<URI> requests =
        List.of(
            installation.callback("?key=" + key + "&orderNo=" + known()),
            installation.callback("?key=wrong&orderNo=1"),
            installation.callback("?key=" + key + "&orderNo=%27%20or%201"),
            installation.callback("?key=" + key + "&orderNo=1&orderNo=2"),
            installation.callback(""),
            installation.callback("/else"),
            installation.management("/observe/health"),
            installation.management("/observe/metrics"),
            installation.management("/else"));
    for (URI request : requests) {
      HttpResponse<String> answer =
          Installation.get(
              request, "X-Echo", "echo-1", "Cookie", "a=echo-2", "breadcrumbId", "echo-3");
      String all = answer.headers().map() + answer.body();
      assertThat(all).as(request.getPath()).doesNotContain("echo-", "\tat ", "Exception: ", key);
    }
    assertThat(status(Installation.get(requests.get(1))))
        .isEqualTo("403 {\"status\":\"403\",\"msg\":\"key\"}");
    assertThat(status(Installation.get(requests.get(2))))
        .isEqualTo("400 {\"status\":\"400\",\"msg\":\"orderNo\"}");
    assertThat(Installation.get(requests.get(5)).statusCode()).isEqualTo(404);
    HttpResponse<String> tooLarge =
        Installation.send(
            HttpRequest.newBuilder(installation.callback(""))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("a=" + "x".repeat(100_000)))
                .build());
    assertThat(tooLarge.statusCode()).isBetween(400, 499);
    assertThat(tooLarge.body()).doesNotContain("\tat ", "Exception");
    assertThat(node.stdout()).as("log that anybody could fill").doesNotContain("router");
  }

  @Test
  void hangsUpOnClientsThatAreSilentOrDrip() {
    assertThat(
            SlowClient.areAllCutOff(
                SocketFactory.getDefault(),
                installation.get("QCC_HTTP_PORT"),
                installation.get("QCC_MANAGEMENT_PORT")))
        .isTrue();
  }

  @Test
  void answersOnEachPortWhatBelongsThereAndNamesNoSoftware() {
    for (URI other :
        List.of(
            installation.callback("/../../observe/health"),
            URI.create(
                installation.callback("").toString().replace("/qcc/push", "/observe/health")),
            URI.create(
                installation.callback("").toString().replace("/qcc/push", "/observe/metrics")),
            URI.create(installation.callback("").toString().replace("/qcc/push", "/")),
            installation.management("/qcc/push?key=" + provider.account().key() + "&orderNo=A"),
            installation.management("/"))) {
      assertThat(Installation.get(other).statusCode()).as(other.getPath()).isEqualTo(404);
    }
    for (URI any :
        List.of(
            installation.callback("?key=wrong&orderNo=1"),
            installation.callback("/else"),
            installation.management("/observe/health"),
            installation.management("/else"))) {
      for (String method : List.of("GET", "POST", "PUT", "OPTIONS", "BREW")) {
        HttpResponse<String> answer =
            Installation.send(
                HttpRequest.newBuilder(any)
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build());
        assertThat(answer.headers().map().keySet())
            .as("%s %s", method, any.getPath())
            .doesNotContain("server", "via", "x-powered-by", "x-aspnet-version");
        assertThat(answer.body()).doesNotContainIgnoringCase("vert.x", "netty", "camel.apache");
        assertThat(answer.body()).doesNotContain("\tat ", "Exception");
      }
    }
  }

  @Test
  void takesNoUploadsAndNothingLong() {
    for (URI port :
        List.of(installation.callback("?key=wrong"), installation.management("/observe/health"))) {
      String form = "application/x-www-form-urlencoded";
      String upload =
          "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\na\r\n--x--\r\n";
      assertThat(post(port, "multipart/form-data; boundary=x", upload))
          .as("%s", port)
          .isEqualTo(415);
      assertThat(post(port, form, "a=" + "x".repeat(70_000))).as("%s", port).isEqualTo(413);
      HttpRequest.Builder get = HttpRequest.newBuilder(port);
      assertThat(Installation.send(get.header("Content-Type", form).build()).statusCode())
          .as("%s", port)
          .isIn(200, 403);
      assertThat(Installation.send(get.header("X", "x".repeat(10_000)).build()).statusCode())
          .as("%s", port)
          .isEqualTo(431);
      URI longer = URI.create(port + "&x=" + "x".repeat(9_000));
      assertThat(Installation.get(longer).statusCode()).as("%s", port).isEqualTo(414);
    }
    assertThat(post(installation.callback(""), "application/x-www-form-urlencoded", "key=wrong"))
        .isEqualTo(403);
    post(installation.management("/observe/health"), "application/x-www-form-urlencoded", "a=b");
    assertThat(installation.home().resolve("file-uploads")).doesNotExist();
  }

  private static int post(URI to, String type, String body) {
    return Installation.send(
            HttpRequest.newBuilder(to)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build())
        .statusCode();
  }

  @Test
  void listensOnTheLoopbackAddressOnly() throws IOException {
    for (String port : List.of("QCC_HTTP_PORT", "QCC_MANAGEMENT_PORT")) {
      if (Files.exists(Path.of("/proc/net/tcp"))) {
        assertThat(listeners(Integer.parseInt(installation.get(port))))
            .isNotEmpty()
            .isSubsetOf(LOOPBACK);
      }
      assertThat(reaches(InetAddress.getByName("127.0.0.1"), installation.get(port))).isTrue();
      for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
        for (InetAddress address : card.inetAddresses().toList()) {
          if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
            assertThat(reaches(address, installation.get(port))).as("%s", address).isFalse();
          }
        }
      }
    }
  }

  @Test
  void refusesASecondNodeOnTheSameFile() {
    try (Program second = installation.start("run")) {
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.stderr().lines())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("qcc-routes: qcc.db.url: another qcc-routes is running on ")
          .contains("PostgreSQL");
    }
    assertThat(installation.health().statusCode()).isEqualTo(200);
  }

  @Test
  void letsCheckRunBesideIt() {
    CommandRun check = installation.command("check");
    assertThat(check.exitCode()).as(check::toString).isZero();
    assertThat(check.err()).isEmpty();
    assertThat(check.lines())
        .hasSize(4)
        .allMatch(line -> line.startsWith("ok     "))
        .anyMatch(line -> line.contains("getQuota answers"));
  }

  @Test
  void importsAnOrderAgainOnPushRetry() {
    String orderNo = known();
    CommandRun retry = installation.command("push", "retry", orderNo);
    assertThat(retry.exitCode()).as(retry::toString).isZero();
    assertThat(retry.out()).contains(orderNo, "is imported again");
    await()
        .atMost(Program.PATIENCE)
        .until(() -> node.lines().stream().filter(line -> line.contains(orderNo)).count() == 2);
    CommandRun wrong = installation.command("push", "retry", "' or 1=1");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("is no order number");
    records.assertEqual(provider.ledger());
  }

  @Test
  void turnsTheCallbackOffAndOnByHand() {
    assertThat(output("push", "disable")).isEqualTo("企查查不再回调 The provider no longer calls back.");
    assertThat(provider.push().setting().enabled()).isFalse();
    assertThat(output("push", "enable"))
        .isEqualTo("企查查从现在起会回调 The provider calls back from now on.");
    assertThat(provider.push().setting().enabled()).isTrue();
    assertThat(provider.push().setting().callbackUrl())
        .isEqualTo(installation.get("QCC_PUSH_CALLBACK_URL"));
    assertThat(output("push", "activate")).isEqualTo("企查查恢复回调 The provider calls back again.");
    assertThat(provider.ledger().calls(PushCalls.ACTIVATE))
        .filteredOn(Ledger.Call::effect)
        .hasSize(1);
  }

  @Test
  void failsToTurnTheCallbackOnAtAnotherAddress() {
    node.awaitLine("confirmed the callback address");
    provider
        .faults()
        .next(
            PushCalls.SET,
            Fault.httpStatus(
                200,
                "application/json",
                "{\"status\":\"200\",\"result\":{\"callbackUrl\":\"http://other.example/\"}}"));
    CommandRun enable = installation.command("push", "enable");
    assertThat(enable.exitCode()).isEqualTo(1);
    assertThat(enable.out()).doesNotContain("calls back from now on");
    assertThat(enable.err())
        .startsWith("qcc-routes: 企查查登记的是另一个回调地址")
        .contains("the provider answered with another callback address");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void tellsWhichOrdersAreDeadAndSinceWhenNothingCame() {
    provider.push().publish(Publication.of(RiskRecord.sample(3)).wrongPassword());
    await()
        .atMost(Program.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(installation.health().body())
                    .containsPattern("last push 20[^ ]+ \\(\\d+ min ago\\)")
                    .containsPattern("DEAD DDMON\\d+: the unzip password does not open"));
    assertThat(Installation.get(installation.management("/observe/metrics")).body())
        .containsPattern("qcc_push_age_seconds \\d");
  }

  @Test
  void listsAndLiftsHolds() {
    assertThat(output("holds")).isEqualTo("没有暂停的调用 No call is held.");
    provider.faults().next(PushCalls.DOWNLOAD_URL, Fault.envelope("112", "【无效请求】余额不足"));
    provider.push().publish(Publication.of(RiskRecord.sample(2)));
    node.awaitLine("To lift it: qcc-routes holds lift getDdRiskDownloadUrl");
    assertThat(output("holds"))
        .startsWith("调用已暂停 a call is held: getDdRiskDownloadUrl: 112")
        .containsPattern("；直到 until 20[0-9-]+T00:05\\+08:00\n")
        .endsWith("解除 to lift it: qcc-routes holds lift getDdRiskDownloadUrl");
    assertThat(output("holds", "lift", "getDdRiskDownloadUrl"))
        .isEqualTo("已解除 Lifted: getDdRiskDownloadUrl");
    records.awaitImported(provider.ledger());
    CommandRun none = installation.command("holds", "lift", "getDdRiskDownloadUrl");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).startsWith("qcc-routes: 没有暂停 no hold on ");
  }

  @Test
  void stopsNoCallOfTheNodeWhenACommandIsRefused() {
    provider.faults().next(PushCalls.ACTIVATE, Fault.envelope("107", "【无效请求】签名错误"));
    CommandRun refused = installation.command("push", "activate");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("107");
    assertThat(output("holds")).isEqualTo("没有暂停的调用 No call is held.");
  }

  private static String output(String... arguments) {
    return installation.command(arguments).output();
  }

  private static String known() {
    if (provider.ledger().orders().isEmpty()) {
      provider.push().publish(Publication.of(RiskRecord.sample(1)));
      records.awaitImported(provider.ledger());
    }
    return provider.ledger().orders().get(0).orderNo();
  }

  private static CharSequence[] secrets() {
    return provider.ledger().secrets().toArray(CharSequence[]::new);
  }

  private static String status(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.body();
  }

  /** The addresses that something listens on for this port, as Linux writes them. */
  private static List<String> listeners(int port) throws IOException {
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] columns = line.strip().split("\\s+");
          if (columns[3].equals("0A") && columns[1].endsWith(":%04X".formatted(port))) {
            addresses.add(columns[1].substring(0, columns[1].indexOf(':')));
          }
        }
      }
    }
    return addresses;
  }

  private static boolean reaches(InetAddress address, String port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, Integer.parseInt(port)), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
