package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.LiveFolder;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list that the enterprise's own database gives, and what one that fails does not. */
@Tag("full")
class SyncSourceTest extends DroppedLists {
  private static final String PASSWORD = "Geheim-0815-Wort";

  @TempDir private Path folder;
  private TestDatabase source;
  private int fired;
  private LogRecorder log;

  @BeforeEach
  void listen() {
    log = new LogRecorder();
  }

  @AfterEach
  void close() {
    log.close();
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
    startFrom(source.url(), query);
  }

  private void startFrom(String url, String query) {
    node =
        plan(Dialect.SQLITE)
            .with("qcc.sync.jdbc-url", url)
            .with("qcc.sync.username", "postgres")
            .with("qcc.sync.password", PASSWORD)
            .with("qcc.sync.query", query)
            .with("qcc.sync.cron", "0 0 0 1 1 ? 2098")
            .with("qcc.sync.scope", "人事")
            .start();
  }

  private void fill(Collection<String> pairs) {
    source.sql().sql("delete from watch").update();
    int n = 0;
    for (String pair : pairs) {
      String[] cells = pair.split(",", 2);
      source
          .sql()
          .sql("insert into watch values (:n, :login, :company)")
          .param("n", ++n)
          .param("login", cells[0])
          .param("company", cells[1])
          .update();
    }
  }

  /** What the scheduler does at the next time of the cron. */
  private void fire() {
    Exchange exchange = fire(node, ++fired);
    assertThat(exchange.getException()).isNull();
  }

  static Exchange fire(TestNode node, int hour) {
    Processor route = node.camel().getRoute("sync-source").getConsumer().getProcessor();
    Exchange exchange = new DefaultExchange(node.camel());
    exchange
        .getMessage()
        .setHeader(
            "scheduledFireTime",
            Date.from(Instant.parse("2027-01-05T00:00:00Z").plusSeconds(3600L * hour)));
    try {
      route.process(exchange);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return exchange;
  }

  /** The state of the newest list, once it is finished. */
  private Object newest(int lists) {
    TestNode.eventually(
        () ->
            assertThat(node.count("sync_run where finished_at is not null and scope = '人事'"))
                .isEqualTo(lists));
    return node.sql()
        .sql("select state from sync_run order by id desc limit 1")
        .query(String.class)
        .single();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void itsRowsBecomeAList(Dialect dialect) {
    startWith(dialect, "select login, company from watch order by n");
    fill(pairs(0, 1100));

    fire();
    assertThat(newest(1)).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(pairs(0, 1100));

    fill(pairs(3, 1102));
    node.plan().clock().step(java.time.Duration.ofSeconds(5));
    fire();
    assertThat(newest(2)).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(pairs(3, 1102));
    assertThat(log.all()).noneMatch(line -> line.contains(PASSWORD));
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
    fire();
    assertThat(newest(1)).isEqualTo("DONE");

    fill(pairs(0, 1100));
    node.plan().clock().step(java.time.Duration.ofSeconds(5));
    fire();

    requireNoList(1);
    assertThat(watched()).isEqualTo(pairs(0, 1089));

    fill(pairs(0, 1088));
    node.plan().clock().step(java.time.Duration.ofSeconds(5));
    fire();
    assertThat(newest(2)).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(pairs(0, 1088));
    assertThat(node.health().body()).doesNotContain("数据库没有给出名单");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aQueryThatFailsMakesNoList(Dialect dialect) throws IOException {
    startWith(dialect, "select login, company from gone");

    fire();

    requireNoList(0);
  }

  @Test
  void aDatabaseThatIsNotThereMakesNoListAndTellsNoPassword() throws IOException {
    startFrom("jdbc:postgresql://127.0.0.1:1/hr?password=" + PASSWORD, "select 1, 2");

    fire();

    requireNoList(0);
  }

  @Test
  void saysThatADriverIsMissing() throws IOException {
    startFrom("jdbc:oracle:thin:hr/" + PASSWORD + "@//db:1521/x", "select 1, 2 from dual");

    fire();

    requireNoList(0);
    assertThat(log.all()).anyMatch(line -> line.contains("lib/ext"));
  }

  @Test
  void aQueryOfOtherColumnsMakesNoList() throws IOException {
    startWith(Dialect.SQLITE, "select n, login, company from watch");
    fill(pairs(0, 5));

    fire();

    requireNoList(0);
    assertThat(log.all()).anyMatch(line -> line.contains("3 column"));
  }

  @Test
  void anEmptyAnswerCancelsNothing() {
    startWith(Dialect.SQLITE, "select login, company from watch order by n");
    fill(pairs(0, 20));
    fire();
    assertThat(newest(1)).isEqualTo("DONE");

    fill(List.of());
    node.plan().clock().step(java.time.Duration.ofSeconds(5));
    fire();

    TestNode.eventually(
        () ->
            assertThat(node.files("rejected/sync"))
                .anyMatch(file -> file.toString().endsWith(".why.txt")));
    assertThat(watched()).isEqualTo(pairs(0, 20));
  }

  @Test
  void aRowWithoutALoginHoldsTheList() {
    startWith(Dialect.SQLITE, "select login, company from watch order by n");
    fill(pairs(0, 20));
    fire();
    assertThat(newest(1)).isEqualTo("DONE");

    fill(pairs(0, 19));
    source.sql().sql("insert into watch values (20, null, '" + company(19) + "')").update();
    node.plan().clock().step(java.time.Duration.ofSeconds(5));
    fire();

    TestNode.eventually(() -> assertThat(node.count("sync_run where state = 'HELD'")).isEqualTo(1));
    assertThat(watched()).isEqualTo(pairs(0, 20));
  }

  private void requireNoList(int before) throws IOException {
    assertThat(LiveFolder.files(node.data().resolve("inbox"))).isEmpty();
    assertThat(node.count("sync_run")).isEqualTo(before);
    assertThat(log.all()).anyMatch(line -> line.contains("数据库没有给出名单"));
    assertThat(log.all()).noneMatch(line -> line.contains(PASSWORD));
    String health = node.health().body();
    assertThat(health).contains("数据库没有给出名单").doesNotContain(PASSWORD);
  }
}
