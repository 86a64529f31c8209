package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.qccroutes.app.ServerKeys;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS before the callback; a private authority and a proxy on the way out. */
@Tag("full")
final class NetworkFaceTest {
  private static final String PASSWORD = ServerKeys.PASSWORD;

  @TempDir private static Path certificates;
  private static ServerKeys keys;
  private static Path keyStore;
  private static Path pem;

  @TempDir private Path folder;

  @BeforeAll
  static void makeCertificate() throws Exception {
    keys = ServerKeys.make(certificates);
    keyStore = keys.file();
    pem = keys.certificate();
  }

  @Test
  void servesTheCallbackOverTls() throws Exception {
    try (Simulator provider = Simulator.start()) {
      Installation installation =
          Installation.of(provider, folder)
              .without("QCC_PUSH_CALLBACK_URL")
              .with("QCC_HTTP_TLS_KEY_STORE", keyStore.toString())
              .with("QCC_HTTP_TLS_KEY_STORE_PASSWORD", PASSWORD);
      try (Program node = installation.run()) {
        assertThat(node.stdout())
            .contains("callback on https://")
            .contains("health on http://")
            .doesNotContain(PASSWORD);
        URI plain = installation.callback("?key=wrong&orderNo=1");
        URI secure = URI.create(plain.toString().replace("http:", "https:"));
        HttpClient client = HttpClient.newBuilder().sslContext(keys.trusting()).build();
        assertThat(client.send(get(secure), HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(403);
        assertThatThrownBy(() -> client.send(get(plain), HttpResponse.BodyHandlers.discarding()))
            .isInstanceOf(IOException.class);
        String orderNo = provider.push().publish(Publication.of(RiskRecord.sample(1))).orderNo();
        URI callback =
            URI.create(
                installation
                    .callback("?key=" + provider.account().key() + "&orderNo=" + orderNo)
                    .toString()
                    .replace("http:", "https:"));
        assertThat(client.send(get(callback), HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
        node.awaitLine(orderNo + ": imported 1 record(s)");
        assertThat(
                new Records(installation.get("QCC_DB_URL"))
                    .texts("select order_no from push_order where called_back_at is not null"))
            .containsExactly(orderNo);
        String port = installation.get("QCC_HTTP_PORT");
        // It does not even shake hands.
        assertThat(SlowClient.isCutOff(SocketFactory.getDefault(), port, "", false)).isTrue();
        assertThat(SlowClient.areAllCutOff(keys.trusting().getSocketFactory(), port)).isTrue();
        assertThat(installation.health().statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void refusesAKeyStoreThatItCannotOpen() {
    try (Simulator provider = Simulator.start();
        Program node =
            Installation.of(provider, folder)
                .with("QCC_HTTP_TLS_KEY_STORE", keyStore.toString())
                .with("QCC_HTTP_TLS_KEY_STORE_PASSWORD", "not-the-password")
                .start("run")) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.stderr().lines())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("qcc-routes: qcc.http.tls-key-store: can't use " + keyStore)
          .doesNotContain("not-the-password");
    }
  }

  @Test
  void refusesAuthoritiesThatAreNone() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "\n");
    try (Simulator provider = Simulator.start();
        Program node =
            Installation.of(provider, folder)
                .with("QCC_API_CA_FILE", empty.toString())
                .start("check")) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.stderr()).startsWith("qcc-routes: qcc.api.ca-file: can't use " + empty);
    }
  }

  @Test
  void callsAndDownloadsThroughAProxyFromAServerOfAPrivateAuthority() throws Exception {
    try (Simulator provider = Simulator.start();
        ForwardProxy proxy = ForwardProxy.start()) {
      HttpsServer front = front(provider);
      try {
        int port = front.getAddress().getPort();
        Installation installation =
            Installation.of(provider, folder)
                .with("QCC_API_BASE_URL", "https://localhost:" + port + "/api")
                .with("QCC_API_PROXY", "127.0.0.1:" + proxy.port());
        try (Program check = installation.start("check")) {
          assertThat(check.exitCode()).isEqualTo(1);
          assertThat(check.stdout()).contains("qcc.api.ca-file names private authorities");
        }
        installation.with("QCC_API_CA_FILE", pem.toString());
        provider.push().publish(Publication.of(RiskRecord.sample(1)).missed());
        try (Program node = installation.run()) {
          new Records(installation.get("QCC_DB_URL")).awaitImported(provider.ledger());
          node.awaitLine(": imported 1 record(s)");
        }
        assertThat(proxy.requests())
            .contains("CONNECT localhost:" + port)
            .anyMatch(line -> line.startsWith("GET http://" + provider.downloadHost() + "/"));
      } finally {
        front.stop(0);
      }
    }
  }

  /** The simulator behind TLS. */
  private static HttpsServer front(Simulator provider) throws Exception {
    HttpsServer front =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(
        KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    front.setHttpsConfigurator(new HttpsConfigurator(context));
    front.setExecutor(Executors.newCachedThreadPool());
    HttpClient client = HttpClient.newHttpClient();
    front.createContext("/", exchange -> forward(exchange, client, provider));
    front.start();
    return front;
  }

  private static void forward(HttpExchange exchange, HttpClient client, Simulator provider)
      throws IOException {
    try (exchange) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(provider.baseUrl().resolve(exchange.getRequestURI()))
                  .header("Token", exchange.getRequestHeaders().getFirst("Token"))
                  .header("Timespan", exchange.getRequestHeaders().getFirst("Timespan"))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpRequest get(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }
}
