package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.LogRecorder;
import java.net.ConnectException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Trouble with the database is told as what it is. */
class DatabaseTroubleTest {
  @TempDir private Path folder;

  @Test
  void tellsARefusalFromAnOutage() throws Exception {
    try (Database database =
        Database.open(
            new Database.Options(
                "jdbc:sqlite:" + folder.resolve("a.db"), null, null, Duration.ofMinutes(1), true),
            Clock.systemUTC())) {
      JdbcClient sql = JdbcClient.create(database.dataSource());
      String row = "insert into report_start (id, started_at) values (1, 'now')";
      sql.sql(row).update();

      assertTold(
          catchException(() -> sql.sql(row).update()),
          Level.ERROR,
          "refuses a statement",
          "UNIQUE");
    }
  }

  @Test
  void tellsACollisionFromAnOutage() throws Exception {
    assertTold(
        new CannotAcquireLockException("update", new SQLException("deadlock detected", "40P01")),
        Level.WARN,
        "blocked each other",
        "deadlock detected");
  }

  @Test
  void tellsAnOutage() throws Exception {
    assertTold(
        new CannotGetJdbcConnectionException("no", new SQLException("refused", "08001")),
        Level.WARN,
        "can't be used",
        "refused");
    assertTold(
        new UncategorizedSQLException(
            "commit",
            null,
            new SQLiteException(
                "[SQLITE_ERROR] (cannot commit - no transaction is active)",
                SQLiteErrorCode.SQLITE_ERROR)),
        Level.WARN,
        "can't be used",
        "no transaction is active");
  }

  @Test
  void tellsAPoolerThatMixesUpSessions() throws Exception {
    SQLException mixedUp =
        new SQLException("ERROR: prepared statement \"S_1\" already exists", "42P05");

    assertTold(
        new BadSqlGrammarException("select", "select 1", mixedUp),
        Level.ERROR,
        "prepareThreshold=0",
        "qcc.db.url");
    assertThat(DatabaseTrouble.isRefusal(mixedUp)).isFalse();
    assertThat(
            Database.reason(
                new SQLException("ERROR: prepared statement \"S_1\" does not exist", "26000")))
        .contains("prepareThreshold=0");
  }

  @Test
  void namesTheFolderThatTakesNoLibrary() {
    assertThat(
            Database.reason(
                new SQLException(
                    "Error opening connection",
                    new NativeLibraryNotFoundException("No native library found for Linux"))))
        .startsWith("No native library found for Linux. ")
        .contains(System.getProperty("java.io.tmpdir"), "QCC_JAVA_OPTS=-Djava.io.tmpdir=");
  }

  @Test
  void isNotTakenForTheProvidersThoughItSpeaksOfAConnection() {
    assertThat(
            DatabaseTrouble.isIn(
                new CannotGetJdbcConnectionException(
                    "no", new SQLException("refused", "08001", new ConnectException("refused")))))
        .isTrue();
    assertThat(DatabaseTrouble.isIn(new ConnectException("refused"))).isFalse();
  }

  private static void assertTold(Exception trouble, Level level, String... words) throws Exception {
    try (LogRecorder log = new LogRecorder();
        DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      exchange.setProperty(Exchange.EXCEPTION_CAUGHT, trouble);

      new DatabaseTrouble(Clock.systemUTC()).process(exchange);

      assertThat(log.at(level)).singleElement().asString().contains(words);
    }
  }
}
