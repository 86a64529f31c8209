package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.TestDatabase;
import java.nio.file.Path;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseTest {
  private static final List<String> TABLES =
      List.of("push_order", "customer_risk", "api_slot", "api_hold");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void migratesAnEmptyDatabaseAndOpensItAgain(Dialect dialect) throws DatabaseException {
    TestDatabase empty = TestDatabase.fresh(dialect, folder);
    open(empty.url(), true).close();

    try (Database database = open(empty.url(), true)) {
      assertThat(database.dialect()).isEqualTo(dialect);
      assertThat(TABLES)
          .allSatisfy(
              table ->
                  assertThat(
                          empty
                              .sql()
                              .sql("select count(*) from " + table)
                              .query(Long.class)
                              .single())
                      .isZero());
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void tellsTheTime(Dialect dialect) throws DatabaseException {
    TestDatabase empty = TestDatabase.fresh(dialect, folder);
    try (Database database = open(empty.url(), true)) {
      hold(database);

      assertThat(
              empty
                  .sql()
                  .sql(
                      "select count(*) from api_hold where held_at between "
                          + empty.nowPlus(-20_000)
                          + " and "
                          + empty.nowPlus(20_000))
                  .query(Long.class)
                  .single())
          .isOne();
    }
  }

  @Test
  void writesTimesAsTheContractHasThemOnSqlite() throws DatabaseException {
    TestDatabase empty = TestDatabase.fresh(Dialect.SQLITE, folder);
    Clock clock = Clock.fixed(Instant.parse("2024-02-28T23:59:00Z"), ZoneOffset.UTC);
    try (Database database =
        Database.open(
            new Database.Options(empty.url(), null, null, Duration.ofMinutes(1), true), clock)) {
      hold(database);

      assertThat(empty.sql().sql("select held_at from api_hold").query(String.class).single())
          .isEqualTo("2024-02-28T23:59:00.000Z");
    }
  }

  @Test
  void refusesASecondNodeOnOneSqliteFile() throws DatabaseException {
    TestDatabase file = TestDatabase.fresh(Dialect.SQLITE, folder);
    try (Database first = open(file.url(), true)) {
      assertThatThrownBy(() -> open(file.url(), true))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("another qcc-routes is running")
          .hasMessageContaining("PostgreSQL");
      open(file.url(), false).close();
      assertThat(first.statement("push/summary").query().singleRow()).isNotEmpty();
    }
    open(file.url(), true).close();
  }

  @Test
  void servesSeveralNodesOnPostgresql() throws DatabaseException {
    TestDatabase shared = TestDatabase.fresh(Dialect.POSTGRESQL, folder);
    try (Database first = open(shared.url(), true);
        Database second = open(shared.url(), true)) {
      assertThat(first.statement("push/summary").query().singleRow()).isNotEmpty();
      assertThat(second.statement("push/summary").query().singleRow()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?journal_mode=DELETE",
        "?journal_mode=MEMORY",
        "?synchronous=OFF",
        "?synchronous=NORMAL",
        "?journal_mode=WAL&synchronous=1"
      })
  void keepsEveryCommitWhateverTheUrlSays(String parameters) throws DatabaseException {
    String url = TestDatabase.fresh(Dialect.SQLITE, folder).url() + parameters;

    try (Database database = open(url, true)) {
      JdbcClient sql = JdbcClient.create(database.dataSource());
      assertThat(sql.sql("pragma journal_mode").query(String.class).single()).isEqualTo("wal");
      assertThat(sql.sql("pragma synchronous").query(Integer.class).single()).isEqualTo(2);
    }
  }

  @Test
  void saysInOneLineThatTheServerIsNotThere() {
    assertThatThrownBy(
            () -> open("jdbc:postgresql://127.0.0.1:1/qcc?user=u&password=t0pSecretPassword", true))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("qcc.db.url")
        .hasMessageNotContaining("t0pSecretPassword")
        .hasMessageNotContaining("\n");
  }

  private static void hold(Database database) {
    database
        .statement("api/place-hold")
        .param("call", "getQuota")
        .param("code", "111")
        .param("msg", "words")
        .param("ms", null, Types.BIGINT)
        .update();
  }

  private static Database open(String url, boolean onlyNode) throws DatabaseException {
    return Database.open(
        new Database.Options(url, null, null, Duration.ofMinutes(1), onlyNode), Clock.systemUTC());
  }
}
