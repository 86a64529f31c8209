package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.LiveFolder;
import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.jobs.FileScans;
import io.github.qccroutes.jobs.SteadyFiles;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.tables.DropFileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list that the enterprise's own database gives, and what one that fails does not. */
@Tag("full")
class SyncSourceTest extends AskedDatabase {
  private static final String ALL = "select login, company from watch order by n";

  @TempDir private Path folder;
  private TestDatabase source;

  @AfterEach
  void close() {
    if (source != null) {
      source.close();
    }
  }

  private void startWith(Dialect sourceDialect, String query) {
    source = TestDatabase.fresh(sourceDialect, folder);
    source
        .sql()
        .sql("create table watch (n bigint, login varchar(50), company varchar(200))")
        .update();
    startFrom(source.url(), "postgres", query);
  }

  private void fill(Collection<String> pairs) {
    fill(source.sql(), pairs);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void itsRowsBecomeAList(Dialect dialect) {
    startWith(dialect, ALL);
    fill(pairs(0, 1100));

    askAndCarryOut(1);
    assertThat(watched()).isEqualTo(pairs(0, 1100));

    fill(pairs(3, 1102));
    askAndCarryOut(2);
    assertThat(watched()).isEqualTo(pairs(3, 1102));
    requireNoPassword();
  }

  @Test
  void noListOvertakesTheOneBefore() throws IOException {
    startWith(Dialect.SQLITE, ALL);
    fill(pairs(0, 100));
    askAndCarryOut(1);

    refuseCancels();
    fill(pairs(2, 100));
    ask();
    TestNode.eventually(
        () -> assertThat(node.count("sync_run where state = 'RUNNING'")).isEqualTo(1));
    askTooEarly(2);

    node.provider().faults().clear();
    TestNode.eventually(() -> assertThat(node.count("sync_run where state = 'DONE'")).isEqualTo(2));
    fill(pairs(4, 100));
    askAndCarryOut(3);
    assertThat(watched()).isEqualTo(pairs(4, 100));
  }

  @Test
  void aListOfItsOwnIsKnownToBeWhole() throws Exception {
    startWith(Dialect.SQLITE, ALL);
    fill(pairs(0, 10));
    SteadyFiles steady =
        new SteadyFiles(() -> 0, new FileScans(new DropFileReader(folder.resolve("tmp"))));
    Path data = folder.resolve("another node");

    new SyncSource(
            node.plan().load(Map.of("qcc.data-dir", data.toString())),
            Clock.systemUTC(),
            node.application().database(),
            steady)
        .write(new DefaultExchange(node.camel()));

    assertThat(LiveFolder.files(data.resolve("inbox"))).hasSize(1).allMatch(steady::isSteady);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aQueryThatFailsHalfWayMakesNoList(Dialect dialect) throws IOException {
    String broken =
        dialect == Dialect.SQLITE
            ? "case when n = 1090 then abs(-9223372036854775807 - 1) || '' else company end"
            : "case when n = 1090 then (1 / (n - 1090)) || '' else company end";
    startWith(dialect, "select login, " + broken + " from watch order by n");
    fill(pairs(0, 1089));
    askAndCarryOut(1);

    fill(pairs(0, 1100));
    askInVain(1, dialect == Dialect.SQLITE ? "integer overflow" : "division by zero");
    assertThat(watched()).isEqualTo(pairs(0, 1089));

    fill(pairs(0, 1088));
    askAndCarryOut(2);
    assertThat(watched()).isEqualTo(pairs(0, 1088));
    requireHealthy();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aQueryThatFailsMakesNoList(Dialect dialect) throws IOException {
    startWith(dialect, "select login, company from gone");

    askInVain(0, "gone");
  }

  @Test
  void aDatabaseThatIsNotThereMakesNoListAndTellsNoPassword() throws IOException {
    startFrom("jdbc:postgresql://127.0.0.1:1/hr?password=" + PASSWORD, "postgres", "select 1, 2");

    askInVain(0, "Connection refused");
  }

  @Test
  void aDatabaseThatIsStoppedCancelsNothing() throws IOException {
    startWith(Dialect.POSTGRESQL, ALL);
    fill(pairs(0, 20));
    askAndCarryOut(1);

    source.shutOut();
    askInVain(1, "is not currently accepting connections");
    assertThat(watched()).isEqualTo(pairs(0, 20));

    source.letIn();
    fill(pairs(2, 20));
    askAndCarryOut(2);
    assertThat(watched()).isEqualTo(pairs(2, 20));
    requireHealthy();
  }

  @Test
  void aConnectionThatEndsWithinTheRowsMakesNoListAndSaysWhy() throws IOException {
    startWith(
        Dialect.POSTGRESQL,
        "select login, case when n = 1090 then company || pg_sleep(90)::text else company end"
            + " from watch order by n");
    fill(pairs(0, 1089));
    askAndCarryOut(1);
    fill(pairs(0, 1100));

    CompletableFuture<Void> asking = CompletableFuture.runAsync(this::ask);
    TestNode.eventually(
        () ->
            assertThat(
                    source
                        .sql()
                        .sql(
                            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                + " where wait_event = 'PgSleep' and datname = current_database()")
                        .query(Long.class)
                        .single())
                .isEqualTo(1));
    asking.join();

    requireNoList(1, "terminating connection due to administrator command");
    assertThat(watched()).isEqualTo(pairs(0, 1089));
  }

  @Test
  void saysThatADriverIsMissing() throws IOException {
    startFrom("jdbc:oracle:thin:hr/" + PASSWORD + "@//db:1521/x", "hr", "select 1, 2 from dual");

    askInVain(0, "lib/ext");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aQueryOfOtherColumnsMakesNoList(Dialect dialect) throws IOException {
    startWith(dialect, "select n, login, company from watch");
    fill(pairs(0, 5));

    askInVain(0, "3 column");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anEmptyAnswerCancelsNothing(Dialect dialect) {
    startWith(dialect, ALL);
    fill(pairs(0, 20));
    askAndCarryOut(1);

    fill(List.of());
    askAndBeRefused();
    assertThat(watched()).isEqualTo(pairs(0, 20));
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aRowWithoutALoginHoldsTheList(Dialect dialect) {
    startWith(dialect, ALL);
    fill(pairs(0, 20));
    askAndCarryOut(1);

    fill(pairs(0, 19));
    source.sql().sql("insert into watch values (20, null, '" + company(19) + "')").update();
    ask();

    TestNode.eventually(() -> assertThat(node.count("sync_run where state = 'HELD'")).isEqualTo(1));
    assertThat(watched()).isEqualTo(pairs(0, 20));
  }
}
