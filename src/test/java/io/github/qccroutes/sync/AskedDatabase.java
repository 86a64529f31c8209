package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.LiveFolder;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A node that asks the enterprise's own database for its list, and what comes of the answer. */
abstract class AskedDatabase extends DroppedLists {
  static final String PASSWORD = "Geheim-0815-Wort";
  private static final String NO_LIST = "数据库没有给出名单";

  private LogRecorder log;
  private int asked;

  @BeforeEach
  final void listen() {
    log = new LogRecorder();
  }

  @AfterEach
  final void stopListening() {
    log.close();
  }

  /** Starts a node that asks when it is told to. */
  void startFrom(String url, String user, String query) {
    node =
        plan(Dialect.SQLITE)
            .with("qcc.sync.jdbc-url", url)
            .with("qcc.sync.username", user)
            .with("qcc.sync.password", PASSWORD)
            .with("qcc.sync.query", query)
            .with("qcc.sync.cron", "0 0 0 1 1 ? 2098")
            .with("qcc.sync.scope", "人事")
            .start();
  }

  /** Has the table {@code watch} hold these pairs, in this order, and no others. */
  static void fill(JdbcClient database, Collection<String> pairs) {
    database.sql("delete from watch").update();
    if (!pairs.isEmpty()) {
      AtomicInteger n = new AtomicInteger();
      database
          .sql(
              pairs.stream()
                  .map(pair -> "(" + n.incrementAndGet() + ", '" + pair.replace(",", "', '") + "')")
                  .collect(Collectors.joining(", ", "insert into watch values ", "")))
          .update();
    }
  }

  /** What the scheduler does at the next time of the cron. */
  void ask() {
    node.plan().clock().step(Duration.ofSeconds(5));
    assertThat(ask(node, ++asked).getException()).isNull();
  }

  static Exchange ask(TestNode node, int hour) {
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

  /** Asks, and waits until the list is carried out, the so manieth of all. */
  void askAndCarryOut(int lists) {
    ask();
    TestNode.eventually(
        () ->
            assertThat(node.count("sync_run where finished_at is not null and scope = '人事'"))
                .isEqualTo(lists));
    assertThat(
            node.sql()
                .sql("select state from sync_run order by id desc limit 1")
                .query(String.class)
                .single())
        .isEqualTo("DONE");
  }

  /** Asks, and requires that there is no list and that log and health say why. */
  void askInVain(int before, String reason) throws IOException {
    ask();
    requireNoList(before, reason);
  }

  void requireNoList(int before, String reason) throws IOException {
    assertThat(LiveFolder.files(node.data().resolve("inbox"))).isEmpty();
    assertThat(node.count("sync_run")).isEqualTo(before);
    assertThat(log.all()).anyMatch(line -> line.contains(NO_LIST) && line.contains(reason));
    requireNoPassword();
    assertThat(node.health().body().replace("\\", ""))
        .contains(NO_LIST, reason)
        .doesNotContain(PASSWORD);
  }

  void requireHealthy() {
    assertThat(node.health().body()).doesNotContain(NO_LIST);
  }

  void requireNoPassword() {
    assertThat(log.all()).noneMatch(line -> line.contains(PASSWORD));
  }

  /** Asks, and requires that there is no list, for one is still at work. */
  void askTooEarly(int lists) throws IOException {
    ask();
    assertThat(LiveFolder.files(node.data().resolve("inbox"))).isEmpty();
    assertThat(node.count("sync_run")).isEqualTo(lists);
    assertThat(log.all())
        .anyMatch(line -> line.contains("s" + lists + " of the same scope is not carried out yet"));
  }

  /** Asks, and requires that the list, which has no rows, is refused. */
  void askAndBeRefused() {
    ask();
    TestNode.eventually(
        () ->
            assertThat(node.files("rejected/sync"))
                .anyMatch(file -> file.toString().endsWith(".why.txt")));
    List<String> why =
        node.files("rejected/sync").stream()
            .filter(file -> file.toString().endsWith(".why.txt"))
            .map(file -> node.text(node.data().relativize(file).toString()))
            .toList();
    Predicate<String> empty = text -> text.contains("空名单不会取消任何关注");
    assertThat(why).hasSize(1).allMatch(empty);
  }
}
