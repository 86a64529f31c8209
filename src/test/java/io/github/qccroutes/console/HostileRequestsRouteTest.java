package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that no client of ours sends: none passes the door, breaks it or reads more. */
class HostileRequestsRouteTest {
  private static final String SECRET = "a long enough password";

  /** What browsers send along when another site's page does it, and when nobody can tell. */
  private static final List<List<String>> FOREIGN =
      List.of(
          // A form of another site.
          List.of(
              "Origin", "https://evil.example",
              "Sec-Fetch-Site", "cross-site",
              "Sec-Fetch-Mode", "navigate",
              "Sec-Fetch-Dest", "document"),
          // fetch() of another site, and of a neighbour on the same domain.
          List.of(
              "Origin", "https://evil.example",
              "Sec-Fetch-Site", "cross-site",
              "Sec-Fetch-Mode", "no-cors"),
          List.of(
              "Origin", "http://127.0.0.1:1",
              "Sec-Fetch-Site", "same-site",
              "Sec-Fetch-Mode", "cors"),
          // The headers contradict each other.
          List.of("Origin", "<own>", "Sec-Fetch-Site", "cross-site"),
          List.of("Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"),
          List.of("Sec-Fetch-Site", "same-origin, cross-site"),
          // A browser without Sec-Fetch.
          List.of("Origin", "https://evil.example"),
          List.of("Origin", "null"),
          List.of("Origin", ""),
          List.of("Origin", "<own>.evil.example"),
          List.of("Origin", "http://127.0.0.1"),
          List.of("Origin", "http://evil.example@<host>"),
          List.of("Origin", "<own>", "Origin", "https://evil.example"),
          List.of("Referer", "<own>/console/"));

  private static final List<List<String>> OWN =
      List.of(
          List.of("Sec-Fetch-Site", "same-origin", "Origin", "<own>"),
          List.of("Sec-Fetch-Site", "same-origin"),
          List.of("Origin", "<own>"));

  private TestNode node;

  @BeforeEach
  void start() {
    node = ConsoleClient.sharedNode(Dialect.SQLITE);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void aPageOfAnotherOriginDoesNothingByACookie() {
    String cookie = session("root", Role.ADMIN);
    for (List<String> headers : FOREIGN) {
      for (String type : List.of("application/json", "text/plain")) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of("Cookie", cookie, "Content-Type", type));
        assertThat(add("evil", all).status()).as("%s", headers).isIn(400, 403);
        assertThat(send("DELETE", "/users/root", null, all).status())
            .as("%s", headers)
            .isIn(400, 403);
      }
    }
    assertThat(node.count("console_token")).isZero();
    assertThat(node.count("console_user")).isOne();

    // A Bearer token that is none does not fall back to the cookie.
    assertThat(add("evil", List.of("Cookie", cookie, "Authorization", "Bearer x")).status())
        .isIn(401, 403);
    for (int i = 0; i < OWN.size(); i++) {
      List<String> all = new ArrayList<>(OWN.get(i));
      all.addAll(List.of("Cookie", cookie));
      assertThat(add("mine-" + i, all).status()).as("%s", OWN.get(i)).isEqualTo(201);
    }
    // An image, a link: nothing is done by GET.
    for (var call : ConsoleDocument.calls()) {
      if (!call.method().equals("GET")) {
        send(
            "GET",
            call.target().replace("/console/api", ""),
            null,
            List.of(
                "Cookie", cookie,
                "Sec-Fetch-Site", "cross-site",
                "Sec-Fetch-Mode", "no-cors",
                "Sec-Fetch-Dest", "image"));
      }
    }
    assertThat(node.count("console_token")).isEqualTo(OWN.size());
    assertThat(node.count("console_session")).isOne();
    assertThat(send("GET", "/session", null, List.of("Cookie", cookie)).status()).isEqualTo(200);
  }

  @Test
  void aPageOfAnotherOriginLogsNobodyIn() {
    for (List<String> headers : FOREIGN) {
      if (headers.contains("Referer")) {
        continue;
      }
      RawCall.Answer answer = send("POST", "/session", login("evil", SECRET), headers);
      assertThat(answer.status()).as("%s", headers).isIn(400, 403);
      assertThat(answer.header("Set-Cookie")).isEmpty();
    }
    assertThat(node.count("console_session")).isZero();
  }

  @Test
  void anotherHostIsNotServed() {
    String token = token(Role.ADMIN);
    int port = node.application().managementPort();
    for (String host :
        List.of(
            "evil.example",
            "evil.example:" + port,
            "127.0.0.1.evil.example",
            "127.0.0.1:" + port + ".evil.example",
            "evil.example#127.0.0.1",
            "127.0.0.1@evil.example",
            "evil.example@127.0.0.1",
            "localhost.",
            "127.0.0.2",
            "0.0.0.0",
            "[::1",
            "",
            "127.0.0.1, evil.example")) {
      RawCall.Answer answer =
          RawCall.send(
              node,
              "GET",
              "/console/api/session",
              null,
              "Host",
              host,
              "Authorization",
              "Bearer " + token,
              "X-Forwarded-Host",
              "127.0.0.1");
      assertThat(answer.status()).as(host).isBetween(400, 499);
      assertThat(answer.body()).as(host).doesNotContain("admin");
    }
    assertThat(
            RawCall.send(
                    node,
                    "GET",
                    "/console/api/session",
                    null,
                    "Host",
                    "127.0.0.1:" + port,
                    "Host",
                    "evil.example",
                    "Authorization",
                    "Bearer " + token)
                .status())
        .isBetween(400, 499);
    assertThat(
            RawCall.send(
                    node,
                    "GET",
                    "http://127.0.0.1/console/api/session",
                    null,
                    "Host",
                    "evil.example",
                    "Authorization",
                    "Bearer " + token)
                .status())
        .isBetween(400, 499);
    assertThat(
            RawCall.send(
                    "127.0.0.1",
                    port,
                    ("GET /console/api/session HTTP/1.0\r\nAuthorization: Bearer "
                            + token
                            + "\r\n\r\n")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .status())
        .isBetween(400, 499);
    for (String host : List.of("localhost", "LOCALHOST:" + port, "127.0.0.1", "[::1]:" + port)) {
      assertThat(
              RawCall.send(
                      node,
                      "GET",
                      "/console/api/session",
                      null,
                      "Host",
                      host,
                      "Authorization",
                      "Bearer " + token)
                  .status())
          .as(host)
          .isEqualTo(200);
    }
  }

  @Test
  void noPathLeadsPastTheDoor() {
    ConsoleTokens tokens = new ConsoleTokens(node.application().database());
    String viewer = tokens.add("viewer", Role.VIEWER).orElseThrow();
    for (String path :
        List.of(
            "/console/api/../api/users",
            "/console/api/..",
            "/console/api/session/../users",
            "/console/api/%2e%2e/api/users",
            "/console/api/%2e%2e/%2e%2e/console/api/users",
            "/observe/../console/api/users",
            "/observe/health/../../console/api/users",
            "/observe/%2e%2e/console/api/users",
            "/observe/..%2fconsole/api/users",
            "//console/api/users",
            "/console//api/users",
            "/console/api//users",
            "/./console/api/users",
            "/console/./api/users",
            "/console/api/users/",
            "/console/api/users//",
            "/console/api/users/.",
            "/console/api/users;x",
            "/console/api/users;jsessionid=1",
            "/console/api;x/users",
            "/console;/api/users",
            "/;/console/api/users",
            "/console/api/users%00",
            "/console/api/users%20",
            "/console/api/users%3f",
            "/console/api/users%2f",
            "/console/api%2fusers",
            "/console%2fapi%2fusers",
            "/%63onsole/api/users",
            "/console/api/%75sers",
            "/console/api/users#x",
            "/console/api/users?x=1",
            "/console/api/users?",
            "/console/api\\users",
            "\\console\\api\\users",
            "/CONSOLE/API/USERS",
            "/Console/api/users",
            "/console/api/Users",
            "/console/api/users.json",
            "/console/api/users/%2e",
            "/console/api/session/%2e%2e/users",
            "/console/api/%252e%252e/api/users",
            "/console/api/users%c0%af",
            "/console/api/users%",
            "/console/api/users%zz",
            "*",
            "console/api/users")) {
      for (List<String> headers :
          List.of(List.<String>of(), List.of("Authorization", "Bearer " + viewer))) {
        RawCall.Answer answer =
            RawCall.send(node, "GET", path, null, headers.toArray(String[]::new));
        assertThat(answer.status()).as(path).isBetween(400, 499);
        assertThat(answer.body()).as(path).doesNotContain("createdAt", "items");
        assertThat(
                RawCall.send(
                        node,
                        "PUT",
                        path.replace("users", "users/x"),
                        "{\"role\":\"admin\",\"password\":\"" + SECRET + "\"}",
                        headers.toArray(String[]::new))
                    .status())
            .as(path)
            .isBetween(400, 499);
      }
    }
    assertThat(node.count("console_user")).isZero();
  }

  @Test
  void noOtherMethodPassesTheDoor() {
    String token = token(Role.ADMIN);
    for (String method :
        List.of(
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PATCH",
            "PROPFIND",
            "FOO",
            "get",
            "Get",
            "GET,POST",
            "SEARCH")) {
      for (List<String> headers :
          List.of(
              List.of("X-Canary", "canary", "Origin", "https://evil.example"),
              List.of(
                  "X-Canary", "canary",
                  "Authorization", "Bearer " + token,
                  "Origin", "https://evil.example",
                  "Access-Control-Request-Method", "PUT",
                  "Access-Control-Request-Headers", "content-type"))) {
        for (String path : List.of("/console/api/users", "/console/api/session", "/console/x")) {
          RawCall.Answer answer =
              RawCall.send(node, method, path, null, headers.toArray(String[]::new));
          assertThat(answer.status()).as("%s %s", method, path).isBetween(400, 499);
          assertThat(answer.head() + answer.body())
              .as("%s %s", method, path)
              .doesNotContainIgnoringCase("access-control-")
              .doesNotContain("canary");
        }
      }
    }
    assertThat(RawCall.send(node, "HEAD", "/console/api/users", null).status()).isEqualTo(401);
    assertThat(as(token, "HEAD", "/console/api/users", null).body()).isEmpty();
    for (String header :
        List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method")) {
      assertThat(
              RawCall.send(
                      node,
                      "GET",
                      "/console/api/tokens/admin?_method=DELETE",
                      null,
                      header,
                      "DELETE",
                      "Authorization",
                      "Bearer " + token)
                  .status())
          .isBetween(400, 499);
    }
    assertThat(node.count("console_token")).isOne();
  }

  @Test
  void aBodyIsWhatTheDocumentSaysOrNothingIsDone() {
    String token = token(Role.ADMIN);
    String deep = "[".repeat(30_000) + "]".repeat(30_000);
    for (String body :
        List.of(
            "",
            " ",
            "x",
            "null",
            "1",
            "true",
            "\"x\"",
            "[]",
            "{}",
            "[{\"name\":\"a\",\"role\":\"viewer\"}]",
            "{\"name\":\"a\",\"role\":\"viewer\"",
            "{\"name\":\"a\",\"role\":\"viewer\"}}",
            "{\"name\":\"a\",\"role\":\"viewer\"}{\"name\":\"b\",\"role\":\"admin\"}",
            "{\"name\":\"a\",\"role\":\"viewer\"} x",
            "{'name':'a','role':'viewer'}",
            "{\"name\":\"a\",\"role\":\"viewer\",}",
            "{\"name\":\"a\",\"role\":\"viewer\"/*x*/}",
            "{\"name\":1,\"role\":\"viewer\"}",
            "{\"name\":null,\"role\":\"viewer\"}",
            "{\"name\":[\"a\"],\"role\":\"viewer\"}",
            "{\"name\":{\"a\":1},\"role\":\"viewer\"}",
            "{\"name\":true,\"role\":\"viewer\"}",
            "{\"name\":\"\",\"role\":\"viewer\"}",
            "{\"name\":\"" + "a".repeat(65) + "\",\"role\":\"viewer\"}",
            "{\"name\":\"a\\u0000\",\"role\":\"viewer\"}",
            "{\"name\":\"a\\n\",\"role\":\"viewer\"}",
            "{\"name\":\"\\ud800\",\"role\":\"viewer\"}",
            "{\"name\":\"a'--\",\"role\":\"viewer\"}",
            "{\"name\":\"../a\",\"role\":\"viewer\"}",
            "{\"name\":\"a\",\"role\":\"root\"}",
            "{\"name\":\"a\",\"role\":\"Admin\"}",
            "{\"name\":\"a\",\"role\":0}",
            "{\"name\":\"a\",\"role\":\"viewer\",\"role\":\"admin\"}",
            "{\"name\":\"a\",\"name\":\"b\",\"role\":\"viewer\"}",
            "{\"name\":\"a\",\"role\":\"viewer\",\"who\":\"evil\"}",
            "{\"name\":\"a\",\"role\":\"viewer\",\"__proto__\":{\"role\":\"admin\"}}",
            "{\"name\":\"a\",\"role\":\"viewer\",\"x\":" + deep + "}",
            "{\"name\":" + "1".repeat(10_000) + ",\"role\":\"viewer\"}",
            "{\"name\":1e999999999,\"role\":\"viewer\"}",
            "{\"x\":" + "[".repeat(30_000),
            "name=a&role=viewer")) {
      RawCall.Answer answer =
          RawCall.send(
              node,
              "POST",
              "/console/api/tokens",
              body,
              "Content-Type",
              "application/json",
              "Authorization",
              "Bearer " + token);
      assertThat(answer.status())
          .as(body.substring(0, Math.min(80, body.length())))
          .isIn(400, 413, 415);
    }
    assertThat(
            RawCall.send(
                    "127.0.0.1",
                    node.application().managementPort(),
                    bytes(
                        "POST /console/api/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close"
                            + "\r\nContent-Type: application/json\r\nContent-Length: 29\r\n"
                            + "Authorization: Bearer "
                            + token
                            + "\r\n\r\n{\"name\":\"\u00ff\u00fea\",\"role\":\"viewer\"}"))
                .status())
        .isEqualTo(400);
    assertThat(
            RawCall.send(
                    node,
                    "POST",
                    "/console/api/tokens",
                    "{\"name\":\"a\",\"role\":\"viewer\",\"x\":\"" + "a".repeat(100_000) + "\"}",
                    "Authorization",
                    "Bearer " + token)
                .status())
        .isEqualTo(413);
    assertThat(
            RawCall.send(
                    "127.0.0.1",
                    node.application().managementPort(),
                    bytes(
                        "POST /console/api/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close"
                            + "\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer "
                            + token
                            + "\r\n\r\n"
                            + ("4000\r\n" + " ".repeat(0x4000) + "\r\n").repeat(6)
                            + "0\r\n\r\n"))
                .status())
        .isEqualTo(413);
    // Where files are handed over more is taken, and nowhere else however its path is written.
    for (String path :
        List.of(
            "/console/api/files/../tokens",
            "/console/api/files/%2e%2e/tokens",
            "/console/api/filesystem",
            "/console/api/sync/adopt/../../tokens")) {
      assertThat(
              RawCall.send(
                      node,
                      "POST",
                      path,
                      "{\"name\":\"a\",\"role\":\"viewer\"," + " ".repeat(100_000) + "}",
                      "Authorization",
                      "Bearer " + token)
                  .status())
          .as(path)
          .isEqualTo(413);
    }
    assertThat(node.count("console_token")).isOne();
    assertThat(node.sql().sql("select role from console_token").query(String.class).list())
        .containsExactly("admin");
  }

  /** Two lengths, a length and chunks: what one server takes for a body is another's request. */
  @Test
  void noRequestHidesInAnother() {
    String token = token(Role.VIEWER);
    String hidden = "GET /console/api/session HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    for (String framing :
        List.of(
            "Content-Length: 0\r\nContent-Length: " + hidden.length(),
            "Content-Length: +0",
            "Content-Length: -1",
            "Content-Length: 0x1",
            "Transfer-Encoding : chunked")) {
      RawCall.Answer answer =
          RawCall.send(
              "127.0.0.1",
              node.application().managementPort(),
              bytes(
                  "GET /console/api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                      + "Authorization: Bearer "
                      + token
                      + "\r\n"
                      + framing
                      + "\r\n\r\n0\r\n\r\n"
                      + hidden));
      assertThat(answer.status()).as(framing).isBetween(400, 499);
      assertThat(answer.body()).as(framing).doesNotContain("HTTP/1.1");
    }
    // RFC 9112, 6.3: the chunks count, and the connection ends.
    RawCall.Answer answer =
        RawCall.send(
            "127.0.0.1",
            node.application().managementPort(),
            bytes(
                "GET /console/api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                    + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + hidden));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).doesNotContain("HTTP/1.1");
  }

  @Test
  void everyAnswerHasTheStrictHeaders() {
    String token = token(Role.ADMIN);
    String viewer = token(Role.VIEWER);
    List<Map.Entry<Integer, RawCall.Answer>> answers = new ArrayList<>();
    answers.add(Map.entry(200, as(token, "GET", "/console/api/users", null)));
    answers.add(Map.entry(200, as(token, "GET", "/console/openapi.json", null)));
    answers.add(
        Map.entry(
            201, as(token, "POST", "/console/api/tokens", "{\"name\":\"n\",\"role\":\"viewer\"}")));
    answers.add(Map.entry(204, as(token, "DELETE", "/console/api/tokens/n", null)));
    answers.add(Map.entry(400, as(token, "POST", "/console/api/tokens", "x")));
    answers.add(Map.entry(400, as(token, "GET", "/console/api/audit?limit=x", null)));
    answers.add(Map.entry(401, RawCall.send(node, "GET", "/console/api/users", null)));
    answers.add(
        Map.entry(
            401,
            RawCall.send(
                node,
                "POST",
                "/console/api/session",
                login("x", "y"),
                "Sec-Fetch-Site",
                "same-origin")));
    answers.add(Map.entry(403, as(viewer, "GET", "/console/api/users", null)));
    answers.add(
        Map.entry(
            403,
            RawCall.send(
                node,
                "POST",
                "/console/api/session",
                login("x", "y"),
                "Sec-Fetch-Site",
                "cross-site")));
    answers.add(Map.entry(404, as(token, "GET", "/console/api/nothing", null)));
    answers.add(Map.entry(404, as(token, "GET", "/console/nothing", null)));
    answers.add(Map.entry(404, as(token, "GET", "/console/api/reports/none.zip", null)));
    answers.add(Map.entry(405, as(token, "PATCH", "/console/api/users", null)));
    answers.add(
        Map.entry(413, as(token, "POST", "/console/api/tokens", "\"" + "a".repeat(100_000))));
    for (var each : answers) {
      RawCall.Answer answer = each.getValue();
      assertThat(answer.status()).as(answer.head()).isEqualTo(each.getKey());
      assertStrict(answer);
    }
    assertStrict(RawCall.send(node, "GET", "/console/api/session", null, "Host", "evil.example"));
    assertStrict(RawCall.send(node, "GET", "/console/api/audit?who=" + "a".repeat(8_000), null));
    assertStrict(
        RawCall.send(node, "GET", "/console/api/session", null, "X-A", "a".repeat(20_000)));
    assertStrict(RawCall.send(node, "FOO", "/console/api/session", null));
    assertStrict(RawCall.send(node, "GET", "/console/api/%zz", null));
  }

  private static void assertStrict(RawCall.Answer answer) {
    assertThat(answer.status()).isPositive();
    assertThat(answer.header("Content-Security-Policy"))
        .as(answer.head())
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe-inline", "unsafe-eval", "&&");
    assertThat(answer.header("X-Content-Type-Options")).as(answer.head()).isEqualTo("nosniff");
    assertThat(answer.header("Cache-Control")).as(answer.head()).contains("no-store");
    assertThat(answer.header("Referrer-Policy")).as(answer.head()).isEqualTo("no-referrer");
    assertThat(answer.head())
        .doesNotContainIgnoringCase("access-control-")
        .doesNotContainIgnoringCase("\r\nserver:")
        .doesNotContainIgnoringCase("authorization")
        .doesNotContainIgnoringCase("camel");
  }

  @Test
  void whatIsNotThereIsToldAsAProblem() {
    String token = token(Role.VIEWER);
    for (String path : List.of("", "/", "/nothing", "/jobs/", "/jobs/1/2/3", "/%zz")) {
      assertProblem(as(token, "GET", "/console/api" + path, null), 404, "没有这个地址");
      assertProblem(as(token, "POST", "/console/api" + path, "{}"), 404, "没有这个地址");
    }
    for (String method : List.of("PATCH", "PUT", "OPTIONS", "FOO")) {
      RawCall.Answer answer = as(token, method, "/console/api/session", null);
      assertProblem(answer, 405, "可用的方法：DELETE, GET, POST");
      assertThat(answer.header("Allow")).isEqualTo("DELETE, GET, POST");
    }
  }

  private static void assertProblem(RawCall.Answer answer, int status, String chinese) {
    assertThat(answer.status()).as(answer.head()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("title").asText()).isNotBlank();
    assertThat(answer.json().path("titleZh").asText()).contains(chinese);
  }

  @Test
  void theCallbackPortKnowsNoConsoleAndTheManagementPortNoCallback() {
    String token = token(Role.ADMIN);
    int port = node.application().httpPort();
    Stream.concat(
            ConsoleDocument.calls().stream(),
            Stream.of(
                new ConsoleDocument.Call("", "GET", "/console/", "", List.of()),
                new ConsoleDocument.Call("", "GET", "/console", "", List.of())))
        .forEach(
            call -> {
              RawCall.Answer answer =
                  RawCall.send(
                      "127.0.0.1",
                      port,
                      RawCall.request(
                          port,
                          call.method(),
                          call.target(),
                          call.method().equals("GET") ? null : "{}",
                          "Authorization",
                          "Bearer " + token));
              assertThat(answer.status()).as("%s", call).isEqualTo(404);
              assertThat(answer.head()).doesNotContainIgnoringCase("content-security-policy");
            });
    String query = "key=" + node.provider().account().key() + "&orderNo=PAST";
    for (String path :
        List.of("/qcc/push?", "/console/qcc/push?", "/console/api/../../qcc/push?")) {
      for (String method : List.of("GET", "POST")) {
        assertThat(as(token, method, path + query, method.equals("GET") ? null : "").status())
            .isBetween(400, 499);
      }
    }
    assertThat(node.count("push_order")).isZero();
  }

  @Test
  void tokensAreKeptHashedAndEndAtOnce() {
    String token = token(Role.VIEWER);
    assertThat(token).matches("[A-Za-z0-9_.-]{24,}");
    assertThat(node.sql().sql("select * from console_token").query().listOfRows().toString())
        .doesNotContain(token)
        .doesNotContain(token.substring(token.length() - 20));
    assertThat(as(token, "GET", "/console/api/session", null).status()).isEqualTo(200);
    for (List<String> headers :
        List.of(
            List.of("Authorization", "Bearer " + token + "x"),
            List.of("Authorization", "Bearer " + token.substring(1)),
            List.of("Authorization", "Bearer"),
            List.of("Authorization", "Bearer "),
            List.of("Authorization", "Basic " + token),
            List.of("Authorization", token),
            List.of("Authorization", "Bearer " + token, "Authorization", "Bearer x"),
            List.of("Authorization", "Bearer x", "Authorization", "Bearer " + token),
            List.of("Cookie", "qcc_session=" + token),
            List.of("X-Api-Key", token))) {
      assertThat(
              RawCall.send(
                      node,
                      "GET",
                      "/console/api/session?access_token=" + token,
                      null,
                      headers.toArray(String[]::new))
                  .status())
          .as("%s", headers)
          .isBetween(400, 401);
    }
    String admin = token(Role.ADMIN);
    assertThat(as(admin, "DELETE", "/console/api/tokens/viewer", null).status()).isEqualTo(204);
    assertThat(as(token, "GET", "/console/api/session", null).status()).isEqualTo(401);
    assertThat(node.sql().sql("select * from operator_action").query().listOfRows().toString())
        .contains("viewer")
        .doesNotContain(token)
        .doesNotContain(admin);
  }

  /** A token is nobody: it changes and ends nothing of a person who has the same name. */
  @Test
  void aTokenIsNotThePersonOfItsName() {
    String cookie = session("viewer", Role.ADMIN);
    String token = token(Role.VIEWER);

    assertThat(
            as(
                    token,
                    "PUT",
                    "/console/api/session/password",
                    "{\"current\":\"" + SECRET + "\",\"password\":\"another password\"}")
                .status())
        .isBetween(400, 499);
    as(token, "DELETE", "/console/api/sessions", null);
    as(token, "DELETE", "/console/api/session", null);

    assertThat(as(token, "GET", "/console/api/sessions", null).body()).doesNotContain("127.0.0.1");
    assertThat(send("GET", "/session", null, List.of("Cookie", cookie)).status()).isEqualTo(200);
  }

  private RawCall.Answer as(String token, String method, String path, String body) {
    return RawCall.send(node, method, path, body, "Authorization", "Bearer " + token);
  }

  private String token(Role role) {
    return new ConsoleTokens(node.application().database()).add(role.text(), role).orElseThrow();
  }

  private RawCall.Answer add(String name, List<String> headers) {
    return send("POST", "/tokens", "{\"name\":\"" + name + "\",\"role\":\"admin\"}", headers);
  }

  /** Somebody who is logged in; no password is looked at, which takes its time. */
  private String session(String name, Role role) {
    Database database = node.application().database();
    String id = Hashes.secret();
    database
        .statement("console/add-user")
        .param("name", name)
        .param("role", role.text())
        .param("hash", "none")
        .update();
    database
        .statement("console/open-session")
        .param("id", Hashes.ofSecret(id))
        .param("name", name)
        .param("source", "127.0.0.1")
        .param("lastsMs", 3_600_000L)
        .update();
    return "qcc_session=" + id;
  }

  private static String login(String name, String password) {
    return "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}";
  }

  private RawCall.Answer send(String method, String path, String body, List<String> headers) {
    String host = "127.0.0.1:" + node.application().managementPort();
    return RawCall.send(
        node,
        method,
        "/console/api" + path,
        body,
        headers.stream()
            .map(each -> each.replace("<own>", "http://" + host).replace("<host>", host))
            .toArray(String[]::new));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
