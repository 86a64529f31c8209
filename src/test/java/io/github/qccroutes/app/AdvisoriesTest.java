package io.github.qccroutes.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What published advisories about our libraries warn of can't be reached (see SECURITY.md). */
class AdvisoriesTest {
  private static final AtomicInteger HITS = new AtomicInteger();
  private static TestNode node;
  private static HttpServer elsewhere;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.on(Dialect.SQLITE).only("api", "push", "quota").start();
    elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    elsewhere.createContext(
        "/",
        exchange -> {
          HITS.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    elsewhere.start();
  }

  @AfterAll
  static void stop() {
    elsewhere.stop(0);
    node.closeAll();
  }

  @BeforeEach
  void forgetHits() {
    HITS.set(0);
  }

  /** CVE-2026-84176. */
  @Test
  void letsNoPageOfAnotherOriginReadAnAnswer() {
    for (URI uri : List.of(node.callback("key=wrong"), node.management("/observe/health"))) {
      for (String method : List.of("GET", "OPTIONS", "POST")) {
        HttpResponse<String> answer =
            node.send(
                HttpRequest.newBuilder(uri)
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .header("Origin", "https://evil.example")
                    .header("Access-Control-Request-Method", "GET")
                    .header("Access-Control-Request-Headers", "x-any")
                    .build());

        assertThat(answer.headers().map().keySet())
            .as("%s %s", method, uri)
            .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
      }
    }
  }

  /** CVE-2026-85254. */
  @Test
  void answersNoHeaderOfARequestInWhateverLetters() throws IOException {
    for (int port : List.of(node.application().httpPort(), node.application().managementPort())) {
      String answer =
          raw(
              port,
              "GET /qcc/push?key=wrong HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                  + "x-EcHo: echo-1\r\nbREADCRUMBiD: echo-2\r\ncAMELsomething: echo-3\r\n"
                  + "COOKIE: a=echo-4\r\nauthorization: echo-5\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("echo-");
    }
  }

  /** CVE-2026-85316. */
  @Test
  void isNoProxy() throws IOException {
    String other = "127.0.0.1:" + elsewhere.getAddress().getPort();
    for (int port : List.of(node.application().httpPort(), node.application().managementPort())) {
      for (String line :
          List.of(
              "GET http://" + other + "/x HTTP/1.1",
              "GET http://" + other + "/qcc/push?key=wrong HTTP/1.1",
              "CONNECT " + other + " HTTP/1.1",
              "GET //" + other + "/ HTTP/1.1",
              "GET /proxy/http://" + other + "/ HTTP/1.1")) {
        assertThat(raw(port, line + "\r\nHost: " + other + "\r\nConnection: close\r\n\r\n"))
            .as(line)
            .doesNotStartWith("HTTP/1.1 2");
      }
    }
    assertThat(HITS).hasValue(0);
  }

  /** CVE-2026-78164. */
  @Test
  void resolvesNoPlaceholderOfACaller() {
    String orderNo =
        node.provider().push().publish(Publication.of(RiskRecord.sample(1)).missed()).orderNo();
    String steering =
        "http://127.0.0.1:"
            + elsewhere.getAddress().getPort()
            + "/{{qcc.api.secret-key}}/{{qcc.api.key}}";
    node.send(
        HttpRequest.newBuilder(node.callbackOf(orderNo))
            .header("CamelHttpUri", steering)
            .header("CamelRestHttpUri", steering)
            .header("camelhttpuri", steering)
            .build());

    node.awaitState(orderNo, "IMPORTED");
    assertThat(HITS).hasValue(0);
    assertThat(node.ledger().calls().toString())
        .doesNotContain("{{", node.provider().account().secretKey());
  }

  /** CVE-2026-85251. */
  @Test
  void takesNoCallToAnotherHost() {
    node.provider()
        .faults()
        .next(
            QuotaCalls.GET_QUOTA,
            Fault.redirect("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/"));

    assertThat(node.get("getQuota", null).getException()).isNotNull();
    assertThat(HITS).hasValue(0);
  }

  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
