package io.github.qccroutes.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.sqlite.NativeLibraryNotFoundException;

/**
 * The database, opened and migrated: SQLite for one node, PostgreSQL for one or many.
 *
 * <p>SQLite has one writer, and callers that poll for it starve each other. So the pool holds a
 * single connection there: whoever wants it waits in a fair queue, for as long as the short
 * transactions before it take. No transaction may ask for a second connection.
 *
 * <p>Thread-safe. Every wait is bounded: for a connection by {@link Dialect#poolWait}, for an
 * answer of PostgreSQL by the driver's socket timeout.
 */
public final class Database implements AutoCloseable {
  private static final int POSTGRESQL_POOL = 12;
  // What a server of SQL_ASCII gets it stores as it comes, which is UTF-8.
  private static final Set<String> UNICODE = Set.of("UTF8", "SQL_ASCII");
  private static final Set<String> OTHER_SESSION = Set.of("26000", "42P05");
  private static final String SQLITE_PREFIX = "jdbc:sqlite:";

  private final String url;
  private final Dialect dialect;
  private final Statements statements;
  private final HikariDataSource dataSource;
  private final @Nullable FileChannel nodeLock;

  private Database(
      String url, Dialect dialect, HikariDataSource dataSource, @Nullable FileChannel nodeLock) {
    this.url = url;
    this.dialect = dialect;
    this.statements = new Statements(dialect);
    this.dataSource = dataSource;
    this.nodeLock = nodeLock;
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
      boolean onlyNode) {}

  /** Opens the database and brings its schema up to date. */
  public static Database open(Options options, Clock clock) throws DatabaseException {
    Database database = connect(options, clock);
    try {
      database.migrate();
      return database;
    } catch (DatabaseException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Opens a database that a node has made, as it is: makes none and changes no schema. */
  public static Database existing(Options options, Clock clock) throws DatabaseException {
    Database database = connectExisting(options, clock);
    try {
      database.requireSchema();
      return database;
    } catch (DatabaseException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Opens a database that a node has made; {@link #requireSchema} says whether it fits. */
  public static Database connectExisting(Options options, Clock clock) throws DatabaseException {
    if (Dialect.of(options.url()) == Dialect.SQLITE && Files.notExists(sqliteFile(options.url()))) {
      throw new MissingSchemaException(
          noNodeYet("there is no file " + shown(options.url())), false);
    }
    return connect(options, clock);
  }

  private static String noNodeYet(String found) {
    return "qcc.db.url: 这里还没有运行过节点 / no node has run here yet: "
        + found
        + "；请在节点的环境变量下执行，或先启动节点 / run this command in the node's environment"
        + " (QCC_DB_URL, QCC_DATA_DIR, QCC_HOME), or start a first node (qcc-routes run)";
  }

  /** Opens the database; before {@link #migrate} nothing is to be asked of it. */
  public static Database connect(Options options, Clock clock) throws DatabaseException {
    Dialect dialect = Dialect.of(options.url());
    FileChannel nodeLock = null;
    HikariDataSource dataSource = null;
    try {
      if (dialect == Dialect.SQLITE) {
        nodeLock = prepareFile(options);
      }
      dataSource = new HikariDataSource(pool(dialect, options, clock));
      if (dialect == Dialect.SQLITE) {
        requireDurability(dataSource, options.url());
      } else {
        requireUnicode(dataSource, options.url());
      }
      return new Database(options.url(), dialect, dataSource, nodeLock);
    } catch (DatabaseException e) {
      close(dataSource, nodeLock);
      throw e;
    } catch (RuntimeException e) {
      close(dataSource, nodeLock);
      throw new DatabaseException(
          "qcc.db.url: can't use the database " + shown(options.url()) + ": " + reason(e), e);
    }
  }

  private static HikariConfig pool(Dialect dialect, Options options, Clock clock) {
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

  private static @Nullable FileChannel prepareFile(Options options) throws DatabaseException {
    Path file = sqliteFile(options.url());
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return options.onlyNode() ? lock(file) : null;
    } catch (IOException e) {
      throw new DatabaseException(
          "qcc.db.url: can't write to "
              + file
              + ": "
              + reason(e)
              + "; unless it is set, the database lies in qcc.data-dir",
          e);
    }
  }

  private static FileChannel lock(Path file) throws IOException, DatabaseException {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // this very process holds it: the same refusal
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new DatabaseException(
          "qcc.db.url: another qcc-routes is running on "
              + file
              + ". SQLite serves one node: stop the other one, or move to PostgreSQL.");
    }
    return channel;
  }

  private static Path sqliteFile(String url) {
    String file = url.substring(SQLITE_PREFIX.length());
    int parameters = file.indexOf('?');
    return Path.of(parameters < 0 ? file : file.substring(0, parameters));
  }

  private static void requireDurability(DataSource dataSource, String url)
      throws DatabaseException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      String journal = statement.executeQuery("pragma journal_mode").getString(1);
      int synchronous = statement.executeQuery("pragma synchronous").getInt(1);
      if (!"wal".equalsIgnoreCase(journal) || synchronous < 2) {
        throw new DatabaseException(
            "qcc.db.url: SQLite must run with journal_mode=WAL and synchronous=FULL, but "
                + shown(url)
                + " gives "
                + journal
                + " and "
                + synchronous
                + ". Take these parameters out of the URL.");
      }
    } catch (SQLException e) {
      throw new DatabaseException(
          "qcc.db.url: can't use the database " + shown(url) + ": " + reason(e), e);
    }
  }

  private static void requireUnicode(DataSource dataSource, String url) throws DatabaseException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show server_encoding")) {
      row.next();
      String encoding = row.getString(1);
      if (!UNICODE.contains(encoding)) {
        throw new DatabaseException(
            "qcc.db.url: the database "
                + shown(url)
                + " is encoded in "
                + encoding
                + ", which can't hold all Chinese names. Name one in UTF-8: create database … encoding"
                + " 'UTF8' template template0");
      }
    } catch (SQLException e) {
      throw new DatabaseException(
          "qcc.db.url: can't use the database " + shown(url) + ": " + reason(e), e);
    }
  }

  /** Brings the schema up to date. */
  public void migrate() throws DatabaseException {
    try {
      flyway().migrate();
    } catch (FlywayException e) {
      throw new DatabaseException("qcc.db.url: the schema can't be migrated: " + reason(e), e);
    }
  }

  /**
   * Makes sure that a node of this version has made the schema; a newer one is taken as well.
   *
   * @throws MissingSchemaException when there is none, or an older one
   */
  public void requireSchema() throws DatabaseException {
    try {
      MigrationInfoService schema = flyway().info();
      if (schema.current() == null) {
        throw new MissingSchemaException(noNodeYet("there are no tables in " + shown(url)), false);
      }
      if (schema.pending().length > 0) {
        throw new MissingSchemaException(
            "qcc.db.url: 数据库的表还是旧版本，启动节点即可升级 / the tables are of an earlier version, "
                + shown(url)
                + ": start a node of this version (qcc-routes run), which brings them up to date",
            true);
      }
    } catch (FlywayException e) {
      throw new DatabaseException("qcc.db.url: the schema can't be read: " + reason(e), e);
    }
  }

  private Flyway flyway() {
    boolean sqlite = dialect == Dialect.SQLITE;
    return Flyway.configure()
        .dataSource(dataSource)
        .locations(
            sqlite
                ? new String[] {"classpath:db/migration/common"}
                : new String[] {
                  "classpath:db/migration/common", "classpath:db/migration/postgresql"
                })
        .placeholders(
            Map.of(
                "instant", sqlite ? "text" : "timestamptz",
                "bytewise", sqlite ? "text" : "text collate \"C\"",
                "identity",
                    sqlite
                        ? "integer primary key autoincrement"
                        : "bigint generated by default as identity primary key"))
        .load();
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

  /** Starts a call of the statement in {@code sql/<name>.sql}. */
  public JdbcClient.StatementSpec statement(String name) {
    return JdbcClient.create(dataSource).sql(statements.text(name));
  }

  /** Runs the statement in {@code sql/<name>.sql} once for each map of parameters. */
  public void batch(String name, List<? extends Map<String, ?>> parameters) {
    if (!parameters.isEmpty()) {
      new NamedParameterJdbcTemplate(dataSource)
          .batchUpdate(statements.text(name), parameters.toArray(Map[]::new));
    }
  }

  /** Runs statements of this thread in one transaction, which is to be short. */
  public void inOneTransaction(Runnable work) {
    new TransactionTemplate(new JdbcTransactionManager(dataSource))
        .executeWithoutResult(status -> work.run());
  }

  @Override
  public void close() {
    close(dataSource, nodeLock);
  }

  private static void close(@Nullable HikariDataSource dataSource, @Nullable FileChannel nodeLock) {
    if (dataSource != null) {
      dataSource.close();
    }
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

  private static String shown(String url) {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
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
