package io.github.qccroutes.bench;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import io.github.qccroutes.store.Dialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;

/**
 * The database of one product under measurement, with our tables, durable as the product ships; as
 * often as asked for it is made anew.
 */
final class PushDatabase implements AutoCloseable {
  private static final String NAME = "qcc_push_benchmark";
  private static final String COLUMNS =
      "id, corp_key_no, corp_name, monitor_content, monitor_level, monitor_type, score,"
          + " change_date, push_date, order_no, first_seen_at, changed_at, changed_by, change_no,"
          + " dated";

  private final Dialect dialect;
  private final Path folder;
  private final String server;
  private final AutoCloseable ours;
  private int number;

  private PushDatabase(Dialect dialect, Path folder, String server, AutoCloseable ours) {
    this.dialect = dialect;
    this.folder = folder;
    this.server = server;
    this.ours = ours;
  }

  static PushDatabase sqlite(Path folder) {
    return new PushDatabase(Dialect.SQLITE, folder, "", () -> {});
  }

  /**
   * A database of its own on a server.
   *
   * @param url of another database there; empty for a server that is started for this
   */
  static PushDatabase postgresql(Path folder, String url) throws IOException {
    if (!url.isEmpty()) {
      return new PushDatabase(Dialect.POSTGRESQL, folder, url, () -> {});
    }
    // The starter of tests would leave out what makes commits durable.
    EmbeddedPostgres started =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
    return new PushDatabase(
        Dialect.POSTGRESQL, folder, started.getJdbcUrl("postgres", "postgres"), started);
  }

  Dialect dialect() {
    return dialect;
  }

  /** Makes it anew and gives its URL. */
  String fresh() throws SQLException, DatabaseException, IOException {
    if (dialect == Dialect.POSTGRESQL) {
      execute(server, "drop database if exists " + NAME + " with (force)");
      execute(server, "create database " + NAME);
      execute(server, "checkpoint");
    } else {
      for (String file : new String[] {"", "-wal", "-shm", ".lock"}) {
        Files.deleteIfExists(folder.resolve("bench-" + number + ".db" + file));
      }
      number++;
    }
    Database.open(
            new Database.Options(url(), null, null, Duration.ofMinutes(1), false),
            Clock.systemUTC())
        .close();
    return url();
  }

  private String url() {
    return dialect == Dialect.SQLITE
        ? "jdbc:sqlite:" + folder.resolve("bench-" + number + ".db")
        : server.replaceFirst("(jdbc:postgresql://[^/]*/)[^?]*", "$1" + NAME);
  }

  /** The same for libpq. */
  String libpq() {
    return url().substring("jdbc:".length());
  }

  /** Fills the table with other rows, whose ids are spread over all there can be. */
  void fill(String url, int rows) throws SQLException {
    String id = dialect == Dialect.SQLITE ? "printf('%08x', n * 2654435761 & 4294967295)" : "";
    String series =
        dialect == Dialect.SQLITE
            ? "with recursive s (n) as (select 1 union all select n + 1 from s where n < "
                + rows
                + ")"
            : "with s as (select n from generate_series(1, " + rows + ") as t (n))";
    if (dialect == Dialect.POSTGRESQL) {
      id = "substr(md5(n::text), 1, 8)";
    }
    execute(
        url,
        "insert into customer_risk ("
            + COLUMNS
            + ") "
            + series
            + " select "
            + id
            + " || '000000000000000000000000' || n, "
            + id
            + " || '00000000000000000000ffff', '示例企业有限公司', '该企业由原“较高风险”上升至“高风险”',"
            + " '高风险信息', '高风险', 7, '2022-06-01', '2025-01-01 10:00:00', 'FILLED',"
            + " '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z', 'FILLED', 0, 1 from s"
            + " order by 1");
    execute(url, dialect == Dialect.SQLITE ? "pragma wal_checkpoint(truncate)" : "vacuum analyze");
  }

  static void execute(String url, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement all = connection.createStatement()) {
      all.execute(statement);
    }
  }

  static long count(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from customer_risk")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws Exception {
    ours.close();
  }
}
