package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.ServerKeys;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The management port with a certificate of its own. */
@Tag("full")
class ConsoleTlsTest {
  private static final String PASSWORD = "a long enough password";

  @TempDir private Path folder;

  @Test
  void speaksTlsAndItsCookieGoesNoOtherWay() throws Exception {
    ServerKeys keys = ServerKeys.make(folder);
    TestNode node =
        TestNode.on(Dialect.SQLITE)
            .only(ConsoleClient.FLOWS.toArray(String[]::new))
            .with("qcc.console.enabled", "true")
            .with("qcc.management.tls-key-store", keys.file().toString())
            .with("qcc.management.tls-key-store-password", ServerKeys.PASSWORD)
            .start();
    try {
      ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
      HttpClient browser = HttpClient.newBuilder().sslContext(keys.trusting()).build();
      URI session =
          URI.create(
              "https://localhost:" + node.application().managementPort() + "/console/api/session");

      HttpResponse<String> opened =
          browser.send(
              HttpRequest.newBuilder(session)
                  .header("Sec-Fetch-Site", "same-origin")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"name\":\"li\",\"password\":\"" + PASSWORD + "\"}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(opened.statusCode()).isEqualTo(200);
      String cookie = opened.headers().firstValue("Set-Cookie").orElse("");
      assertThat(cookie).contains("; Secure", "HttpOnly", "SameSite=Strict");
      HttpResponse<String> me =
          browser.send(
              HttpRequest.newBuilder(session)
                  .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(me.statusCode()).isEqualTo(200);
      assertThat(me.headers().firstValue("Content-Security-Policy")).isPresent();
      URI plain = URI.create(session.toString().replace("https:", "http:"));
      assertThatThrownBy(
              () ->
                  browser.send(
                      HttpRequest.newBuilder(plain).build(),
                      HttpResponse.BodyHandlers.discarding()))
          .isInstanceOf(java.io.IOException.class);
      // The callback has no certificate, and gets none by this key.
      assertThat(node.send(node.callback("key=wrong&orderNo=1")).statusCode()).isEqualTo(403);
    } finally {
      node.closeAll();
    }
  }
}
