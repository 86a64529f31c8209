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
    open(old).close();
    for (String back :
        List.of(
            "drop table watch_pair",
            "drop table watch_company",
            "drop table watch_claim",
            "drop table sync_run",
            "drop table sync_line",
            "drop table sync_change",
            "drop table sync_turn",
            "drop index customer_risk_change",
            "alter table customer_risk drop column first_seen_at",
            "alter table customer_risk drop column changed_at",
            "alter table customer_risk drop column changed_by",
            "alter table customer_risk drop column change_no",
            "alter table customer_risk drop column dated",
            "drop index push_order_change",
            "alter table push_order drop column change_no",
            "drop table push_change",
            "delete from flyway_schema_history where version in ('10', '11')")) {
      old.sql().sql(back).update();
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
    return Database.open(
        new Database.Options(database.url(), null, null, Duration.ofMinutes(1), false),
        Clock.systemUTC());
  }
}
