package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Publication;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

/** What a server's administrator does to a database, and what becomes of the program. */
class PostgresqlTroubleTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"EUC_CN", "LATIN1"})
  void refusesADatabaseThatCantHoldAllChinese(String encoding) {
    TestDatabase database = TestDatabase.encoded(encoding);

    assertThatThrownBy(() -> open(database).close())
        .isInstanceOf(DatabaseException.class)
        .hasMessageStartingWith("qcc.db.url: ")
        .hasMessageContainingAll(encoding, "UTF-8");
  }

  @Test
  void takesADatabaseThatStoresWhatItGets() throws DatabaseException {
    open(TestDatabase.encoded("SQL_ASCII")).close();
  }

  @Test
  void writesAgainAsSoonAsTheServerDoes() throws DatabaseException {
    TestDatabase server = TestDatabase.fresh(Dialect.POSTGRESQL, folder);
    try (Database database = open(server)) {
      server.forbidWriting();
      TestNode.eventually(
          () ->
              assertThatThrownBy(() -> database.statement("api/try-writing").update())
                  .isInstanceOf(DataAccessException.class)
                  .hasMessageContaining("read-only"));
      server.allowWriting();

      TestNode.eventually(
          () ->
              assertThatCode(() -> database.statement("api/try-writing").update())
                  .doesNotThrowAnyException());
    } finally {
      server.close();
    }
  }

  @Test
  void keepsAnOrderWhileTheRightToWriteItsRecordsIsGone() {
    TestNode.Plan plan = TestNode.on(Dialect.POSTGRESQL).only("api", "push");
    String url = plan.database().urlOfNewUser();
    String user = url.replaceFirst(".*user=", "").replaceFirst("&.*", "");
    TestNode node = plan.with("qcc.db.url", url, "qcc.work.lease-ms", "1000").start();
    try {
      node.sql().sql("revoke insert on customer_risk from " + user).update();
      String orderNo = node.pushListed(Publication.generated(1, 3).missed());
      TestNode.eventually(
          () ->
              assertThat(((Number) node.order(orderNo).get("claim_no")).intValue())
                  .isGreaterThan(3));
      assertThat(node.order(orderNo)).containsEntry("attempts", 0);
      node.sql().sql("grant insert on customer_risk to " + user).update();

      assertThat(node.awaitState(orderNo, "IMPORTED")).containsEntry("attempts", 0);
    } finally {
      node.closeAll();
    }
  }

  @Test
  void tellsWithinSecondsThatTheDatabaseIsAway() {
    TestNode node = TestNode.on(Dialect.POSTGRESQL).only("api", "push").start();
    try {
      node.database().shutOut();
      long began = System.nanoTime();

      assertThat(node.health().statusCode()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      began = System.nanoTime();
      assertThat(node.metrics()).contains("qcc_push_orders");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    } finally {
      node.database().letIn();
      node.closeAll();
    }
  }

  private static Database open(TestDatabase database) throws DatabaseException {
    return Database.open(
        new Database.Options(database.url(), null, null, Duration.ofMinutes(1), true),
        Clock.systemUTC());
  }
}
