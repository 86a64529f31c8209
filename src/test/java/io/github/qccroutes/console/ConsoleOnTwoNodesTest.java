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

/** Behind a balancer it is one console, whichever node of one PostgreSQL answers. */
@Tag("full")
class ConsoleOnTwoNodesTest {
  private static final String PASSWORD = "a long enough password";

  private static TestNode.Plan plan;
  private static TestNode one;
  private static TestNode two;

  @BeforeAll
  static void start() {
    plan =
        TestNode.on(Dialect.POSTGRESQL)
            .only(ConsoleClient.FLOWS.toArray(String[]::new))
            .with("qcc.console.enabled", "true");
    one = plan.start();
    two = plan.start();
  }

  @AfterAll
  static void end() {
    if (two != null) {
      two.close();
    }
    if (one != null) {
      one.close();
    }
    plan.close();
  }

  @Test
  void aSessionOfOneIsASessionOfTheOther() {
    ConsoleClient.addUser(one, "li", Role.VIEWER, PASSWORD);
    String cookie = logIn(one, "li", PASSWORD).cookie();
    assertThat(call(two, "GET", "/session", null, "Cookie", cookie).status()).isEqualTo(200);
    assertThat(call(two, "DELETE", "/session", null, "Cookie", cookie).status()).isEqualTo(204);
    assertThat(call(one, "GET", "/session", null, "Cookie", cookie).status()).isEqualTo(401);
  }

  @Test
  void wrongPasswordsAtEitherLockBoth() {
    ConsoleClient.addUser(one, "wang", Role.VIEWER, PASSWORD);
    for (int i = 0; i < 5; i++) {
      assertThat(logIn(i % 2 == 0 ? one : two, "wang", "wrong").status()).isEqualTo(401);
    }
    assertThat(logIn(one, "wang", PASSWORD).status()).isEqualTo(429);
    assertThat(logIn(two, "wang", PASSWORD).status()).isEqualTo(429);
  }

  @Test
  void aTokenHoldsAtBothAndEndsAtBoth() {
    String token =
        new ConsoleTokens(one.application().database()).add("t", Role.ADMIN).orElseThrow();
    for (TestNode node : List.of(one, two)) {
      assertThat(call(node, "GET", "/session", null, "Authorization", "Bearer " + token).status())
          .isEqualTo(200);
    }
    assertThat(call(two, "DELETE", "/tokens/t", null, "Authorization", "Bearer " + token).status())
        .isEqualTo(204);
    for (TestNode node : List.of(one, two)) {
      assertThat(call(node, "GET", "/session", null, "Authorization", "Bearer " + token).status())
          .isEqualTo(401);
    }
  }

  private static RawCall.Answer logIn(TestNode node, String name, String password) {
    return call(
        node,
        "POST",
        "/session",
        "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
  }

  private static RawCall.Answer call(
      TestNode node, String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Sec-Fetch-Site", "same-origin"));
    return RawCall.send(node, method, "/console/api" + path, body, all.toArray(String[]::new));
  }
}
