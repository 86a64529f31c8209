package io.github.qccroutes.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.ShiftedClock;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Nodes of one plan that share their data, all but PostgreSQL on a clock that tests set. No cron
 * fires by itself: a test ticks.
 */
public final class Stage implements AutoCloseable {
  private final TestNode.Plan plan;
  private final Deque<TestNode> nodes = new ArrayDeque<>();
  private LogRecorder log = new LogRecorder();

  private Stage(Dialect dialect) {
    plan =
        TestNode.on(dialect)
            .with("qcc.api.timeout-ms", "1000")
            .with("qcc.api.slot-lease-ms", "1800")
            .with("qcc.push.download-deadline-s", "1")
            .with("qcc.push.max-archive-mb", "1")
            .with("qcc.push.max-inflated-mb", "2")
            .with("qcc.reports.poll-cron", "off")
            .with("qcc.reports.retry-delay-ms", "20")
            .with("qcc.reports.max-attempts", "3")
            .with("qcc.quota.cron", "off");
    plan.with("qcc.data-dir", plan.folder().resolve("data").toString());
  }

  /** A stage without a node. */
  public static Stage on(Dialect dialect) {
    return new Stage(dialect);
  }

  public Stage with(String key, String value) {
    plan.with(key, value);
    return this;
  }

  /** Says when a node first started, before one does. */
  Stage firstStarted(String shanghaiTime) {
    clock().set(shanghaiTime);
    Database.Options options =
        new Database.Options(plan.database().url(), null, null, Duration.ofMinutes(1), false);
    try (Database database = Database.open(options, clock())) {
      assertThat(database.dialect()).isEqualTo(dialect());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    sql()
        .sql(
            "insert into report_start (id, started_at) values (1, " + time(clock().instant()) + ")")
        .update();
    return this;
  }

  /** Starts a node; several run on one PostgreSQL. */
  public TestNode startNode() {
    TestNode node = plan.start();
    nodes.push(node);
    // The start of the push asks once by itself, shortly.
    eventually(
        () ->
            assertThat(metrics()).contains("qcc_api_calls_total{call=\"listDdRiskLatestOrderNo\""));
    node.awaitRest();
    return node;
  }

  /** What a node is configured with. */
  public Map<String, String> options() {
    return plan.settings();
  }

  Settings settings() {
    return plan.load(Map.of());
  }

  /**
   * Sets the time, such as {@code 2027-01-05T08:00} in Shanghai, once no call is under way: the
   * provider would refuse one that was signed at another time.
   */
  void setTime(String shanghaiTime) {
    nodes.forEach(TestNode::awaitRest);
    clock().set(shanghaiTime);
  }

  /** Ends the node that was started last. */
  public void stopNode() {
    nodes.pop().close();
  }

  /** Has every node ask what is due, as its crons do. */
  void tick() {
    for (TestNode node : nodes) {
      node.run("direct:reports-due", Map.of());
    }
  }

  Dialect dialect() {
    return plan.database().dialect();
  }

  public TestNode node() {
    return nodes.element();
  }

  public Simulator provider() {
    return plan.provider();
  }

  ShiftedClock clock() {
    return plan.clock();
  }

  Path data() {
    return plan.folder().resolve("data");
  }

  /** What was logged since {@link #forgetLog}. */
  public LogRecorder log() {
    return log;
  }

  public void forgetLog() {
    log.close();
    log = new LogRecorder();
  }

  /** The lines of the log that hold a text, whatever their level. */
  public List<String> logged(String text) {
    return log.all().stream().filter(line -> line.contains(text)).toList();
  }

  public JdbcClient sql() {
    return plan.database().sql();
  }

  /** The database's own time, so much later, as an SQL literal. */
  String dbTime(Duration later) {
    return time((dialect() == Dialect.SQLITE ? clock().instant() : Instant.now()).plus(later));
  }

  private String time(Instant instant) {
    String text =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC)
            .format(instant);
    return dialect() == Dialect.SQLITE ? "'" + text + "'" : "timestamptz '" + text + "'";
  }

  /** The row of a report, such as {@code day-2027-01-05}. */
  Map<String, Object> row(String id) {
    return sql()
        .sql("select * from report_order where id = :id")
        .param("id", id)
        .query()
        .listOfRows()
        .stream()
        .findFirst()
        .orElse(Map.of());
  }

  List<String> rows() {
    return sql().sql("select id from report_order order by id").query(String.class).list();
  }

  /** Ticks until the report is in the state. */
  Map<String, Object> tickUntil(String id, String state) {
    ticking(() -> assertThat(row(id)).containsEntry("state", state));
    return row(id);
  }

  /** Ticks until it holds. */
  void ticking(ThrowingRunnable holds) {
    eventually(
        () -> {
          tick();
          holds.run();
        });
  }

  public static void eventually(ThrowingRunnable holds) {
    TestNode.eventually(holds);
  }

  /** Ticks twice and waits for the ends, so that what must not happen had its chance. */
  void tickInVain() {
    for (int i = 0; i < 2; i++) {
      for (TestNode node : nodes) {
        node.run("direct:reports-due", Map.of());
        node.awaitRest();
      }
    }
  }

  int ordersAt(String type) {
    return provider().ledger().reportOrders(type).size();
  }

  int calls(String path) {
    return provider().ledger().calls(path).size();
  }

  List<Path> temporaryFiles() {
    return node().temporaryFiles();
  }

  public String health() {
    return node().health().body();
  }

  public String metrics() {
    return node().metrics();
  }

  @Override
  public void close() {
    nodes.forEach(TestNode::close);
    log.close();
    plan.close();
  }
}
