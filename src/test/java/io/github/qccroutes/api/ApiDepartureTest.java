package io.github.qccroutes.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of calls: when a call counts as sent, and that it reuses what is open. */
class ApiDepartureTest {
  private static final String QUOTA =
      "{\"status\":\"200\",\"msg\":\"ok\",\"result\":[{\"id\":\"radar_id\"}]}";

  /** Of an authority that signs nothing. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBUDCB96ADAgECAggtZc9sXi2Z6zAKBggqhkjOPQQDAjAcMRowGAYDVQQDExFh
      dXRob3JpdHkuZXhhbXBsZTAgFw0yNjExMzAyMDIyMjRaGA8yMDgxMDkwMjIwMjIy
      NFowHDEaMBgGA1UEAxMRYXV0aG9yaXR5LmV4YW1wbGUwWTATBgcqhkjOPQIBBggq
      hkjOPQMBBwNCAAQKgRkcs+fz85HbluxR0fhf+q/44xu+RlovdynrALNu196vy/P7
      9acBpzxboo9xlmr6IA4FAlMAgzfd+Zjgl6Q5oyEwHzAdBgNVHQ4EFgQU6xi1PWrq
      Bo0631/iEMvMvD+vL3wwCgYIKoZIzj0EAwIDSAAwRQIgfO3TxtoVAiCjQFI+ZQaS
      dAKsH8QUhgCuBRMaq8j/jyMCIQC6AYtsXWTwHfM8d8Z1nxQuzCLBeE2H4lStDB0T
      yd8EqQ==
      -----END CERTIFICATE-----
      """;

  private static final String ORDERED =
      "{\"status\":\"200\",\"msg\":\"ok\",\"result\":{\"orderNo\":\"JKDAY-1\"}}";

  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  @TempDir private Path folder;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private interface Server {
    void serve(Socket client) throws IOException;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 71", "Transfer-Encoding: chunked"})
  void reusesItsConnection(String length) throws Exception {
    String body =
        length.startsWith("T")
            ? Integer.toHexString(QUOTA.length()) + "\r\n" + QUOTA + "\r\n0\r\n\r\n"
            : QUOTA;
    int port = server(client -> answer(client, length.replaceAll("71", QUOTA.length() + ""), body));
    Application application = application("http://127.0.0.1:" + port + "/api", Map.of());

    for (int n = 0; n < 10; n++) {
      assertThat(get(application).getException()).isNull();
    }

    assertThat(connections).hasValue(1);
  }

  @Test
  void knowsThatACallWasNotSentWhenNothingTakesTheConnection() throws Exception {
    ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(full);
    fill(full.getLocalPort());

    assertNotSent("http://127.0.0.1:" + full.getLocalPort() + "/api", Map.of());
  }

  @Test
  void knowsThatACallWasNotSentWhenTheHandshakeIsReset() throws Exception {
    int port =
        server(
            client -> {
              client.getInputStream().read();
              client.setSoLinger(true, 0);
            });

    assertNotSent("https://127.0.0.1:" + port + "/api", Map.of());
    assertThat(connections).hasPositiveValue();
  }

  @Test
  void knowsThatACallWasNotSentWhenTheProxyOpensNoTunnel() throws Exception {
    int port =
        server(
            client -> {
              while (!line(client).isEmpty()) {
                // the request to the proxy
              }
              client
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno"
                          .getBytes(ISO_8859_1));
            });

    assertNotSent("https://pro.example.invalid/api", Map.of("qcc.api.proxy", "127.0.0.1:" + port));
    assertThat(connections).hasPositiveValue();
  }

  @Test
  void keepsTheSlotOfACallThatWasSent() throws Exception {
    int port =
        server(
            client -> {
              while (!line(client).isEmpty()) {
                // the request
              }
            });
    Application application = application("http://127.0.0.1:" + port + "/api", Map.of());

    Exchange answer = get(application);

    assertThat(answer.getException())
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageEndingWith("; its call slot stays taken for up to 30 s");
    assertThat(CallFate.of(answer)).isEqualTo(CallFate.UNKNOWN);
    assertThat(taken(application)).isOne();
  }

  @Test
  void findsAConnectionThatTheServerHasClosed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    int port =
        server(
            client -> {
              answerOne(client);
              client.close();
              closed.countDown();
            });
    Application application = application("http://127.0.0.1:" + port + "/api", Map.of());

    assertThat(get(application).getException()).isNull();
    closed.await();
    assertThat(get(application).getException()).isNull();

    assertThat(connections).hasValue(2);
  }

  @Test
  void ordersAReportOnAConnectionOfItsOwn() throws Exception {
    // The next request on a connection is read and never answered, as by a server that was just
    // closing it.
    int port =
        server(
            client -> {
              answerOne(client);
              while (!line(client).isEmpty()) {
                // the request that came too late
              }
            });
    Application application = application("http://127.0.0.1:" + port + "/api", Map.of());
    assertThat(get(application).getException()).isNull();

    Exchange order = get(application, "createReport");

    assertThat(order.getException()).isNull();
    assertThat(CallFate.of(order)).isEqualTo(CallFate.DONE);
    assertThat(connections).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void saysThatTheProxyWantsAPassword(String scheme) throws Exception {
    int port =
        server(
            client -> {
              while (!line(client).isEmpty()) {
                // the request to the proxy
              }
              client
                  .getOutputStream()
                  .write(
                      ("HTTP/1.1 407 Proxy Authentication Required\r\n"
                              + "Proxy-Authenticate: Basic realm=\"office\"\r\n"
                              + "Content-Length: 2\r\n\r\nno")
                          .getBytes(ISO_8859_1));
            });
    Application application =
        application(
            scheme + "://pro.example.invalid/api", Map.of("qcc.api.proxy", "127.0.0.1:" + port));

    Exchange answer = get(application);

    assertThat(answer.getException())
        .hasMessageContainingAll("HTTP 407", "qcc.api.proxy-username", "qcc.api.proxy-password")
        .hasMessageNotContaining("base-url");
    assertThat(CallFate.of(answer)).isEqualTo(CallFate.NOT_DONE);
  }

  @Test
  void tellsTheProxyTheNameAndPasswordThatItWants() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    int port =
        server(
            client -> {
              while (true) {
                String head = head(client);
                if (head.isEmpty()) {
                  return;
                }
                heads.add(head);
                boolean known = head.contains("Proxy-Authorization: Basic dXNlcjpoVXNoOmh1c2g=");
                client
                    .getOutputStream()
                    .write(
                        (known
                                ? "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: "
                                    + QUOTA.length()
                                    + "\r\n\r\n"
                                    + QUOTA
                                : "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"office\"\r\n"
                                    + "Content-Length: 0\r\n\r\n")
                            .getBytes(ISO_8859_1));
              }
            });
    Application application =
        application(
            "http://pro.example.invalid/api",
            Map.of(
                "qcc.api.proxy", "127.0.0.1:" + port,
                "qcc.api.proxy-username", "user",
                "qcc.api.proxy-password", "hUsh:hush"));

    assertThat(get(application).getException()).isNull();
    assertThat(heads).hasSize(2);
  }

  @Test
  void speaksPlainHttpToAnHttpAddressWhateverItTrusts() throws Exception {
    int port = server(client -> answer(client, "Content-Length: " + QUOTA.length(), QUOTA));
    Path pem = Files.writeString(folder.resolve("authority.pem"), CERTIFICATE);
    Application application =
        application("http://127.0.0.1:" + port + "/api", Map.of("qcc.api.ca-file", pem.toString()));

    assertThat(get(application).getException()).isNull();
  }

  private static void answerOne(Socket client) throws IOException {
    head(client);
    client
        .getOutputStream()
        .write(
            ("HTTP/1.1 200 OK\r\nContent-Length: " + ORDERED.length() + "\r\n\r\n" + ORDERED)
                .getBytes(ISO_8859_1));
  }

  private static String head(Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(client); !line.isEmpty(); line = line(client)) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  private void assertNotSent(String baseUrl, Map<String, String> more) throws Exception {
    Application application = application(baseUrl, more);

    Exchange answer = get(application);

    assertThat(answer.getException())
        .isInstanceOfSatisfying(
            ProviderUnavailableException.class,
            e -> assertThat(e.outcome()).isEqualTo(Outcome.RETRY))
        .hasMessageNotContaining("slot");
    assertThat(CallFate.of(answer)).isEqualTo(CallFate.NOT_DONE);
    assertThat(taken(application)).isZero();
  }

  private Application application(String baseUrl, Map<String, String> more) throws Exception {
    Properties options = new Properties();
    options.setProperty("qcc.api.base-url", baseUrl);
    options.setProperty("qcc.api.key", "k3y-of-a-test");
    options.setProperty("qcc.api.secret-key", "s3cret-of-a-test");
    options.setProperty("qcc.api.timeout-ms", "1200");
    options.setProperty("qcc.api.slot-lease-ms", "30000");
    options.setProperty("qcc.data-dir", folder.toString());
    options.putAll(more);
    String url = "jdbc:sqlite:" + folder.resolve("qcc.db");
    Database.open(
            new Database.Options(url, null, null, Duration.ofMinutes(1), false), Clock.systemUTC())
        .close();
    Application application =
        Application.tool(
            Settings.load(Path.of("").toAbsolutePath(), Map.of(), options),
            Clock.systemUTC(),
            List.of("api"));
    open.add(application);
    application.start();
    return application;
  }

  private static Exchange get(Application application) throws IOException {
    return get(application, "getQuota");
  }

  private static Exchange get(Application application, String call) throws IOException {
    try (ProducerTemplate template = application.camel().createProducerTemplate()) {
      return template.request("direct:api-get", exchange -> exchange.setVariable("call", call));
    }
  }

  private static int taken(Application application) {
    return application.database().statement("api/taken-slots").query().listOfRows().size();
  }

  private int server(Server behaviour) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ExecutorService threads = Executors.newCachedThreadPool();
    open.add(socket);
    open.add(threads::shutdownNow);
    threads.execute(
        () -> {
          while (!socket.isClosed()) {
            try {
              Socket client = socket.accept();
              connections.incrementAndGet();
              threads.execute(
                  () -> {
                    try (client) {
                      behaviour.serve(client);
                    } catch (IOException e) {
                      // the caller has hung up
                    }
                  });
            } catch (IOException e) {
              return;
            }
          }
        });
    return socket.getLocalPort();
  }

  private static void answer(Socket client, String length, String body) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.isEmpty()) {
        client
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        + length
                        + "\r\n\r\n"
                        + body)
                    .getBytes(ISO_8859_1));
      }
    }
  }

  private static String line(Socket client) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = client.getInputStream().read(); c >= 0 && c != '\n'; ) {
      line.append((char) c);
      c = client.getInputStream().read();
    }
    return line.toString().strip();
  }

  /** Until nothing answers a further connection: its first packet is dropped. */
  private void fill(int port) throws IOException {
    while (true) {
      Socket socket = new Socket();
      open.add(socket);
      try {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }
}
