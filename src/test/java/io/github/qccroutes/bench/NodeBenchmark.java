package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compares a node of one installed program with a node of another, in turn on the same machine, and
 * prints a table of medians: the start, a node at rest, one dropped file, and the answer of the
 * callback, on SQLite and on PostgreSQL.
 *
 * <p>Every node gets a database and a data directory of its own. PostgreSQL is the embedded one,
 * with {@code fsync} off. It counts statements by {@code pg_stat_statements}, those that only begin
 * or end a transaction or set something left out, and transactions by {@code pg_stat_database}.
 *
 * <p>A turn begins when the machine's load average of one minute is below the number of its
 * processors.
 *
 * <p>Arguments: the directories of both installations, and the number of rounds. Linux only.
 */
public final class NodeBenchmark {

  /** What is due at an hour of the day would meet one of the two only. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "QCC_PUSH_RECONCILE_CRON", "off",
          "QCC_REPORTS_DAY_CRON", "off",
          "QCC_REPORTS_WEEK_CRON", "off",
          "QCC_REPORTS_MONTH_CRON", "off");

  private static final Duration SETTLING = Duration.ofSeconds(10);
  private static final Duration REST = Duration.ofSeconds(30);
  private static final int LINES = 8_000;
  private static final int CALLBACKS_BEFORE = 200;
  private static final int CALLBACKS = 2_000;

  private final EmbeddedPostgres server;
  private final JdbcClient sql;
  private final Map<String, List<List<Double>>> figures = new LinkedHashMap<>();
  private int databases;

  private NodeBenchmark(EmbeddedPostgres server) {
    this.server = server;
    sql = JdbcClient.create(server.getPostgresDatabase());
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    List<Path> installations =
        List.of(Path.of(arguments[0]).toAbsolutePath(), Path.of(arguments[1]).toAbsolutePath());
    int rounds = Integer.parseInt(arguments[2]);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("autovacuum", "off")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .setServerConfig("pg_stat_statements.track_utility", "off")
            .start()) {
      NodeBenchmark benchmark = new NodeBenchmark(server);
      benchmark.sql.sql("create extension pg_stat_statements").update();
      for (int round = 1; round <= rounds; round++) {
        for (boolean postgresql : List.of(false, true)) {
          for (int side = 0; side < installations.size(); side++) {
            awaitQuiet();
            System.out.printf(
                "%s round %d, %s, PostgreSQL: %b%n",
                Instant.now(), round, installations.get(side), postgresql);
            benchmark.measureAtRest(installations.get(side), side, postgresql);
            benchmark.measureFile(installations.get(side), side, postgresql);
          }
        }
        benchmark.print();
      }
    }
  }

  private void measureAtRest(Path installation, int side, boolean postgresql) throws Exception {
    Path data = Files.createTempDirectory("qcc-bench");
    String database = "node_" + ++databases;
    String url = url(data, database, postgresql);
    String where = postgresql ? ", PostgreSQL" : ", SQLite";
    try (Simulator provider = Simulator.start();
        InstalledNode node = InstalledNode.start(installation, provider, data, url, SETTINGS)) {
      add("start to healthy, ms" + where, side, node.awaitHealthy().toMillis());
      TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
      if (postgresql) {
        Duration processor = node.processorTime();
        long statements = statements(database);
        long transactions = transactions(database);
        TimeUnit.NANOSECONDS.sleep(REST.toNanos());
        double seconds = REST.toSeconds();
        add("at rest, statements/s", side, (statements(database) - statements) / seconds);
        add("at rest, transactions/s", side, (transactions(database) - transactions) / seconds);
        Duration busy = node.processorTime().minus(processor);
        add("at rest, CPU s/min", side, busy.toMillis() / 1000.0 * 60 / seconds);
        add("at rest, threads", side, node.threads());
      }
      Ledger.Order order = provider.push().publish(Publication.of(RiskRecord.sample(-1)));
      PushImportBenchmark.awaitImported(url, order.orderNo());
      for (int i = 0; i < CALLBACKS_BEFORE; i++) {
        node.callBack(order.orderNo());
      }
      List<Double> answers = new ArrayList<>();
      for (int i = 0; i < CALLBACKS; i++) {
        answers.add(node.callBack(order.orderNo()));
      }
      add("callback p50, ms" + where, side, quantile(answers, 0.5));
      add("callback p99, ms" + where, side, quantile(answers, 0.99));
    }
  }

  private void measureFile(Path installation, int side, boolean postgresql) throws Exception {
    Path data = Files.createTempDirectory("qcc-bench");
    String url = url(data, "node_" + ++databases, postgresql);
    String where = postgresql ? ", PostgreSQL" : ", SQLite";
    try (Simulator provider = Simulator.start()) {
      AssignmentsBenchmark.prepare(provider, LINES);
      try (InstalledNode node = InstalledNode.start(installation, provider, data, url, SETTINGS)) {
        add("start to healthy, ms" + where, side, node.awaitHealthy().toMillis());
        node.awaitReady();
        AssignmentsBenchmark.drop(data, LINES, LINES);
        AssignmentsBenchmark.awaitResult(data, node);
        double measured =
            AssignmentsBenchmark.use(provider).firstCallToLastAnswer().toMillis() / 1000.0;
        add("%,d lines of one login, s%s".formatted(LINES, where), side, measured);
      }
    }
  }

  private String url(Path data, String database, boolean postgresql) {
    if (!postgresql) {
      return "jdbc:sqlite:" + data.resolve("qcc.db");
    }
    sql.sql("create database " + database).update();
    return server.getJdbcUrl("postgres", database);
  }

  private long statements(String database) {
    return sql.sql(
            """
            select coalesce(sum(calls), 0) from pg_stat_statements s
            join pg_database d on d.oid = s.dbid where d.datname = :database
            """)
        .param("database", database)
        .query(Long.class)
        .single();
  }

  private long transactions(String database) {
    return sql.sql(
            "select xact_commit + xact_rollback from pg_stat_database where datname = :database")
        .param("database", database)
        .query(Long.class)
        .single();
  }

  private void add(String what, int side, double value) {
    figures
        .computeIfAbsent(what, name -> List.of(new ArrayList<>(), new ArrayList<>()))
        .get(side)
        .add(value);
    System.out.printf("  %s: %s%n", what, shown(value));
  }

  private void print() {
    System.out.println("| | before | after | after / before |");
    System.out.println("| --- | --- | --- | --- |");
    figures.forEach(
        (what, sides) ->
            System.out.printf(
                "| %s | %s | %s | %.2f |%n",
                what,
                shown(sides.get(0)),
                shown(sides.get(1)),
                quantile(sides.get(1), 0.5) / quantile(sides.get(0), 0.5)));
  }

  private static String shown(List<Double> values) {
    return "%s (%s–%s)"
        .formatted(
            shown(quantile(values, 0.5)), shown(quantile(values, 0)), shown(quantile(values, 1)));
  }

  private static String shown(double value) {
    return value >= 100
        ? "%,.0f".formatted(value)
        : value >= 10 ? "%.1f".formatted(value) : "%.2f".formatted(value);
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(Math.min((int) (sorted.size() * share), sorted.size() - 1));
  }

  private static void awaitQuiet() throws InterruptedException {
    var machine = ManagementFactory.getOperatingSystemMXBean();
    while (machine.getSystemLoadAverage() >= machine.getAvailableProcessors()) {
      TimeUnit.SECONDS.sleep(1);
    }
    System.out.printf("load average %.2f%n", machine.getSystemLoadAverage());
  }
}
