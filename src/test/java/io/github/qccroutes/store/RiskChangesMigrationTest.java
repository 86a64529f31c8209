package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of records that an earlier version stored. */
class RiskChangesMigrationTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void knowsWhichPushDatesCanBeCompared(Dialect dialect) throws DatabaseException {
    TestDatabase old = TestDatabase.fresh(dialect, folder);
    try (Database before = Database.connect(options(old), Clock.systemUTC())) {
      new Schema(before.dataSource(), options(old)).configuration().target("9").load().migrate();
    }
    List<String> comparable = List.of("2024-05-01 10:00:00", "2024-02-29 23:59:59");
    List<String> others =
        List.of(
            "",
            "1796083200000",
            "2026-12-02T10:00:00",
            "2026-12-2 10:00:00",
            "2026-13-02 10:00:00",
            "0000-00-00 00:00:00",
            "2027-02-31 10:00:00",
            "2027-02-29 10:00:00",
            "2027-04-31 10:00:00",
            "2026-12-02 24:00:00",
            "2026-12-02 10:60:00");
    comparable.forEach(date -> store(old, date, date));
    others.forEach(date -> store(old, date, date));
    store(old, "none", null);

    open(old).close();

    List<Map<String, Object>> rows =
        old.sql().sql("select * from customer_risk").query().listOfRows();
    assertThat(rows)
        .hasSize(comparable.size() + others.size() + 1)
        .allMatch(row -> ((Number) row.get("change_no")).longValue() == 0)
        .allMatch(row -> row.get("first_seen_at") == null && row.get("changed_by") == null)
        .filteredOn(row -> ((Number) row.get("dated")).intValue() == 1)
        .extracting(row -> row.get("id"))
        .containsExactlyInAnyOrderElementsOf(comparable);
  }

  private static void store(TestDatabase database, String id, String pushDate) {
    database
        .sql()
        .sql("insert into customer_risk (id, push_date, order_no) values (?, ?, 'o')")
        .params(Arrays.asList(id, pushDate))
        .update();
  }

  private static Database open(TestDatabase database) throws DatabaseException {
    return Database.open(options(database), Clock.systemUTC());
  }

  private static Database.Options options(TestDatabase database) {
    return new Database.Options(database.url(), null, null, Duration.ofMinutes(1), false);
  }
}
