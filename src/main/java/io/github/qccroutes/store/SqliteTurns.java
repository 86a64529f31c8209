package io.github.qccroutes.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Long writing on the one connection of SQLite, in turns. A turn is a transaction; it ends soon
 * when somebody waits for the connection, and whoever waits goes first.
 *
 * <p>Meanwhile the write-ahead log is copied into the database between turns, on a connection of
 * its own, and not by the commit that happens to fill it. One at a time writes so; a second one
 * waits. Thread-safe.
 */
public final class SqliteTurns {
  private static final Logger LOG = LoggerFactory.getLogger("store");

  /** Shorter turns, each with its own copy of the pages it changed, would be mostly log. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /** What a longer turn changed would keep whoever comes while it is synced. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int CACHE_KIB = 16_000;
  private static final int LOG_PAGES = 32_768;

  private final HikariDataSource pool;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Semaphore writing = new Semaphore(1, true);

  public SqliteTurns(Database database) {
    try {
      this.pool = database.dataSource().unwrap(HikariDataSource.class);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    this.jdbc = new JdbcTemplate(pool);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
  }

  /** Waits until nobody else writes for long; the caller closes what is returned. */
  public Writing begin() throws InterruptedException {
    writing.acquire();
    try {
      return new Writing();
    } catch (SQLException | RuntimeException e) {
      writing.release();
      throw e instanceof RuntimeException unchecked ? unchecked : translated((SQLException) e);
    }
  }

  private RuntimeException translated(SQLException e) {
    RuntimeException translated = jdbc.getExceptionTranslator().translate("log", null, e);
    return translated == null ? new IllegalStateException(e) : translated;
  }

  /** Whether somebody waits for the connection. */
  private boolean isWanted() {
    return pool.getHikariPoolMXBean().getThreadsAwaitingConnection() > 0;
  }

  /** What a turn does until it is over. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does some of the work.
     *
     * @return how many rows it changed
     */
    int write(Connection connection, Turn turn) throws SQLException;
  }

  /** Says when a turn is over. For one thread. */
  public final class Turn {
    private final long began = System.nanoTime();

    private Turn() {}

    /** Whether the transaction should end now. */
    public boolean isOver() {
      long held = System.nanoTime() - began;
      return held >= MOST_NANOS || (held >= LEAST_NANOS && isWanted());
    }
  }

  /** A long piece of writing. For one thread at a time. */
  public final class Writing implements AutoCloseable {
    private final Connection log;
    private final int usualCache;
    private final int usualLog;

    private Writing() throws SQLException {
      log = pool.getDataSource().getConnection();
      try {
        usualCache = replace("cache_size", -CACHE_KIB);
        // Not 0: should it not come to the end of this, the log is still copied some time.
        usualLog = replace("wal_autocheckpoint", 4 * LOG_PAGES);
      } catch (RuntimeException e) {
        log.close();
        throw e;
      }
    }

    /** Does some work in one transaction, commits it and lets others go first. */
    public int turn(Work work) {
      Integer changed =
          transactions.execute(
              status ->
                  jdbc.execute(
                      (ConnectionCallback<Integer>)
                          connection -> work.write(connection, new Turn())));
      giveWay();
      try {
        if (pagesToCopy() >= LOG_PAGES) {
          checkpoint("passive");
        }
      } catch (SQLException e) {
        throw translated(e);
      }
      return changed == null ? 0 : changed;
    }

    @Override
    public void close() {
      try (log) {
        // A short log is left to the commit that fills it.
        if (pagesToCopy() >= usualLog) {
          checkpoint("passive");
        }
        replace("wal_autocheckpoint", usualLog);
        replace("cache_size", usualCache);
      } catch (SQLException | RuntimeException e) {
        LOG.debug("the log is copied later", e);
      } finally {
        writing.release();
      }
    }

    private void giveWay() {
      long since = System.nanoTime();
      while (isWanted() && System.nanoTime() - since < PATIENCE_NANOS) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    private int pagesToCopy() throws SQLException {
      return checkpoint("noop");
    }

    /** Copies what it can, and gives the pages that the log still has before the database. */
    private int checkpoint(String mode) throws SQLException {
      try (Statement statement = log.createStatement();
          ResultSet row = statement.executeQuery("pragma wal_checkpoint(" + mode + ")")) {
        return row.getInt("log") - row.getInt("checkpointed");
      }
    }

    private int replace(String pragma, int value) {
      Integer former =
          jdbc.execute(
              (ConnectionCallback<Integer>)
                  connection -> {
                    try (Statement statement = connection.createStatement()) {
                      int before = statement.executeQuery("pragma " + pragma).getInt(1);
                      statement.execute("pragma " + pragma + "=" + value);
                      return before;
                    }
                  });
      return former == null ? 0 : former;
    }
  }
}
