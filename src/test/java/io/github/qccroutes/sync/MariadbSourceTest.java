package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.MariadbServer;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.AllocationCalls.Assignment;
import io.github.qccroutes.sandbox.Company;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list that a database of MariaDB gives, and what one that fails does not. */
@Tag("mariadb")
class MariadbSourceTest extends AskedDatabase {
  private static final String ALL = "select login, company from watch order by n";

  @TempDir private static Path folder;
  private static MariadbServer server;

  @BeforeAll
  static void startServer() throws IOException {
    server = MariadbServer.in(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private void startWith(String characterSet, String query) {
    server.sql().sql("drop table if exists watch").update();
    server
        .sql()
        .sql(
            "create table watch (n bigint primary key, login varchar(50), company varchar(200))"
                + " character set "
                + characterSet)
        .update();
    startFrom(server.url(), MariadbServer.USER, query);
  }

  private static void fill(Collection<String> pairs) {
    fill(server.sql(), pairs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf8mb4", "gbk"})
  void itsRowsBecomeAList(String characterSet) {
    startWith(characterSet, ALL);
    fill(pairs(0, 1100));

    askAndCarryOut(1);
    assertThat(watched()).isEqualTo(pairs(0, 1100));

    fill(pairs(3, 1102));
    askAndCarryOut(2);
    assertThat(watched()).isEqualTo(pairs(3, 1102));
    requireNoPassword();
  }

  @Test
  void takesCharactersOfFourBytesAsTheyAre() {
    startWith("utf8mb4", ALL);
    Company other = Company.sample(COMPANIES);
    Company rare =
        new Company(other.keyNo(), "𠮷野䶮（示例）有限公司", other.registrationNumber(), other.creditCode());
    node.provider().allocation().know(rare);
    fill(List.of(login(1) + "," + rare.name()));

    askAndCarryOut(1);

    assertThat(node.provider().allocation().assignments())
        .containsExactly(new Assignment(login(1), rare.keyNo()));
  }

  @Test
  void aQueryThatFailsHalfWayMakesNoList() throws IOException {
    startWith(
        "utf8mb4",
        "select login, case when n = 1090 then (select other.company from watch as other"
            + " where other.n > watch.n - 2) else company end from watch order by n");
    fill(pairs(0, 1089));
    askAndCarryOut(1);

    fill(pairs(0, 1100));
    askInVain(1, "Subquery returns more than 1 row");
    assertThat(watched()).isEqualTo(pairs(0, 1089));

    fill(pairs(0, 1088));
    askAndCarryOut(2);
    assertThat(watched()).isEqualTo(pairs(0, 1088));
    requireHealthy();
  }

  @Test
  void aQueryThatFailsMakesNoList() throws IOException {
    startWith("utf8mb4", "select login, company from gone");

    askInVain(0, "Table 'hr.gone' doesn't exist");
  }

  @Test
  void aConnectionThatEndsWithinTheRowsMakesNoListAndSaysWhy() throws IOException {
    startWith(
        "utf8mb4",
        "select login, if(n = 1090, concat(company, sleep(90)), company) from watch order by n");
    fill(pairs(0, 1089));
    askAndCarryOut(1);
    fill(pairs(0, 1100));

    CompletableFuture<Void> asking = CompletableFuture.runAsync(this::ask);
    long[] connection = new long[1];
    TestNode.eventually(
        () ->
            connection[0] =
                server
                    .sql()
                    .sql("select id from information_schema.processlist where state = 'User sleep'")
                    .query(Long.class)
                    .single());
    server.sql().sql("kill " + connection[0]).update();
    asking.join();

    requireNoList(1, "socket was closed by server");
    assertThat(watched()).isEqualTo(pairs(0, 1089));
  }

  @Test
  void anEmptyAnswerCancelsNothing() {
    startWith("utf8mb4", ALL);
    fill(pairs(0, 20));
    askAndCarryOut(1);

    fill(List.of());
    askAndBeRefused();
    assertThat(watched()).isEqualTo(pairs(0, 20));
  }

  @Test
  void aServerThatIsStoppedCancelsNothing() throws IOException {
    startWith("utf8mb4", ALL);
    fill(pairs(0, 20));
    askAndCarryOut(1);

    server.stop();
    try {
      askInVain(1, "Connection refused");
      assertThat(watched()).isEqualTo(pairs(0, 20));
    } finally {
      server.start();
    }
    fill(pairs(2, 20));
    askAndCarryOut(2);
    assertThat(watched()).isEqualTo(pairs(2, 20));
    requireHealthy();
  }

  @Test
  void aLoginThatTheServerDoesNotKnowMakesNoListAndTellsNoPassword() throws IOException {
    startFrom(server.url(), "nobody", ALL);

    askInVain(0, "Access denied for user 'nobody'");
  }
}
