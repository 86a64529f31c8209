package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

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

  @Test
  void namesParametersAsSpringDoes() {
    assertThat(new Statements(Dialect.SQLITE).text("api/free-slot"))
        .contains(":slotNo", ":fence")
        .doesNotContain("#");
  }

  @Test
  void namesTheStatementThatIsMissing() {
    assertThatThrownBy(() -> new Statements(Dialect.SQLITE).text("push/no-such"))
        .hasMessageContaining("sql/push/no-such.sql");
  }
}
