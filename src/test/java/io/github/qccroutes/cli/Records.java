package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.sandbox.Ledger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What stands in a node's database, seen from outside while the node runs. */
public final class Records {
  private final JdbcClient sql;
  private final boolean sqlite;

  public Records(String url) {
    sqlite = url.startsWith("jdbc:sqlite:");
    sql =
        JdbcClient.create(
            new DriverManagerDataSource(
                url.startsWith("jdbc:sqlite:") ? url + "?busy_timeout=20000" : url));
  }

  public boolean isSqlite() {
    return sqlite;
  }

  public long count(String query) {
    return sql.sql(query).query(Long.class).single();
  }

  /** Waits until every order that the provider made is imported, and nothing else is there. */
  public void awaitImported(Ledger ledger) {
    await("imported " + ledger.orders().size() + " orders")
        .atMost(Program.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(
            () -> count("select count(*) from push_order where state = 'IMPORTED'"),
            imported -> imported == ledger.orders().size());
    assertThat(count("select count(*) from push_order")).isEqualTo(ledger.orders().size());
  }

  /** Rows equal the ledger: nothing lost, nothing doubled, nothing older over newer. */
  public void assertEqual(Ledger ledger) {
    Map<String, String> expected = new TreeMap<>();
    ledger
        .expectedRecords()
        .forEach(
            (id, row) ->
                expected.put(
                    id,
                    row(
                        row.record().corpName(),
                        row.record().monitorContent(),
                        row.record().score(),
                        row.pushDate(),
                        row.orderNo())));
    Map<String, String> actual = new TreeMap<>();
    sql.sql("select * from customer_risk")
        .query()
        .listOfRows()
        .forEach(
            row ->
                actual.put(
                    String.valueOf(row.get("id")),
                    row(
                        row.get("corp_name"),
                        row.get("monitor_content"),
                        row.get("score"),
                        row.get("push_date"),
                        row.get("order_no"))));
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(actual.equals(expected)).as("each row as the ledger has it").isTrue();
  }

  private static String row(@Nullable Object... fields) {
    return Arrays.toString(fields);
  }
}
