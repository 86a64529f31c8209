package io.github.qccroutes.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Opens the pool of a database and makes sure that the database keeps what it is given.
 *
 * <p>SQLite has one writer, and callers that poll for it starve each other. So the pool holds a
 * single connection there: whoever wants it waits in a fair queue, for as long as the short
 * transactions before it take. No transaction may ask for a second connection.
 */
final class ConnectionPool {
  private static final int POSTGRESQL_POOL = 12;
  private static final int READERS = 4;
  // What a server of SQL_ASCII gets it stores as it comes, which is UTF-8.
  private static final Set<String> UNICODE = Set.of("UTF8", "SQL_ASCII");

  private ConnectionPool() {}

  static HikariDataSource open(Database.Options options, Clock clock) throws DatabaseException {
    HikariDataSource pool = new HikariDataSource(config(options, clock));
    try {
      if (options.dialect() == Dialect.SQLITE) {
        requireDurability(pool, options);
      } else {
        requireUnicode(pool, options);
      }
      return pool;
    } catch (SQLException e) {
      pool.close();
      throw DatabaseException.cantUse(options, e);
    } catch (DatabaseException | RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /**
   * The pool itself, or where it has one connection, others that only read, made when asked for.
   */
  static HikariDataSource readers(Database.Options options, HikariDataSource pool, Clock clock) {
    if (options.dialect() != Dialect.SQLITE) {
      return pool;
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("qcc-db-readers");
    config.setConnectionTimeout(options.dialect().poolWait().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setDataSource(SqliteSource.reading(options.url(), clock));
    // Otherwise the pool would try to make its connections write.
    config.setReadOnly(true);
    config.setMaximumPoolSize(READERS);
    config.setMinimumIdle(0);
    config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
    return new HikariDataSource(config);
  }

  private static HikariConfig config(Database.Options options, Clock clock) {
    Dialect dialect = options.dialect();
    HikariConfig config = new HikariConfig();
    config.setPoolName("qcc-db");
    config.setConnectionTimeout(dialect.poolWait().toMillis());
    config.setInitializationFailTimeout(1);
    if (dialect == Dialect.SQLITE) {
      config.setDataSource(new SqliteSource(options.url(), clock));
      config.setMaximumPoolSize(1);
      config.setMaxLifetime(0);
      return config;
    }
    config.setJdbcUrl(options.url());
    config.setUsername(options.username());
    config.setPassword(options.password());
    config.setExceptionOverrideClassName(ReadOnlySessions.class.getName());
    config.setMaximumPoolSize(POSTGRESQL_POOL);
    config.setMinimumIdle(2);
    config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    config.addDataSourceProperty("ApplicationName", "qcc-routes");
    config.addDataSourceProperty("connectTimeout", "10");
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // One statement for many rows; a batch must not name one row twice.
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    // A node that stops in the middle of a transaction must not keep its row locks for ever.
    config.setConnectionInitSql(
        "set idle_in_transaction_session_timeout = " + options.workLease().toMillis());
    return config;
  }

  private static void requireDurability(DataSource pool, Database.Options options)
      throws DatabaseException, SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      String journal = statement.executeQuery("pragma journal_mode").getString(1);
      int synchronous = statement.executeQuery("pragma synchronous").getInt(1);
      if (!"wal".equalsIgnoreCase(journal) || synchronous < 2) {
        throw new DatabaseException(
            "qcc.db.url: SQLite must run with journal_mode=WAL and synchronous=FULL, but "
                + options.shownUrl()
                + " gives "
                + journal
                + " and "
                + synchronous
                + ". Take these parameters out of the URL.");
      }
    }
  }

  private static void requireUnicode(DataSource pool, Database.Options options)
      throws DatabaseException, SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show server_encoding")) {
      row.next();
      String encoding = row.getString(1);
      if (!UNICODE.contains(encoding)) {
        throw new DatabaseException(
            "qcc.db.url: the database "
                + options.shownUrl()
                + " is encoded in "
                + encoding
                + ", which can't hold all Chinese names. Name one in UTF-8: create database … encoding"
                + " 'UTF8' template template0");
      }
    }
  }
}
