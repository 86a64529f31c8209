package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.observe.Logging;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No answer of the API says what must stay secret, the log's lines at DEBUG included. */
@Tag("full")
class ConsoleSecrecyTest {
  private static final String PASSWORD = "canary-password-of-a-user";

  @Test
  void noAnswerSaysASecret() {
    Logging.apply("DEBUG", ZoneOffset.UTC);
    try (TestNode.Plan plan =
            TestNode.on(Dialect.SQLITE)
                .with("qcc.console.enabled", "true")
                .with("qcc.console.proxy-secret", "canary-proxy-secret")
                .with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push");
        TestNode node = plan.start()) {
      ConsoleClient.addUser(node, "root", Role.ADMIN, PASSWORD);
      String echo = "错误 " + plan.provider().account().key() + " / key=canaryEchoedKey1";
      Faults faults = plan.provider().faults();
      node.awaitState(
          plan.provider().push().publish(Publication.generated(10, 3).wrongPassword()).orderNo(),
          "DEAD");
      node.awaitState(
          plan.provider().push().publish(Publication.generated(20, 3)).orderNo(), "IMPORTED");
      node.send(node.callbackOf("FORGED"));
      node.awaitState("FORGED", "DEAD");
      faults.always(PushCalls.DOWNLOAD_URL, Fault.envelope("777", echo));
      String waiting = plan.provider().push().publish(Publication.generated(30, 3)).orderNo();
      TestNode.eventually(() -> assertThat(node.order(waiting).get("last_error")).isNotNull());
      faults.next(QuotaCalls.GET_QUOTA, Fault.envelope("107", "【无效请求】" + echo));
      node.get("getQuota", Map.of("password", "x"));
      TestNode.eventually(() -> assertThat(node.count("api_hold")).isOne());
      RawCall.Answer login =
          RawCall.send(
              node,
              "POST",
              "/console/api/session",
              "{\"name\":\"root\",\"password\":\"" + PASSWORD + "\"}",
              "Sec-Fetch-Site",
              "same-origin");
      String cookie = login.cookie();
      RawCall.Answer token =
          RawCall.send(
              node,
              "POST",
              "/console/api/tokens",
              "{\"name\":\"t\",\"role\":\"admin\"}",
              "Cookie",
              cookie,
              "Sec-Fetch-Site",
              "same-origin");
      String told = token.json().path("token").asText();

      Set<String> secrets = new TreeSet<>(plan.provider().ledger().secrets());
      secrets.addAll(
          Set.of(
              "forgedPassword",
              "forgedSignature",
              "canary-proxy-secret",
              PASSWORD,
              told,
              cookie.substring(cookie.indexOf('=') + 1)));
      secrets.addAll(
          node.sql().sql("select password_hash from console_user").query(String.class).list());
      secrets.addAll(
          node.sql().sql("select token_hash from console_token").query(String.class).list());
      secrets.addAll(node.sql().sql("select id from console_session").query(String.class).list());
      assertThat(secrets).hasSizeGreaterThan(20).doesNotContain("");

      // Twice: what the first walk makes the node log, /log tells in the second.
      List<String> leaks = new ArrayList<>();
      for (int walk = 0; walk < 2; walk++) {
        for (var call : ConsoleDocument.calls()) {
          if (call.method().equals("GET")) {
            String said =
                RawCall.send(node, "GET", call.target(), null, "Authorization", "Bearer " + told)
                    .toString();
            secrets.stream()
                .filter(said::contains)
                .forEach(
                    secret -> {
                      int at = said.indexOf(secret);
                      leaks.add(
                          call.target() + ": " + said.substring(Math.max(0, at - 200), at) + "<<");
                    });
          }
        }
      }
      assertThat(leaks).isEmpty();
      String log =
          RawCall.send(node, "GET", "/console/api/log", null, "Authorization", "Bearer " + told)
              .body();
      assertThat(log).contains("DEBUG");
    } finally {
      Logging.apply("INFO", ZoneOffset.UTC);
    }
  }
}
