package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Simulator;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Hands whole lists to the installed program under a 256 MiB heap and prints how long each takes to
 * its jobs and to its end: one that is watched already, the same again, and one of which one in a
 * hundred has changed.
 *
 * <p>Arguments: the installation's directory, the number of pairs, and the database's address
 * (default: SQLite). Build the installation first.
 */
public final class SyncBenchmark {
  private static final int COMPANIES = 8_000;
  private static final long FIRST_LOGIN = 13_800_000_000L;

  private SyncBenchmark() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Path installation = Path.of(arguments[0]).toAbsolutePath();
    int pairs = Integer.parseInt(arguments[1]);
    Path data = Files.createTempDirectory("qcc-bench");
    String url = arguments.length > 2 ? arguments[2] : "jdbc:sqlite:" + data.resolve("qcc.db");
    try (Simulator provider = Simulator.start()) {
      provider
          .allocation()
          .know(IntStream.range(0, COMPANIES).mapToObj(Company::sample).toArray(Company[]::new));
      provider.quota().set("radar_id", 10_000_000, 0, 0);
      InstalledNode node =
          InstalledNode.start(
              installation,
              provider,
              data,
              url,
              Map.of(
                  "QCC_ASSIGNMENTS_ADMIN_LOGINS", "none",
                  "QCC_ASSIGNMENTS_QUOTA_CHECK", "false",
                  "QCC_SYNC_MAX_CANCELS", "1000000",
                  "QCC_SYNC_MAX_CANCEL_PERCENT", "100"));
      try {
        node.awaitReady();
        run(node, data, "1 first", 1, pairs, 0);
        run(node, data, "2 the same", 2, pairs, 0);
        run(node, data, "3 one in a hundred changed", 3, pairs, pairs / 200);
        System.out.printf("%,d calls%n", provider.ledger().allocations().size());
      } finally {
        System.out.println("exit code " + node.stop() + ", log:");
        System.out.println(node.log());
      }
    }
  }

  private static void run(
      InstalledNode node, Path data, String name, int run, int pairs, int shifted)
      throws Exception {
    Path file = data.resolve("list" + run + ".csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("loginName,keyWord\n");
      for (int n = shifted; n < pairs + shifted; n++) {
        out.write(
            (FIRST_LOGIN + n / COMPANIES) + "," + Company.sample(n % COMPANIES).name() + "\n");
      }
      out.write("#END," + pairs + "\n");
    }
    long began = System.nanoTime();
    Files.move(
        file, data.resolve("inbox/sync/list" + run + ".csv"), StandardCopyOption.ATOMIC_MOVE);
    node.awaitLine("job s" + run + ": accepted");
    double accepted = seconds(began);
    node.awaitLine("sync  s" + run + ": ");
    double planned = seconds(began);
    node.awaitLine("sync  s" + run + ": DONE");
    System.out.printf(
        "%s: %,d pairs: read %.1f s, planned and its jobs made %.1f s, done %.1f s%n",
        name, pairs, accepted, planned, seconds(began));
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
