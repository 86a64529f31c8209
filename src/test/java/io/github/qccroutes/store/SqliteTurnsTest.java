package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

class SqliteTurnsTest {
  @TempDir Path folder;

  private TestDatabase file;
  private Database database;
  private SqliteTurns turns;

  @BeforeEach
  void open() throws DatabaseException {
    file = TestDatabase.fresh(Dialect.SQLITE, folder);
    database =
        Database.open(
            new Database.Options(file.url(), null, null, Duration.ofMinutes(1), false),
            Clock.systemUTC());
    turns = new SqliteTurns(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void endsATurnWhenSomebodyWaitsAndLetsThemGoFirst() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    AtomicInteger turnsTaken = new AtomicInteger();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try (SqliteTurns.Writing writing = turns.begin()) {
                while (!ended.get()) {
                  writing.turn(
                      (connection, turn) -> {
                        turnsTaken.incrementAndGet();
                        while (!turn.isOver()) {
                          Thread.onSpinWait();
                        }
                        return 0;
                      });
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    await().until(() -> turnsTaken.get() > 0);

    long began = System.nanoTime();
    for (int n = 0; n < 10; n++) {
      int before = turnsTaken.get();
      database.statement("push/summary").query().singleRow();
      assertThat(turnsTaken.get() - before).as("turns that went first").isLessThanOrEqualTo(2);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    ended.set(true);
    writer.join();

    assertThat(took).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void setsTheConnectionBackHoweverItEnds() throws Exception {
    int cache = pragma("cache_size");
    int log = pragma("wal_autocheckpoint");

    assertThatThrownBy(
            () -> {
              try (SqliteTurns.Writing writing = turns.begin()) {
                assertThat(pragma("cache_size")).isNotEqualTo(cache);
                writing.turn(
                    (connection, turn) -> {
                      throw new SQLException("no");
                    });
              }
            })
        .isInstanceOf(DataAccessException.class);

    assertThat(pragma("cache_size")).isEqualTo(cache);
    assertThat(pragma("wal_autocheckpoint")).isEqualTo(log);
    turns.begin().close();
  }

  @Test
  void copiesTheLogMeanwhile() throws Exception {
    database.inOneTransaction(() -> run("create table big (n integer, fill text)"));
    try (SqliteTurns.Writing writing = turns.begin()) {
      for (int n = 0; n < 12; n++) {
        writing.turn(
            (connection, turn) -> {
              try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(
                    "insert into big with recursive s (n) as (select 1 union all select n + 1 from"
                        + " s where n < 5000) select n, printf('%.*c', 4000, 'x') from s");
              }
            });
      }
    }

    // 240 MB were written; the log is begun anew once it was copied.
    assertThat(Files.size(Path.of(file.url().substring("jdbc:sqlite:".length()) + "-wal")))
        .isLessThan(180L << 20);
  }

  @Test
  void letsOneWriteAtATime() throws Exception {
    AtomicBoolean begun = new AtomicBoolean();
    CompletableFuture<Void> second;
    try (SqliteTurns.Writing first = turns.begin()) {
      second =
          CompletableFuture.runAsync(
              () -> {
                try (SqliteTurns.Writing writing = turns.begin()) {
                  begun.set(true);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(first.turn((connection, turn) -> 3)).isEqualTo(3);
      assertThat(begun).isFalse();
    }
    second.join();

    assertThat(begun).isTrue();
  }

  private int pragma(String name) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeQuery("pragma " + name).getInt(1);
    }
  }

  private void run(String statement) {
    new JdbcTemplate(database.dataSource()).execute(statement);
  }
}
