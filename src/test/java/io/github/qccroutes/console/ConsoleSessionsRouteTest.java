package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logging in, and what is open to whom. */
class ConsoleSessionsRouteTest {
  private static final String PASSWORD = "一个长一点的密码 1";

  private TestNode node;
  private ConsoleClient browser;

  @BeforeEach
  void start() {
    node = ConsoleClient.sharedNode(Dialect.SQLITE);
    browser = ConsoleClient.nobody(node);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void aPersonLogsInAndOut() throws Exception {
    ConsoleClient.addUser(node, "王芳", Role.OPERATOR, PASSWORD);

    var opened = logIn("王芳", PASSWORD);

    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.json().path("role").asText()).isEqualTo("operator");
    String cookie = opened.header("Set-Cookie");
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/console/");
    String session = cookie.substring(0, cookie.indexOf(';'));
    var me = browser.send("GET", "/session", null, "Cookie", session);
    assertThat(me.json().path("name").asText()).isEqualTo("王芳");
    assertThat(me.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(
            browser
                .send(
                    "DELETE", "/session", null, "Cookie", session, "Sec-Fetch-Site", "same-origin")
                .status())
        .isEqualTo(204);
    assertThat(browser.send("GET", "/session", null, "Cookie", session).status()).isEqualTo(401);
  }

  @Test
  @Tag("full")
  void aNameIsLockedAfterFiveWrongPasswords() throws Exception {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    for (int i = 0; i < 5; i++) {
      assertThat(logIn("li", "wrong").status()).isEqualTo(401);
    }

    var locked = logIn("li", PASSWORD);

    assertThat(locked.status()).isEqualTo(429);
    assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(1, 60);
  }

  private ConsoleClient.Answer logIn(String name, String password) throws Exception {
    return browser.send(
        "POST",
        "/session",
        "{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, password),
        "Sec-Fetch-Site",
        "same-origin");
  }
}
