package io.github.qccroutes.store;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.sqlite.NativeLibraryNotFoundException;

/**
 * The database, opened and migrated: SQLite for one node, PostgreSQL for one or many.
 *
 * <p>Thread-safe. Every wait is bounded: for a connection by {@link Dialect#poolWait}, for an
 * answer of PostgreSQL by the driver's socket timeout.
 */
public final class Database implements AutoCloseable {
  private static final Set<String> OTHER_SESSION = Set.of("26000", "42P05");

  private final Dialect dialect;
  private final Statements statements;
  private final HikariDataSource dataSource;
  private final NamedParameterJdbcTemplate template;
  private final JdbcClient client;
  private final Schema schema;
  private final @Nullable FileChannel nodeLock;
  private final HikariDataSource readers;

  private Database(
      Options options,
      HikariDataSource dataSource,
      HikariDataSource readers,
      @Nullable FileChannel nodeLock) {
    this.dialect = options.dialect();
    this.statements = new Statements(dialect);
    this.dataSource = dataSource;
    this.template = new NamedParameterJdbcTemplate(dataSource);
    this.client = JdbcClient.create(template);
    this.schema = new Schema(dataSource, options);
    this.nodeLock = nodeLock;
    this.readers = readers;
  }

  /**
   * What a database is opened with.
   *
   * @param url JDBC URL of SQLite or PostgreSQL
   * @param workLease how long a transaction of a silent node may hold its row locks
   * @param onlyNode whether a second process with this flag is refused on the same SQLite file
   */
  public record Options(
      String url,
      @Nullable String username,
      @Nullable String password,
      Duration workLease,
      boolean onlyNode) {

    Dialect dialect() {
      return Dialect.of(url);
    }

    /** The URL without its parameters, which may be secrets. */
    String shownUrl() {
      int parameters = url.indexOf('?');
      return parameters < 0 ? url : url.substring(0, parameters);
    }
  }

  /** Opens the database and brings its schema up to date. */
  public static Database open(Options options, Clock clock) throws DatabaseException {
    return connect(options, clock).after(Schema::migrate);
  }

  /** Opens a database that a node has made, as it is: makes none and changes no schema. */
  public static Database existing(Options options, Clock clock) throws DatabaseException {
    return connectExisting(options, clock).after(Schema::require);
  }

  /** Opens a database that a node has made; {@link #requireSchema} says whether it fits. */
  public static Database connectExisting(Options options, Clock clock) throws DatabaseException {
    if (options.dialect() == Dialect.SQLITE && SqliteFile.of(options.url()).isMissing()) {
      throw MissingSchemaException.noNodeYet("there is no file " + options.shownUrl());
    }
    return connect(options, clock);
  }

  /** Opens the database; before {@link #migrate} nothing is to be asked of it. */
  public static Database connect(Options options, Clock clock) throws DatabaseException {
    FileChannel nodeLock = null;
    try {
      if (options.dialect() == Dialect.SQLITE) {
        SqliteFile file = SqliteFile.of(options.url());
        file.makeFolder();
        nodeLock = options.onlyNode() ? file.lock() : null;
      }
      HikariDataSource pool = ConnectionPool.open(options, clock);
      return new Database(options, pool, ConnectionPool.readers(options, pool, clock), nodeLock);
    } catch (DatabaseException e) {
      close(nodeLock);
      throw e;
    } catch (RuntimeException e) {
      close(nodeLock);
      throw DatabaseException.cantUse(options, e);
    }
  }

  /** Brings the schema up to date. */
  public void migrate() throws DatabaseException {
    schema.migrate();
  }

  /**
   * Makes sure that a node of this version has made the schema; a newer one is taken as well.
   *
   * @throws MissingSchemaException when there is none, or an older one
   */
  public void requireSchema() throws DatabaseException {
    schema.require();
  }

  private interface SchemaStep {
    void take(Schema schema) throws DatabaseException;
  }

  /** This very database, closed when the step fails. */
  private Database after(SchemaStep step) throws DatabaseException {
    try {
      step.take(schema);
      return this;
    } catch (DatabaseException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The database product. */
  public Dialect dialect() {
    return dialect;
  }

  /** The SQL files, fit for this database. */
  public Statements statements() {
    return statements;
  }

  /** The pool. */
  public DataSource dataSource() {
    return dataSource;
  }

  /**
   * A pool for long lists, which never writes: on SQLite connections of its own, so that nobody
   * waits for one who reads; on PostgreSQL the pool.
   */
  public DataSource readers() {
    return readers;
  }

  /**
   * Runs the statement in {@code sql/<name>.sql} on {@link #readers}, with the lines for these
   * parameters only (see {@link Statements}).
   */
  public List<Map<String, Object>> read(String name, Map<String, Object> parameters) {
    return new NamedParameterJdbcTemplate(readers)
        .queryForList(statements.text(name, parameters.keySet()), parameters);
  }

  /** Starts a call of the statement in {@code sql/<name>.sql}. */
  public JdbcClient.StatementSpec statement(String name) {
    return client.sql(statements.text(name));
  }

  /**
   * Runs the statement in {@code sql/<name>.sql} for each of these rows of parameters; where it
   * takes lists (see {@link Statements}), PostgreSQL gets all rows at once.
   */
  public void batch(String name, List<? extends Map<String, ?>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    String text = statements.text(name);
    RowLists lists = RowLists.of(text);
    if (lists.isEmpty()) {
      template.batchUpdate(text, rows.toArray(Map[]::new));
    } else {
      template.update(text, lists.values(rows));
    }
  }

  /** Runs statements of this thread in one transaction, which is to be short. */
  public void inOneTransaction(Runnable work) {
    new TransactionTemplate(new JdbcTransactionManager(dataSource))
        .executeWithoutResult(status -> work.run());
  }

  @Override
  public void close() {
    readers.close();
    dataSource.close();
    close(nodeLock);
  }

  private static void close(@Nullable FileChannel nodeLock) {
    if (nodeLock != null) {
      try {
        nodeLock.close();
      } catch (IOException e) {
        // the lock goes with the process at the latest
      }
    }
  }

  /** A time in a column as the driver of either database gives it. */
  public static @Nullable Instant instant(@Nullable Object column) {
    if (column instanceof Timestamp timestamp) {
      return timestamp.toInstant();
    }
    return column == null ? null : Instant.parse(column.toString());
  }

  /** The innermost cause in one line, and what to do where the cause does not say it. */
  public static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    String words =
        message == null ? root.getClass().getSimpleName() : message.strip().replaceAll("\\s+", " ");
    return words + advice(root);
  }

  private static String advice(Throwable cause) {
    if (cause instanceof NativeLibraryNotFoundException) {
      return ". SQLite's library is unpacked to "
          + System.getProperty("java.io.tmpdir")
          + ", which must be there, be writable and not be mounted noexec; to name another folder:"
          + " QCC_JAVA_OPTS=-Djava.io.tmpdir=…";
    }
    if (cause instanceof SQLException sql && isOfAnotherSession(sql)) {
      return ". A pooler gives statements of one session to others (PgBouncer in transaction mode):"
          + " add prepareThreshold=0 to qcc.db.url, as in jdbc:postgresql://host/database?prepareThreshold=0";
    }
    return "";
  }

  /** Whether a prepared statement met a server's session that is not the one that prepared it. */
  private static boolean isOfAnotherSession(SQLException e) {
    String state = e.getSQLState();
    return state != null && OTHER_SESSION.contains(state);
  }
}
