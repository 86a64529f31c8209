package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A row's values have one type on both databases. */
class RowTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void readsTextsNumbersAndTimes(Dialect dialect) throws Exception {
    try (Database database = fresh(dialect)) {
      Row row = row(database, "select '甲' as name, 5000000000 as many, db_now() as at");

      assertThat(row.text("name")).isEqualTo("甲");
      assertThat(row.optionalText("name")).isEqualTo("甲");
      assertThat(row.text("many")).isEqualTo("5000000000");
      assertThat(row.number("many")).isEqualTo(5_000_000_000L);
      assertThat(row.instant("at")).isAfter(NOON);
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void tellsNullByTheTypeThatIsAskedFor(Dialect dialect) throws Exception {
    try (Database database = fresh(dialect)) {
      Row row = row(database, "select null as missing");

      assertThat(row.text("missing")).isEmpty();
      assertThat(row.optionalText("missing")).isNull();
      assertThat(row.number("missing")).isZero();
      assertThat(row.optionalNumber("missing")).isNull();
      assertThat(row.instant("missing")).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void refusesAColumnThatIsNotThere(Dialect dialect) throws Exception {
    try (Database database = fresh(dialect)) {
      Row row = row(database, "select 1 as line");

      assertThat(row.has("line")).isTrue();
      assertThat(row.has("lines")).isFalse();
      assertThatThrownBy(() -> row.number("lines"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no column lines among [line]");
    }
  }

  private static Row row(Database database, String statement) {
    return JdbcClient.create(database.dataSource()).sql(statement).query(Row::of).single();
  }

  private Database fresh(Dialect dialect) throws DatabaseException {
    return Database.open(
        new Database.Options(
            TestDatabase.fresh(dialect, folder).url(), null, null, Duration.ofMinutes(1), false),
        Clock.systemUTC());
  }
}
