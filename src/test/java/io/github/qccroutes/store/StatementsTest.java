package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementsTest {
  @Test
  void locksRowsWhereTheDatabaseKnowsRowLocks() {
    assertThat(new Statements(Dialect.POSTGRESQL).text("push/claim-order"))
        .contains("for update skip locked");
    assertThat(new Statements(Dialect.SQLITE).text("push/claim-order"))
        .doesNotContain("skip locked");
  }

  @Test
  void doesTheSameToWhatARouteReads() throws SQLException {
    String query = "select 1 for update skip locked";

    assertThat(new Statements(Dialect.POSTGRESQL).prepareQuery(query, true, null)).isEqualTo(query);
    assertThat(new Statements(Dialect.SQLITE).prepareQuery(query, true, null).strip())
        .isEqualTo("select 1");
  }

  /** A route has written {@code :?} for {@code :#} by then. */
  @Test
  void leavesLinesOutWhoseParameterARouteHasNotSet() throws SQLException {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setVariable("name", "x");
    String query =
        "select 1\n  where a = :?name -- when :?name\n  and b = :?state -- when :?state\n";

    assertThat(new Statements(Dialect.SQLITE).prepareQuery(query, true, exchange))
        .contains("where a = ?")
        .doesNotContain("b =");
  }

  @Test
  void hasOneRowInPlaceOfListsWhereTheDatabaseKnowsNoLists() {
    assertThat(new Statements(Dialect.POSTGRESQL).text("push/merge-risks"))
        .contains("unnest(", "cast(:score as integer[])");
    assertThat(new Statements(Dialect.SQLITE).text("push/merge-risks"))
        .contains(
            "(select :id as id, :corpKeyNo as corp_key_no, ",
            ":changeDate as change_date) as given")
        .doesNotContain("unnest", "cast");
  }

  @Test
  void namesParametersAsSpringDoes() {
    assertThat(new Statements(Dialect.SQLITE).text("api/free-slot"))
        .contains(":slotNo", ":fence")
        .doesNotContain("#");
  }

  @ParameterizedTest
  @CsvSource({"assignments,assignment", "partnerships,partnership"})
  void namesTheRowsOfAFlowInATextThatFlowsShare(String flow, String row) {
    assertThat(new Statements(Dialect.SQLITE).text(flow + "/delete-calls"))
        .contains("delete from " + row + "_call", "select id from " + row + "_call")
        .doesNotContain("{");
  }

  @Test
  void prefersTheTextOfTheFlow() {
    assertThat(new Statements(Dialect.SQLITE).text("assignments/end-call"))
        .contains("assignment_call", ":code");
    assertThat(new Statements(Dialect.SQLITE).text("partnerships/end-call"))
        .contains("partnership_call", ":relations");
  }

  @Test
  void namesTheStatementThatIsMissing() {
    assertThatThrownBy(() -> new Statements(Dialect.SQLITE).text("push/no-such"))
        .hasMessageContaining("sql/push/no-such.sql");
  }
}
