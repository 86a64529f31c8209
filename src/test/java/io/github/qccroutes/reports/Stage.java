package io.github.qccroutes.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.ShiftedClock;
import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.component.seda.SedaEndpoint;
import org.awaitility.core.ThrowingRunnable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A provider's stand-in, a fresh database and nodes on the shipped routes, all but PostgreSQL on a
 * clock that tests set. No cron fires by itself: a test ticks.
 */
public final class Stage implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ShiftedClock clock = new ShiftedClock();
  private final Simulator provider = Simulator.start(clock);
  private final Map<String, String> settings = new HashMap<>();
  private final Dialect dialect;
  private final Path folder;
  private final Deque<Application> nodes = new ArrayDeque<>();
  private final TestDatabase database;
  private LogRecorder log = new LogRecorder();
  private int managementPort;

  private Stage(Dialect dialect) {
    this.dialect = dialect;
    try {
      folder = Files.createTempDirectory("qcc-reports-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    with("qcc.api.base-url", provider.baseUrl().toString());
    with("qcc.api.key", Account.sample().key());
    with("qcc.api.secret-key", Account.sample().secretKey());
    with("qcc.api.timeout-ms", "1000");
    with("qcc.api.slot-lease-ms", "1800");
    with("qcc.data-dir", folder.resolve("data").toString());
    with("qcc.download-hosts", provider.downloadHost());
    with("qcc.push.reconcile-cron", "off");
    with("qcc.push.download-deadline-s", "1");
    with("qcc.push.max-archive-mb", "1");
    with("qcc.push.max-inflated-mb", "2");
    with("qcc.reports.poll-cron", "off");
    with("qcc.reports.retry-delay-ms", "20");
    with("qcc.reports.max-attempts", "3");
    with("qcc.quota.cron", "off");
    database = TestDatabase.fresh(dialect, folder);
    with("qcc.db.url", database.url());
  }

  /** A stage without a node. */
  public static Stage on(Dialect dialect) {
    return new Stage(dialect);
  }

  public Stage with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** Says when a node first started, before one does. */
  Stage firstStarted(String shanghaiTime) {
    clock.set(shanghaiTime);
    try (Database database = Application.openDatabase(settings(), clock, false)) {
      assertThat(database.dialect()).isEqualTo(dialect);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    sql()
        .sql("insert into report_start (id, started_at) values (1, " + time(clock.instant()) + ")")
        .update();
    return this;
  }

  /** Starts a node; several run on one PostgreSQL. */
  public Application startNode() {
    try {
      managementPort = freePort();
      settings.put("qcc.http.port", Integer.toString(freePort()));
      settings.put("qcc.management.port", Integer.toString(managementPort));
      Application node = Application.node(settings(), clock);
      node.start();
      nodes.push(node);
      // The start of the push asks once by itself, shortly.
      eventually(
          () ->
              assertThat(metrics())
                  .contains("qcc_api_calls_total{call=\"listDdRiskLatestOrderNo\""));
      awaitRest(node);
      return node;
    } catch (Exception e) {
      throw new IllegalStateException("the node does not start", e);
    }
  }

  /** What a node is configured with. */
  public Map<String, String> options() {
    return Map.copyOf(settings);
  }

  Settings settings() {
    Properties properties = new Properties();
    properties.putAll(settings);
    return Settings.load(Path.of("").toAbsolutePath(), Map.of(), properties);
  }

  /**
   * Sets the time, such as {@code 2027-01-05T08:00} in Shanghai, once no call is under way: the
   * provider would refuse one that was signed at another time.
   */
  void setTime(String shanghaiTime) {
    nodes.forEach(Stage::awaitRest);
    clock.set(shanghaiTime);
  }

  private static void awaitRest(Application node) {
    SedaEndpoint work =
        node.camel()
            .getEndpoint("seda:reports-work?size=1&concurrentConsumers=1", SedaEndpoint.class);
    eventually(
        () -> {
          assertThat(work.getQueue()).isEmpty();
          assertThat(node.camel().getInflightRepository().size("reports-work")).isZero();
          assertThat(node.camel().getInflightRepository().size("push-start")).isZero();
        });
  }

  /** Ends the node that was started last. */
  public void stopNode() {
    nodes.pop().close();
  }

  /** Has every node ask what is due, as its crons do. */
  void tick() {
    for (Application node : nodes) {
      try {
        node.call("direct:reports-due", Map.of());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  Dialect dialect() {
    return dialect;
  }

  public Application node() {
    return nodes.element();
  }

  public Simulator provider() {
    return provider;
  }

  ShiftedClock clock() {
    return clock;
  }

  Path data() {
    return folder.resolve("data");
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
    return database.sql();
  }

  /** The database's own time, so much later, as an SQL literal. */
  String dbTime(Duration later) {
    return time((dialect == Dialect.SQLITE ? clock.instant() : Instant.now()).plus(later));
  }

  private String time(Instant instant) {
    String text =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC)
            .format(instant);
    return dialect == Dialect.SQLITE ? "'" + text + "'" : "timestamptz '" + text + "'";
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
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).untilAsserted(holds);
  }

  /** Ticks a few times, so that what must not happen had its chance. */
  void tickInVain() {
    AtomicInteger ticks = new AtomicInteger();
    ticking(() -> assertThat(ticks.incrementAndGet()).isGreaterThan(4));
  }

  int ordersAt(String type) {
    return provider.ledger().reportOrders(type).size();
  }

  int calls(String path) {
    return provider.ledger().calls(path).size();
  }

  List<Path> temporaryFiles() {
    try (Stream<Path> files = Files.list(data().resolve("tmp"))) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String health() {
    return get("/observe/health");
  }

  public String metrics() {
    return get("/observe/metrics");
  }

  private String get(String path) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    nodes.forEach(Application::close);
    provider.close();
    log.close();
    database.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
