package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Imports one archive of many records in the installed program under a 256 MiB heap while callbacks
 * keep coming in, and prints how long both took.
 *
 * <p>Arguments: the installation's directory, the number of records, and a JDBC URL (default:
 * SQLite in a temporary directory). Build the installation first.
 */
public final class PushImportBenchmark {
  private static final int CALLBACKS_BEFORE = 300;
  private static final long PAUSE_MS = 20;

  private PushImportBenchmark() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Path installation = Path.of(arguments[0]).toAbsolutePath();
    int records = Integer.parseInt(arguments[1]);
    Path data = Files.createTempDirectory("qcc-bench");
    String url = arguments.length > 2 ? arguments[2] : "jdbc:sqlite:" + data.resolve("qcc.db");
    int http = freePort();
    int management = freePort();
    try (Simulator provider = Simulator.start()) {
      ProcessBuilder builder =
          new ProcessBuilder(installation.resolve("bin/qcc-routes").toString(), "run")
              .redirectErrorStream(true)
              .redirectOutput(data.resolve("log").toFile());
      builder.environment().put("QCC_JAVA_OPTS", "-Xmx256m");
      builder.environment().put("QCC_API_BASE_URL", provider.baseUrl().toString());
      builder.environment().put("QCC_API_KEY", provider.account().key());
      builder.environment().put("QCC_API_SECRET_KEY", provider.account().secretKey());
      builder.environment().put("QCC_DB_URL", url);
      builder.environment().put("QCC_DATA_DIR", data.toString());
      builder.environment().put("QCC_HTTP_PORT", Integer.toString(http));
      builder.environment().put("QCC_MANAGEMENT_PORT", Integer.toString(management));
      String callback = "http://127.0.0.1:" + http + "/qcc/push";
      builder.environment().put("QCC_PUSH_CALLBACK_URL", callback);
      builder.environment().put("QCC_DOWNLOAD_HOSTS", provider.downloadHost());
      long began = System.nanoTime();
      Process process = builder.start();
      try {
        awaitHealthy(management);
        System.out.printf("start to healthy: %.1f s%n", seconds(began));
        measure(provider, callback, records, url);
      } finally {
        process.destroy();
        process.waitFor(90, TimeUnit.SECONDS);
        process.destroyForcibly();
        System.out.println("exit code " + process.waitFor() + ", log:");
        System.out.println(Files.readString(data.resolve("log")));
      }
    }
  }

  private static void measure(Simulator provider, String callback, int records, String url)
      throws Exception {
    Ledger.Order small = provider.push().publish(Publication.of(RiskRecord.sample(-1)));
    awaitImported(url, small.orderNo());
    URI uri =
        URI.create(callback + "?key=" + provider.account().key() + "&orderNo=" + small.orderNo());
    List<Double> idle = new ArrayList<>();
    for (int i = 0; i < CALLBACKS_BEFORE; i++) {
      idle.add(callbackMs(uri));
    }
    print("callback when idle", idle);
    Ledger.Order big = provider.push().publish(Publication.generated(0, records));
    long began = System.nanoTime();
    List<Double> busy = new ArrayList<>();
    while (!imported(url, big.orderNo())) {
      for (int i = 0; i < 50; i++) {
        busy.add(callbackMs(uri));
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
    System.out.printf("import of %,d records: %.1f s%n", records, seconds(began));
    print("callback during the import", busy);
  }

  private static double callbackMs(URI uri) throws IOException, InterruptedException {
    long began = System.nanoTime();
    HttpResponse<String> answer =
        CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    double ms = (System.nanoTime() - began) / 1e6;
    if (answer.statusCode() != 200) {
      throw new IOException("callback answered " + answer.statusCode());
    }
    return ms;
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static void print(String what, List<Double> ms) {
    Collections.sort(ms);
    System.out.printf(
        "%s: %d, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        what,
        ms.size(),
        ms.get(ms.size() / 2),
        ms.get((int) (ms.size() * 0.99)),
        ms.get(ms.size() - 1));
  }

  private static void awaitImported(String url, String orderNo) throws Exception {
    while (!imported(url, orderNo)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static boolean imported(String url, String orderNo) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select state, last_error from push_order where order_no = '" + orderNo + "'")) {
      if (row.next() && row.getString(1).equals("DEAD")) {
        throw new IllegalStateException(row.getString(2));
      }
      return !row.isAfterLast() && row.getRow() > 0 && row.getString(1).equals("IMPORTED");
    }
  }

  private static void awaitHealthy(int port) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/observe/health");
    while (true) {
      try {
        if (CLIENT
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode()
            == 200) {
          return;
        }
      } catch (IOException e) {
        // not listening yet
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
