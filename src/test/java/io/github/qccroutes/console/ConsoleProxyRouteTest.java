package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who a reverse proxy says is there, and who only says so. */
@Tag("full")
class ConsoleProxyRouteTest {
  private static final String PASSWORD = "a long enough password";
  private static final String SECRET = "pr0xy-secret-of-the-test";
  private static final String PROXY = "127.0.0.2";

  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.on(Dialect.SQLITE)
            .only(ConsoleClient.FLOWS.toArray(String[]::new))
            .with("qcc.console.enabled", "true")
            .with("qcc.console.proxy-header", "X-Remote-User")
            .with("qcc.console.proxy-addresses", PROXY)
            .with("qcc.console.proxy-secret", SECRET)
            .start();
    ConsoleClient.addUser(node, "li", Role.OPERATOR, PASSWORD);
    ConsoleClient.addUser(node, "root", Role.ADMIN, PASSWORD);
  }

  @AfterAll
  static void end() {
    node.closeAll();
  }

  @Test
  void theProxySaysWhoIsThere() {
    RawCall.Answer answer =
        from(PROXY, "GET", "/session", "X-Remote-User", "li", "X-Qcc-Proxy-Secret", SECRET);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("name").asText()).isEqualTo("li");
    assertThat(answer.json().path("role").asText()).isEqualTo("operator");
    assertThat(answer.json().path("by").asText()).isEqualTo("proxy");
    assertThat(answer.body()).doesNotContain(SECRET);
    assertThat(
            from(PROXY, "GET", "/users", "x-remote-user", "li", "x-qcc-proxy-secret", SECRET)
                .status())
        .isEqualTo(403);
  }

  @Test
  void nobodyElseDoes() {
    for (List<String> headers :
        List.of(
            List.of("X-Remote-User", "root"),
            List.of("X-Remote-User", "root", "X-Qcc-Proxy-Secret", ""),
            List.of("X-Remote-User", "root", "X-Qcc-Proxy-Secret", "wrong"),
            List.of("X-Remote-User", "root", "X-Qcc-Proxy-Secret", SECRET + "x"),
            List.of("X-Remote-User", "root", "X-Qcc-Proxy-Secret", SECRET.substring(1)),
            List.of("X-Remote-User", "root", "X-Qcc-Proxy-Secret", SECRET.toUpperCase()),
            List.of(
                "X-Remote-User",
                "root",
                "X-Qcc-Proxy-Secret",
                "wrong",
                "X-Qcc-Proxy-Secret",
                SECRET),
            List.of(
                "X-Remote-User",
                "root",
                "X-Qcc-Proxy-Secret",
                SECRET,
                "X-Qcc-Proxy-Secret",
                "wrong"),
            // The client's own beside the proxy's.
            List.of("X-Remote-User", "root", "X-Remote-User", "li", "X-Qcc-Proxy-Secret", SECRET),
            List.of("X-Remote-User", "li", "X-Remote-User", "root", "X-Qcc-Proxy-Secret", SECRET),
            List.of("X-Remote-User", "root, li", "X-Qcc-Proxy-Secret", SECRET),
            List.of("X_Remote_User", "root", "X-Qcc-Proxy-Secret", SECRET),
            List.of("X-Remote-User", "", "X-Qcc-Proxy-Secret", SECRET),
            List.of("X-Remote-User", "nobody", "X-Qcc-Proxy-Secret", SECRET),
            List.of("X-Remote-User", "' or '1'='1", "X-Qcc-Proxy-Secret", SECRET),
            List.of("X-Remote-User", "\u00ff\u0001", "X-Qcc-Proxy-Secret", SECRET),
            List.of("X-Qcc-Proxy-Secret", SECRET))) {
      assertThat(from(PROXY, "GET", "/session", headers.toArray(String[]::new)).status())
          .as("%s", headers)
          .isIn(400, 401, 403);
    }
    for (String said :
        List.of("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "Client-IP")) {
      for (String address : List.of("127.0.0.1", "127.0.0.3")) {
        assertThat(
                from(
                        address,
                        "GET",
                        "/session",
                        "X-Remote-User",
                        "root",
                        "X-Qcc-Proxy-Secret",
                        SECRET,
                        said,
                        said.equals("Forwarded") ? "for=" + PROXY : PROXY)
                    .status())
            .as("%s of %s", said, address)
            .isEqualTo(401);
      }
    }
  }

  /** The proxy's log-in travels with every request, as a cookie does. */
  @Test
  void aPageOfAnotherOriginDoesNothingThroughTheProxy() {
    for (List<String> headers :
        List.of(
            List.<String>of(),
            List.of("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"),
            List.of("Sec-Fetch-Site", "same-site"),
            List.of("Origin", "null"),
            List.of("Origin", "https://evil.example"))) {
      List<String> all = new ArrayList<>(headers);
      all.addAll(List.of("X-Remote-User", "root", "X-Qcc-Proxy-Secret", SECRET));
      assertThat(from(PROXY, "DELETE", "/users/li", all.toArray(String[]::new)).status())
          .as("%s", headers)
          .isEqualTo(403);
    }
    assertThat(node.count("console_user")).isEqualTo(2);
    assertThat(
            from(
                    PROXY,
                    "DELETE",
                    "/tokens/none",
                    "X-Remote-User",
                    "root",
                    "X-Qcc-Proxy-Secret",
                    SECRET,
                    "Sec-Fetch-Site",
                    "same-origin")
                .status())
        .isEqualTo(404);
  }

  /** A token of a program behind the proxy is the token, whoever the proxy says is there. */
  @Test
  void aTokenIsNotRaisedByTheProxy() {
    String token =
        new ConsoleTokens(node.application().database()).add("low", Role.VIEWER).orElseThrow();
    assertThat(
            from(
                    PROXY,
                    "GET",
                    "/users",
                    "Authorization",
                    "Bearer " + token,
                    "X-Remote-User",
                    "root",
                    "X-Qcc-Proxy-Secret",
                    SECRET)
                .status())
        .isEqualTo(403);
  }

  @Test
  void theSecretIsToldToNobody() {
    for (var call : ConsoleDocument.calls()) {
      if (call.method().equals("GET")) {
        assertThat(
                from(
                        PROXY,
                        "GET",
                        call.target().replace("/console/api", ""),
                        "X-Remote-User",
                        "root",
                        "X-Qcc-Proxy-Secret",
                        SECRET)
                    .toString())
            .doesNotContain(SECRET);
      }
    }
  }

  private static RawCall.Answer from(
      String address, String method, String path, String... headers) {
    int port = node.application().managementPort();
    return RawCall.send(
        address,
        port,
        RawCall.request(
            port,
            method,
            path.startsWith("/console") ? path : "/console/api" + path,
            null,
            headers));
  }
}
