package io.github.qccroutes.app;

import com.zaxxer.hikari.HikariDataSource;
import io.github.qccroutes.store.Dialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A fresh database of its own: a file, or a database on the one PostgreSQL server of this JVM. Its
 * JDBC client opens a connection for every statement and so sees what is committed.
 */
public final class TestDatabase {
  private static final Set<String> KEPT =
      Set.of("flyway_schema_history", "api_slot", "report_start", "push_change", "sync_turn");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Dialect dialect;
  private final String name;
  private final String url;
  private @Nullable HikariDataSource pool;

  private TestDatabase(Dialect dialect, String name, String url) {
    this.dialect = dialect;
    this.name = name;
    this.url = url;
  }

  public static TestDatabase fresh(Dialect dialect, Path folder) {
    String name = "qcc_" + NUMBER.incrementAndGet();
    if (dialect == Dialect.SQLITE) {
      return new TestDatabase(dialect, name, "jdbc:sqlite:" + folder.resolve(name + ".db"));
    }
    server().sql("create database " + name).update();
    return new TestDatabase(dialect, name, Server.POSTGRES.getJdbcUrl("postgres", name));
  }

  /** A database of PostgreSQL in another encoding than UTF-8. */
  public static TestDatabase encoded(String encoding) {
    String name = "qcc_" + NUMBER.incrementAndGet();
    server()
        .sql(
            "create database %s encoding '%s' template template0 lc_collate 'C' lc_ctype 'C'"
                .formatted(name, encoding))
        .update();
    return new TestDatabase(Dialect.POSTGRESQL, name, Server.POSTGRES.getJdbcUrl("postgres", name));
  }

  public Dialect dialect() {
    return dialect;
  }

  public String url() {
    return url;
  }

  /** Statements on connections of their own. */
  public synchronized JdbcClient sql() {
    if (dialect == Dialect.SQLITE) {
      return JdbcClient.create(new DriverManagerDataSource(url + "?busy_timeout=20000"));
    }
    if (pool == null) {
      pool = new HikariDataSource();
      pool.setJdbcUrl(url);
      pool.setMaximumPoolSize(2);
      pool.setMinimumIdle(0);
    }
    return JdbcClient.create(pool);
  }

  /** Leaves the tables as after a node's first start; what it numbers begins at 1 again. */
  public void clear() {
    List<String> tables =
        sql()
            .sql(
                dialect == Dialect.SQLITE
                    ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
                    : "select tablename from pg_tables where schemaname = 'public'")
            .query(String.class)
            .list()
            .stream()
            .filter(table -> !KEPT.contains(table))
            .toList();
    if (dialect == Dialect.SQLITE) {
      tables.forEach(table -> sql().sql("delete from " + table).update());
      sql().sql("delete from sqlite_sequence").update();
    } else {
      sql().sql("truncate " + String.join(", ", tables) + " restart identity").update();
    }
    sql()
        .sql("update api_slot set holder = null, lease_until = '1970-01-01T00:00:00.000Z'")
        .update();
  }

  public synchronized void close() {
    if (pool != null) {
      pool.close();
    }
  }

  /** A moment so many milliseconds from now, as an SQL expression on the database's own clock. */
  public String nowPlus(long ms) {
    return dialect == Dialect.SQLITE
        ? "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '" + ms / 1000.0 + " seconds')"
        : "now() + " + ms + " * interval '1 millisecond'";
  }

  /** Breaks every connection of PostgreSQL and lets no new one in. */
  public void shutOut() {
    server().sql("alter database " + name + " allow_connections false").update();
    disconnect();
  }

  /** Has every new connection of PostgreSQL read only, and ends those there are. */
  public void forbidWriting() {
    server().sql("alter database " + name + " set default_transaction_read_only = on").update();
    disconnect();
  }

  /** New connections may write again; those that there are know nothing of it. */
  public void allowWriting() {
    server().sql("alter database " + name + " reset default_transaction_read_only").update();
  }

  /** The URL for a new user of PostgreSQL, who may make and use tables here. */
  public String urlOfNewUser() {
    String user = name + "_user";
    sql().sql("create role " + user + " login").update();
    sql().sql("grant all on schema public to " + user).update();
    return url.replace("user=postgres", "user=" + user);
  }

  public void letIn() {
    server().sql("alter database " + name + " allow_connections true").update();
  }

  private void disconnect() {
    server()
        .sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = :name")
        .param("name", name)
        .query(Long.class)
        .single();
  }

  private static JdbcClient server() {
    return JdbcClient.create(Server.POSTGRES.getPostgresDatabase());
  }

  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
