package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Imports a large push in the installed program while callbacks keep coming in, and beside it, in
 * turn, by other means; prints a table of the medians with their ratios.
 *
 * <p>Arguments: the installation's directory, then any of {@code records=1000000}, {@code
 * rounds=3}, {@code rows=0} (other rows in the table before one more import), {@code
 * growth=1000,10000}, {@code peers=true}, {@code databases=sqlite,postgresql}, {@code
 * postgresql=<JDBC URL>} (a database on a server where another one may be made) and {@code
 * java=<options>}. Build the installation first. On Linux.
 */
public final class PushImportBenchmark {
  private static final int NAIVE_RECORDS = 5_000;
  private static final long PAUSE_MS = 20;
  private static final String LATER = "2026-02-01 10:00:00";
  private static final String EARLIER = "2025-12-01 10:00:00";

  private final Path installation;
  private final BenchArguments arguments;
  private final Path folder;
  private final PushFigures figures = new PushFigures();

  private PushImportBenchmark(Path installation, BenchArguments arguments, Path folder) {
    this.installation = installation;
    this.arguments = arguments;
    this.folder = folder;
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("qcc-bench");
    try {
      new PushImportBenchmark(
              Path.of(arguments[0]).toAbsolutePath(), BenchArguments.of(arguments), folder)
          .run();
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
    System.exit(0);
  }

  private String argument(String name, String otherwise) {
    return arguments.text(name, otherwise);
  }

  private void run() throws Exception {
    PushFiles push = PushFiles.write(folder, Integer.parseInt(argument("records", "1000000")));
    for (String product : argument("databases", "sqlite,postgresql").split(",")) {
      try (PushDatabase database =
          product.equals("sqlite")
              ? PushDatabase.sqlite(folder)
              : PushDatabase.postgresql(folder, argument("postgresql", ""))) {
        for (int round = 0; round < Integer.parseInt(argument("rounds", "3")); round++) {
          others(database, push);
          ours(database, push);
          large(database, push);
        }
        growth(database);
      }
      figures.print(product);
    }
  }

  private void others(PushDatabase database, PushFiles push) throws Exception {
    add("floor", PushPeers.floor(database.dialect(), database.fresh(), push));
    if (!Boolean.parseBoolean(argument("peers", "true"))) {
      return;
    }
    String url = database.fresh();
    if (database.dialect() == Dialect.POSTGRESQL) {
      add("Python script", PushPeers.python(database.libpq(), push));
      url = database.fresh();
    }
    add("JdbcTemplate", PushPeers.template(url, push));
    add("Camel split, sql: a record", PushPeers.camel(database.fresh(), push, NAIVE_RECORDS));
  }

  private void add(String what, @Nullable Double seconds) {
    if (seconds != null) {
      System.out.printf("%s: %.1f s%n", what, seconds);
      figures.add(what, seconds);
    }
  }

  /**
   * An empty table, then a later push that changes each row, then an earlier one that changes none.
   */
  private void ours(PushDatabase database, PushFiles push) throws Exception {
    int records = push.records();
    Path later = archive("later", records, LATER);
    Path earlier = archive("earlier", records, EARLIER);
    node(
        database.fresh(),
        "empty table",
        List.of(
            new Step("ours, empty table", push.archive()),
            new Step("ours, all newer", later),
            new Step("ours, all older", earlier)));
  }

  private Path archive(String name, int records, String date) throws IOException {
    Path file = folder.resolve(name + "-" + records + ".zip");
    if (Files.exists(file)) {
      return file;
    }
    Stream<RiskRecord> changed =
        PushFiles.risks(records).map(risk -> risk.withMonitorContent(name + risk.monitorContent()));
    return PushFiles.archive(folder, name + "-" + records, changed, PushFiles.count(records), date);
  }

  private void large(PushDatabase database, PushFiles push) throws Exception {
    int rows = Integer.parseInt(argument("rows", "0"));
    if (rows > 0) {
      String url = database.fresh();
      database.fill(url, rows);
      String what = "ours, into %,d rows".formatted(rows);
      node(url, what, List.of(new Step(what, push.archive())));
    }
  }

  private void growth(PushDatabase database) throws Exception {
    for (String size : argument("growth", "").split(",")) {
      if (!size.isEmpty()) {
        int records = Integer.parseInt(size);
        String what = "ours, %,d records".formatted(records);
        Path archive =
            PushFiles.archive(
                folder,
                "growth",
                PushFiles.risks(records),
                PushFiles.count(records),
                "2026-01-01 10:00:00");
        String url = database.fresh();
        node(url, what, List.of(new Step(what, archive)));
        figures.perRecord(what, records);
      }
    }
  }

  private record Step(String what, Path archive) {}

  /** Imports one archive after the other in a node just started. */
  private void node(String url, String what, List<Step> steps) throws Exception {
    Path data = Files.createTempDirectory(folder, "node");
    try (Simulator provider = Simulator.start();
        InstalledNode node =
            InstalledNode.start(
                installation, provider, data, url, Map.of("QCC_JAVA_OPTS", java()))) {
      figures.add("start to healthy", node.awaitHealthy().toMillis() / 1000.0);
      for (Step step : steps) {
        add(step.what(), imported(provider, node, url, step));
      }
      figures.add("peak resident, MB: " + what, node.peakResidentMb());
      if (node.log().contains("ERROR")) {
        System.out.println(node.log());
      }
    }
  }

  private String java() {
    return argument("java", "-Xmx256m");
  }

  private double imported(Simulator provider, InstalledNode node, String url, Step step)
      throws Exception {
    Ledger.Order small = provider.push().publish(Publication.of(RiskRecord.sample(-1)));
    awaitImported(url, small.orderNo());
    Ledger.Order order =
        provider.push().publish(Publication.archive(step.archive(), PushFiles.PASSWORD).missed());
    long began = System.nanoTime();
    node.callBack(order.orderNo());
    List<Double> callbacks = new ArrayList<>();
    while (!imported(url, order.orderNo())) {
      for (int i = 0; i < 5; i++) {
        callbacks.add(node.callBack(small.orderNo()));
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    callbacks.sort(null);
    figures.add("callback p99, ms: " + step.what(), callbacks.get((int) (callbacks.size() * 0.99)));
    return seconds;
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
}
