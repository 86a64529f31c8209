package io.github.qccroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.spi.ShutdownAware;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A provider's stand-in and a node on the shipped routes and properties that talks to it, with
 * timings short enough for tests; reconciliation runs at start and on request only.
 *
 * <p>A test that leaves its node running takes one by {@link #shared} and returns it by {@link
 * #giveBack}: most of a node's cost is its start. A test that kills its node, starts two, or
 * changes what a node remembers outside its database, starts its own by {@link Plan#start()}.
 */
public final class TestNode implements AutoCloseable {
  /** Long enough for a machine that has much else to do. */
  public static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Nodes that wait for a test that wants one like them, the least recently used first. */
  private static final Map<List<?>, TestNode> WAITING = new LinkedHashMap<>();

  private static final int MOST_WAITING = 2;

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Plan plan;
  private final Application application;
  private final Path data;

  private TestNode(Plan plan, Application application) {
    this.plan = plan;
    this.application = application;
    this.data = Path.of(application.camel().resolvePropertyPlaceholders("{{qcc.data-dir}}"));
  }

  /** What a node is to be started with; closing ends the stand-in and removes the files. */
  public static final class Plan implements AutoCloseable {
    private final ShiftedClock clock = new ShiftedClock();
    private final Simulator provider = Simulator.start(clock);
    private final Path folder;
    private final TestDatabase database;
    private final Map<String, String> settings = new HashMap<>();
    private ProgramName program = ProgramName.PLAIN;
    private @Nullable Path home;
    private @Nullable List<?> likeness;

    private Plan(Dialect dialect) {
      try {
        folder = Files.createTempDirectory("qcc-node-");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      database = TestDatabase.fresh(dialect, folder);
      with("qcc.api.base-url", provider.baseUrl().toString());
      with("qcc.api.key", Account.sample().key());
      with("qcc.api.secret-key", Account.sample().secretKey());
      with("qcc.api.timeout-ms", "1200");
      with("qcc.api.slot-lease-ms", "2500");
      with("qcc.db.url", database.url());
      with("qcc.download-hosts", provider.downloadHost());
      with("qcc.push.reconcile-cron", "off");
      with("qcc.quota.cron", "off");
      with("qcc.push.poll-ms", "50");
      with("qcc.push.retry-delay-ms", "20");
      with("qcc.push.max-attempts", "3");
    }

    /** Nodes have the routes of these folders only: most of a start is reading routes. */
    public Plan only(String... flows) {
      home = Installation.in(folder).only(flows).home();
      return this;
    }

    /** Nodes name their commands as a person types them who has called the program so. */
    public Plan calledAs(String typed) {
      program = new ProgramName(typed);
      return this;
    }

    public Plan with(String key, String value) {
      settings.put(key, value);
      return this;
    }

    /** Keys and values by turns. */
    public Plan with(String... keysAndValues) {
      for (int i = 0; i < keysAndValues.length; i += 2) {
        with(keysAndValues[i], keysAndValues[i + 1]);
      }
      return this;
    }

    /** The clock of the provider and the nodes, but for what PostgreSQL does by its own. */
    public ShiftedClock clock() {
      return clock;
    }

    public Simulator provider() {
      return provider;
    }

    public TestDatabase database() {
      return database;
    }

    /** Where the routes and the properties are. */
    public Path home() {
      if (home == null) {
        home = Installation.in(folder).home();
      }
      return home;
    }

    /** A folder that is removed at the end. */
    public Path folder() {
      return folder;
    }

    /** Starts a node; several may run on one plan that names PostgreSQL. */
    public TestNode start() {
      return start(Map.of());
    }

    /** Starts a node in a process of its own, for a test that kills it. */
    public Program startProgram() {
      try {
        List<String> options =
            new ArrayList<>(
                List.of("-Dqcc.http.port=" + freePort(), "-Dqcc.management.port=" + freePort()));
        settings.forEach((key, value) -> options.add("-D" + key + "=" + value));
        return Program.start(home(), Map.of(), options, "run");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    /** What nodes are configured with, but for what each has of its own. */
    public Map<String, String> settings() {
      return Map.copyOf(settings);
    }

    /** The settings of a node of which some differ from the plan's. */
    public Settings load(Map<String, String> others) {
      Properties options = new Properties();
      options.putAll(settings);
      options.putAll(others);
      options.replaceAll(
          (key, value) ->
              value.toString().replace("<port>", options.getProperty("qcc.http.port", "")));
      return Settings.load(home(), Map.of(), options);
    }

    /** Starts a node whose settings differ from the plan's. */
    public TestNode start(Map<String, String> others) {
      try {
        Map<String, String> own = new HashMap<>(others);
        if (!settings.containsKey("qcc.data-dir") && !others.containsKey("qcc.data-dir")) {
          own.put("qcc.data-dir", Files.createTempDirectory(folder, "data-").toString());
        }
        own.put("qcc.http.port", Integer.toString(freePort()));
        own.put("qcc.management.port", Integer.toString(freePort()));
        Application application = Application.node(load(own), program, clock);
        application.start();
        return new TestNode(this, application);
      } catch (Exception e) {
        throw new IllegalStateException("the node does not start", e);
      }
    }

    @Override
    public void close() {
      provider.close();
      database.close();
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0)) {
        return socket.getLocalPort();
      }
    }
  }

  public static Plan on(Dialect dialect) {
    return new Plan(dialect);
  }

  /**
   * A node that tests share, with nothing in it, on the routes of these folders only.
   *
   * @param settings keys and values by turns
   */
  public static TestNode shared(Dialect dialect, List<String> flows, String... settings) {
    List<?> likeness = List.of(dialect, flows, List.of(settings));
    TestNode waiting = WAITING.remove(likeness);
    if (waiting != null) {
      return waiting;
    }
    Plan plan = on(dialect).only(flows.toArray(String[]::new)).with(settings);
    plan.likeness = likeness;
    return plan.start();
  }

  /** Empties a shared node for the next test; ends one that is not shared, with all it had. */
  public void giveBack() {
    if (plan.likeness == null) {
      closeAll();
      return;
    }
    try {
      startOver();
    } catch (RuntimeException | AssertionError e) {
      closeAll();
      throw e;
    }
    WAITING.put(plan.likeness, this);
    if (WAITING.size() > MOST_WAITING) {
      WAITING.remove(WAITING.keySet().iterator().next()).closeAll();
    }
  }

  /** Takes all work away, waits for what is in hand, then forgets what there was. */
  public void startOver() {
    provider().faults().clear();
    clear("inbox");
    clearDatabase();
    awaitRest();
    clearDatabase();
    provider().startOver();
    plan.clock.step(Duration.between(plan.clock.instant(), Instant.now()));
    for (String folder : List.of("inbox", "done", "results", "rejected", "reports", "tmp")) {
      clear(folder);
    }
  }

  /** A worker in the midst of its statements may be in the way. */
  private void clearDatabase() {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsInstanceOf(TransientDataAccessException.class)
        .until(
            () -> {
              plan.database.clear();
              return true;
            });
  }

  /** Waits until no exchange is under way and no worker is claiming. */
  public void awaitRest() {
    eventually(
        () -> {
          assertThat(camel().getInflightRepository().size()).as("exchanges under way").isZero();
          assertThat(camel().getRoutes())
              .extracting(Route::getConsumer)
              .filteredOn(ShutdownAware.class::isInstance)
              .allMatch(consumer -> ((ShutdownAware) consumer).getPendingExchangesSize() == 0);
        });
  }

  /** Removes the files of a folder; a flow's own folders, which a node makes once, stay. */
  private void clear(String folder) {
    Path top = data.resolve(folder);
    if (!Files.isDirectory(top)) {
      return;
    }
    try (Stream<Path> all = Files.walk(top)) {
      all.sorted(Comparator.reverseOrder())
          .filter(each -> top.relativize(each).getNameCount() > 1 || Files.isRegularFile(each))
          .forEach(each -> each.toFile().delete());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public Plan plan() {
    return plan;
  }

  public Application application() {
    return application;
  }

  public CamelContext camel() {
    return application.camel();
  }

  public Simulator provider() {
    return plan.provider;
  }

  public Ledger ledger() {
    return plan.provider.ledger();
  }

  public TestDatabase database() {
    return plan.database;
  }

  public JdbcClient sql() {
    return plan.database.sql();
  }

  /** Publishes a push whose callback goes nowhere, and lets the node find it in the list. */
  public String pushListed(Publication publication) {
    String orderNo = provider().push().publish(publication).orderNo();
    // On a busy machine an answer may take longer than a node of the tests waits.
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(
            () -> {
              reconcile();
              return true;
            });
    return orderNo;
  }

  public void reconcile() {
    Exchange answer = call("direct:push-reconcile", Map.of(), null);
    if (answer.getException() != null) {
      throw new IllegalStateException(answer.getException());
    }
  }

  /** Runs a route; what it failed with stands in the exchange. */
  public Exchange call(String route, Map<String, Object> variables, Object body) {
    try (ProducerTemplate template = camel().createProducerTemplate()) {
      return template.request(
          route,
          exchange -> {
            variables.forEach(exchange::setVariable);
            exchange.getMessage().setBody(body);
          });
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Runs a route that must not fail; returns the body it leaves. */
  public @Nullable Object run(String route, Map<String, Object> variables) {
    try {
      return application.call(route, variables);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** One call through the one way out. */
  public Exchange get(String call, Map<String, ?> parameters) {
    return call("direct:api-get", Map.of("call", call), parameters);
  }

  public URI callback(String query) {
    return URI.create("http://127.0.0.1:" + application.httpPort() + "/qcc/push?" + query);
  }

  /** The callback as the provider makes it, with a link and a password nobody must use. */
  public URI callbackOf(String orderNo) {
    return callback(
        "key="
            + Account.sample().key()
            + "&orderNo="
            + URLEncoder.encode(orderNo, StandardCharsets.UTF_8)
            + "&downloadUrl=http%3A%2F%2F127.0.0.1%3A1%2Fforged.zip%3FSignature%3DforgedSignature"
            + "&downloadUrlExpiredTime=2021-03-16%2020%3A19%3A00&unzipPassword=forgedPassword");
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<String> send(URI uri) {
    return send(HttpRequest.newBuilder(uri).build());
  }

  public URI management(String path) {
    return URI.create("http://127.0.0.1:" + application.managementPort() + path);
  }

  public HttpResponse<String> health() {
    return send(management("/observe/health"));
  }

  public String metrics() {
    return send(URI.create("http://127.0.0.1:" + application.managementPort() + "/observe/metrics"))
        .body();
  }

  /** The value of a metric whose line starts so, 0 when there is none. */
  public double metric(String start) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The row of an order. */
  public Map<String, Object> order(String orderNo) {
    return sql()
        .sql("select * from push_order where order_no = :orderNo")
        .param("orderNo", orderNo)
        .query()
        .listOfRows()
        .stream()
        .findFirst()
        .orElse(Map.of());
  }

  public Object state(String orderNo) {
    return order(orderNo).getOrDefault("state", "unknown");
  }

  public Map<String, Object> awaitState(String orderNo, String state) {
    eventually(() -> assertThat(order(orderNo)).containsEntry("state", state));
    return order(orderNo);
  }

  /** The records of one order, by id. */
  public List<Map<String, Object>> risks(String orderNo) {
    return sql()
        .sql("select * from customer_risk where order_no = :orderNo order by id")
        .param("orderNo", orderNo)
        .query()
        .listOfRows();
  }

  public long count(String table) {
    return sql().sql("select count(*) from " + table).query(Long.class).single();
  }

  /** The calls that asked for an order's link. */
  public List<Ledger.Call> linkCalls(String orderNo) {
    return ledger().calls(PushCalls.DOWNLOAD_URL).stream()
        .filter(call -> orderNo.equals(call.parameters().get("orderNo")))
        .toList();
  }

  /** The downloads of an order's archive. */
  public List<Ledger.Download> downloads(String orderNo) {
    return ledger().downloads().stream()
        .filter(download -> orderNo.equals(download.orderNo()))
        .toList();
  }

  /** The node's {@code qcc.data-dir}. */
  public Path data() {
    return data;
  }

  /** Puts a file into the inbox as a person does: it appears whole, under its name. */
  public void drop(String path, String text) {
    drop(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public void drop(String path, byte[] bytes) {
    write(path, bytes);
    reveal(path);
  }

  /** Writes what {@link #reveal} puts into the inbox. */
  public Path write(String path, byte[] bytes) {
    try {
      return Files.write(hidden(path), bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public void reveal(String path) {
    Path file = data.resolve("inbox").resolve(path);
    try {
      Files.createDirectories(file.getParent());
      Files.move(hidden(path), file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path hidden(String path) {
    return data.resolve("tmp").resolve(path.replace('/', '_'));
  }

  /** What lies in a folder of the node's data and below it, but for hidden files. */
  public List<Path> files(String folder) {
    try {
      return LiveFolder.files(data.resolve(folder)).stream()
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The text of a file of the node's data. */
  public String text(String path) {
    try {
      return Files.readString(data.resolve(path));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What stands in the folder of temporary files. */
  public List<Path> temporaryFiles() {
    try (Stream<Path> files = Files.list(data.resolve("tmp"))) {
      return files.toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Slots that are taken now. */
  public long takenSlots() {
    return sql()
        .sql("select count(*) from api_slot where lease_until > " + database().nowPlus(0))
        .query(Long.class)
        .single();
  }

  public static void eventually(ThrowingRunnable holds) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(25)).untilAsserted(holds);
  }

  /** Ends the node, the stand-in and all files. */
  public void closeAll() {
    close();
    plan.close();
  }

  @Override
  public void close() {
    application.close();
  }
}
