package io.github.qccroutes.app;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Events;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.observe.Questions;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import io.github.qccroutes.store.DatabaseTrouble;
import io.github.qccroutes.store.StatementComponent;
import io.github.qccroutes.work.WorkComponent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the database, the flows with the beans that routes name, and the routes, on one Camel
 * context.
 *
 * <p>{@link #node} takes all routes and both HTTP servers; {@link #tool} only routes that are
 * called from outside, for commands beside a running node. Not thread-safe.
 */
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");

  private final Settings settings;
  private final RouteContext routes;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpClients clients;
  private final FlowParts parts;
  private final List<Flow> flows;
  private @Nullable HttpServers servers;
  private @Nullable HealthPage health;
  private @Nullable NodeMark mark;

  private Application(
      Settings settings,
      ProgramName program,
      Clock clock,
      Database database,
      boolean node,
      String name)
      throws StartException {
    this.settings = settings;
    this.routes = new RouteContext(settings, name);
    this.clients = new HttpClients(settings);
    this.parts =
        new FlowParts(
            settings,
            database,
            clock,
            node,
            program,
            metrics,
            new Questions(),
            routes::runs,
            new Events(),
            this::todo);
    this.flows = Flows.of(parts);
    bind();
  }

  private List<Todo> todo() {
    return health == null ? List.of() : health.todo();
  }

  private void bind() {
    routes.bind(MicrometerConstants.METRICS_REGISTRY_NAME, metrics);
    routes.bind("sql", new StatementComponent(parts.database()));
    clients.bind(routes::bind);
    DatabaseTrouble trouble = new DatabaseTrouble(parts.clock());
    routes.bind("databaseTrouble", trouble);
    routes.bind(
        "work",
        new WorkComponent(parts.database(), settings.duration("qcc.work.lease-ms"), trouble));
    flows.forEach(flow -> flow.beans(routes::bind));
  }

  /**
   * Puts a whole node together; {@link #start} starts it.
   *
   * @param program as in the commands that its notes and its health page name
   */
  public static Application node(Settings settings, ProgramName program, Clock clock)
      throws DatabaseException, StartException, IOException {
    Application application = open(settings, program, clock, true, RouteContext.ALL);
    try {
      RouteFiles.unread(application.routeFolder()).forEach(LOG::warn);
      application.mark = NodeMark.leave(settings);
      for (Flow flow : application.flows) {
        flow.takeOver();
      }
      return application;
    } catch (IOException | RuntimeException e) {
      application.close();
      throw e;
    }
  }

  /**
   * Puts together what a command beside a running node needs.
   *
   * @param flows whose routes can be called; none of them starts by itself
   */
  public static Application tool(Settings settings, Clock clock, List<String> flows)
      throws DatabaseException, StartException {
    List<String> files = flows.stream().map(flow -> flow + "/*.camel.yaml").toList();
    return open(settings, ProgramName.PLAIN, clock, false, files);
  }

  private static Application open(
      Settings settings, ProgramName program, Clock clock, boolean node, List<String> routeFiles)
      throws DatabaseException, StartException {
    settings.requireCredentials();
    NodeDatabase database = NodeDatabase.open(settings, clock, node);
    Application application = null;
    try {
      application =
          new Application(settings, program, clock, database.database(), node, "qcc-routes");
      if (node) {
        application.serve();
      }
      application.routes.read(routeFiles);
      if (node) {
        HttpServers.useManagementKeyStore(application.camel(), settings);
      }
      database.awaitSchema();
      application.flows.forEach(Flow::prepare);
      return application;
    } catch (DatabaseException | StartException | RuntimeException e) {
      try (Database closed = database.database()) {
        if (application != null) {
          application.stop();
        }
        database.awaitSchema();
      } catch (DatabaseException | RuntimeException second) {
        if (second != e) {
          e.addSuppressed(second);
        }
      }
      throw e;
    }
  }

  /**
   * Builds all routes as a start would, runs none of them, and forgets them again.
   *
   * @param database stays open
   * @throws StartException when a node could not start with these route files
   */
  public static void rehearse(Settings settings, Clock clock, Database database)
      throws StartException {
    rehearsed(settings, clock, database);
  }

  private static RouteModel rehearsed(Settings settings, Clock clock, Database database)
      throws StartException {
    Application application =
        new Application(
            settings, ProgramName.PLAIN, clock, database, false, "qcc-routes-rehearsal");
    try {
      application.routes.main().configure().withAutoStartup(false);
      application.routes.read(RouteContext.ALL);
      application.routes.run();
      return RouteModel.of(application.camel());
    } finally {
      application.stop();
    }
  }

  private RouteModel rehearsed() throws StartException {
    return rehearsed(settings, parts.clock(), parts.database());
  }

  /**
   * What waits for a person, the oldest first, as a command beside the nodes can know it; no
   * credentials are needed.
   *
   * @param database stays open
   */
  public static List<Todo> todo(Settings settings, Clock clock, Database database)
      throws StartException {
    FlowParts parts =
        new FlowParts(
            settings,
            database,
            clock,
            false,
            ProgramName.PLAIN,
            new SimpleMeterRegistry(),
            new Questions(),
            route -> false,
            new Events(),
            List::of);
    return Flows.of(parts).stream()
        .flatMap(flow -> flow.todo().stream())
        .sorted(Todo.OLDEST_FIRST)
        .toList();
  }

  /** Whether a node runs from this home or data folder, so that what is written is worked off. */
  public static boolean nodeRuns(Settings settings) {
    return NodeMark.isThere(settings);
  }

  /** Opens the database alone that a node from this configuration has made. */
  public static Database openDatabase(Settings settings, Clock clock) throws DatabaseException {
    return NodeDatabase.existing(settings, clock);
  }

  private void serve() throws StartException {
    servers = HttpServers.of(routes.main(), settings, metrics);
    health = new HealthPage(parts, flows, new RouteFileTrouble(routeFolder(), this::rehearsed));
    health.checks().forEach(check -> routes.bind("health-" + check.getId(), check));
    flows.forEach(flow -> flow.meters(metrics));
  }

  private Path routeFolder() {
    return RouteFiles.folder(settings.home());
  }

  /** Starts the routes; returns when they run. */
  public void start() throws StartException {
    try {
      routes.run();
      if (settings.flag("qcc.routes-reload")) {
        camel().addService(new RouteReload(camel(), routeFolder(), this::rehearsed));
      }
    } catch (StartException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new StartException("qcc.routes-reload: " + Database.reason(e), e);
    }
  }

  /**
   * Runs one {@code direct:} route and returns the body it leaves.
   *
   * @throws Exception what the route failed with
   */
  public @Nullable Object call(String route, Map<String, Object> variables) throws Exception {
    return call(route, variables, null);
  }

  /** As {@link #call(String, Map)}, with a body. */
  public @Nullable Object call(String route, Map<String, Object> variables, @Nullable Object body)
      throws Exception {
    return routes.call(route, variables, body);
  }

  /** The running Camel context. */
  public CamelContext camel() {
    return routes.camel();
  }

  public Database database() {
    return parts.database();
  }

  /** The port that listens for the callback, known as soon as the node is put together. */
  public int httpPort() {
    return Objects.requireNonNull(servers).ports().http();
  }

  /** The port of the health page, likewise. */
  public int managementPort() {
    return Objects.requireNonNull(servers).ports().management();
  }

  /** Lets routes finish what they are at, then stops them and closes the database. */
  @Override
  public void close() {
    try {
      stop();
    } finally {
      if (mark != null) {
        mark.close();
      }
      database().close();
    }
  }

  private void stop() {
    try {
      routes.stop();
    } finally {
      if (servers != null) {
        servers.close();
      }
      clients.close();
    }
  }
}
