package io.github.qccroutes.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * Opens SQLite connections that write ahead, sync every commit and know {@code db_now()} and {@code
 * db_now_plus_ms(n)}, which answer UTC text of a fixed width, so that text order is time order.
 */
final class SqliteSource extends SQLiteDataSource {
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final int SQLITE_NULL = 5;

  private final Clock clock;

  SqliteSource(String url, Clock clock) {
    this(config(), url, clock);
  }

  private SqliteSource(SQLiteConfig config, String url, Clock clock) {
    super(config);
    setUrl(url);
    this.clock = clock;
  }

  /** Connections that can't write. */
  static SqliteSource reading(String url, Clock clock) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(30_000);
    return new SqliteSource(config, url, clock);
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(30_000);
    return config;
  }

  @Override
  public SQLiteConnection getConnection(@Nullable String username, @Nullable String password)
      throws SQLException {
    SQLiteConnection connection = super.getConnection(username, password);
    try {
      Function.create(connection, "db_now", new TimeFunction());
      Function.create(connection, "db_now_plus_ms", new TimeFunction());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private final class TimeFunction extends Function {
    @Override
    protected void xFunc() throws SQLException {
      if (args() == 1 && value_type(0) == SQLITE_NULL) {
        result();
        return;
      }
      Instant now = clock.instant();
      result(INSTANT.format(args() == 0 ? now : now.plusMillis(value_long(0))));
    }
  }
}
