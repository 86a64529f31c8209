package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
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
import java.util.Map;
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
    try (Simulator provider = Simulator.start()) {
      InstalledNode node = InstalledNode.start(installation, provider, data, url, Map.of());
      try {
        System.out.printf("start to healthy: %.1f s%n", node.awaitHealthy().toMillis() / 1000.0);
        measure(provider, node, records, url);
      } finally {
        System.out.println("exit code " + node.stop() + ", log:");
        System.out.println(node.log());
      }
    }
  }

  private static void measure(Simulator provider, InstalledNode node, int records, String url)
      throws Exception {
    Ledger.Order small = provider.push().publish(Publication.of(RiskRecord.sample(-1)));
    awaitImported(url, small.orderNo());
    List<Double> idle = new ArrayList<>();
    for (int i = 0; i < CALLBACKS_BEFORE; i++) {
      idle.add(node.callBack(small.orderNo()));
    }
    print("callback when idle", idle);
    Ledger.Order big = provider.push().publish(Publication.generated(0, records));
    long began = System.nanoTime();
    List<Double> busy = new ArrayList<>();
    while (!imported(url, big.orderNo())) {
      for (int i = 0; i < 50; i++) {
        busy.add(node.callBack(small.orderNo()));
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
    System.out.printf("import of %,d records: %.1f s%n", records, seconds(began));
    print("callback during the import", busy);
  }

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

  static void awaitImported(String url, String orderNo) throws Exception {
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

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
