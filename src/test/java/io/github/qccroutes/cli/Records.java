package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.RiskRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** The one column of a query, in its order. */
  public List<String> texts(String query) {
    return sql.sql(query).query(String.class).list();
  }

  /** Every row of a query. */
  public List<Map<String, @Nullable Object>> rows(String query) {
    return sql.sql(query).query().listOfRows();
  }

  /** Changes rows while a node may be at work; how many. */
  public int change(String statement) {
    return sql.sql(statement).update();
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
    Difference difference = compare(ledger);
    assertThat(difference.isNone()).as("rows as the ledger has them: %s", difference).isTrue();
  }

  /**
   * How the customer's data differ from what the provider pushed.
   *
   * @param expected the ids that were pushed
   * @param present rows
   * @param lost ids without a row
   * @param doubled rows of ids that nobody pushed, or more than one of an id
   * @param rewound rows with an older push than the id's newest
   * @param wrong rows that differ otherwise
   */
  public record Difference(
      int expected, int present, int lost, int doubled, int rewound, int wrong) {

    public boolean isNone() {
      return lost == 0 && doubled == 0 && rewound == 0 && wrong == 0;
    }
  }

  /** Compares every row, in all its fields, with the ledger. */
  public Difference compare(Ledger ledger) {
    Map<String, Ledger.Expected> missing = new HashMap<>(ledger.expectedRecords());
    int expected = missing.size();
    int present = 0;
    int doubled = 0;
    int rewound = 0;
    int wrong = 0;
    for (Map<String, @Nullable Object> row :
        sql.sql("select * from customer_risk").query().listOfRows()) {
      present++;
      Ledger.Expected pushed = missing.remove(String.valueOf(row.get("id")));
      if (pushed == null) {
        doubled++;
      } else if (age(row.get("push_date"), row.get("order_no"))
              .compareTo(age(pushed.pushDate(), pushed.orderNo()))
          < 0) {
        rewound++;
      } else if (!fields(row).equals(fields(pushed))) {
        wrong++;
      }
    }
    return new Difference(expected, present, missing.size(), doubled, rewound, wrong);
  }

  private static String age(@Nullable Object pushDate, @Nullable Object orderNo) {
    return pushDate + " " + orderNo;
  }

  private static List<@Nullable Object> fields(Ledger.Expected pushed) {
    RiskRecord record = pushed.record();
    return Arrays.asList(
        record.corpKeyNo(),
        record.corpName(),
        record.monitorContent(),
        record.monitorLevel(),
        record.monitorType(),
        record.score(),
        record.changeDate(),
        pushed.pushDate(),
        pushed.orderNo());
  }

  private static List<@Nullable Object> fields(Map<String, @Nullable Object> row) {
    return Arrays.asList(
        row.get("corp_key_no"),
        row.get("corp_name"),
        row.get("monitor_content"),
        row.get("monitor_level"),
        row.get("monitor_type"),
        row.get("score") instanceof Number score ? (Integer) score.intValue() : null,
        row.get("change_date"),
        row.get("push_date"),
        row.get("order_no"));
  }
}
