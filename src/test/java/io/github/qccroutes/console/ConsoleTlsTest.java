package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The management port with a certificate of its own. */
@Tag("full")
class ConsoleTlsTest {
  private static final String STORE_PASSWORD = "changeit-1";
  private static final String PASSWORD = "a long enough password";

  @TempDir private Path folder;

  @Test
  void speaksTlsAndItsCookieGoesNoOtherWay() throws Exception {
    Path keyStore = keyStore();
    TestNode node =
        TestNode.on(Dialect.SQLITE)
            .only(ConsoleClient.FLOWS.toArray(String[]::new))
            .with("qcc.console.enabled", "true")
            .with("qcc.management.tls-key-store", keyStore.toString())
            .with("qcc.management.tls-key-store-password", STORE_PASSWORD)
            .start();
    try {
      ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
      HttpClient browser = HttpClient.newBuilder().sslContext(trusting(keyStore)).build();
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

  private Path keyStore() throws Exception {
    Path file = folder.resolve("management.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "SAN=dns:localhost",
                    "-validity",
                    "2",
                    "-alias",
                    "server",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    STORE_PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    return file;
  }

  private static SSLContext trusting(Path keyStore) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
