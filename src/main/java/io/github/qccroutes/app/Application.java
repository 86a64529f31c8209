package io.github.qccroutes.app;

import io.github.qccroutes.api.ApiBeans;
import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.ApiSlots;
import io.github.qccroutes.api.DownloadFile;
import io.github.qccroutes.api.ProviderContact;
import io.github.qccroutes.assignments.AssignmentBeans;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.partnerships.PartnershipBeans;
import io.github.qccroutes.push.PushBeans;
import io.github.qccroutes.push.PushRegistration;
import io.github.qccroutes.quota.QuotaBeans;
import io.github.qccroutes.quota.QuotaFigures;
import io.github.qccroutes.reports.ReportBeans;
import io.github.qccroutes.reports.ReportStorage;
import io.github.qccroutes.retention.RetentionBeans;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import io.github.qccroutes.store.DatabaseTrouble;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.store.StatementComponent;
import io.github.qccroutes.store.Transactions;
import io.github.qccroutes.work.WorkComponent;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the database, the beans that routes name, and the routes, on one Camel context.
 *
 * <p>{@link #node} takes all routes and both HTTP servers; {@link #tool} only routes that are
 * called from outside, for commands beside a running node. Not thread-safe.
 */
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");

  private static final List<String> ALL_ROUTES = List.of("**/*.camel.yaml");

  /** The name of the Camel context. */
  static final String NAME = "qcc-routes";

  private static final long MEGABYTE = 1L << 20;

  private final Settings settings;
  private final ProgramName program;
  private final Clock clock;
  private final Database database;
  private final Main main = new Main();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ApiSlots slots;
  private final ApiHolds holds;
  private final ProviderContact contact;
  private final PushRegistration registration;
  private final HttpClients clients;
  private final DownloadFile downloadFile;
  private final JobFiles jobFiles;
  private final QuotaFigures quotaFigures;
  private final ReportStorage reportStorage;
  private @Nullable HttpServers servers;
  private @Nullable NodeMark mark;

  private Application(
      Settings settings, ProgramName program, Clock clock, Database database, boolean node)
      throws StartException {
    this.settings = settings;
    this.program = program;
    this.clock = clock;
    this.database = database;
    this.clients = new HttpClients(settings);
    this.contact = new ProviderContact(clock);
    this.holds = new ApiHolds(database, clock, settings.zone(), node);
    this.slots =
        new ApiSlots(
            database,
            ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8),
            Math.toIntExact(settings.number("qcc.api.max-in-flight")),
            settings.duration("qcc.api.slot-lease-ms"));
    this.registration =
        new PushRegistration(
            settings.optional("qcc.push.callback-url").orElse(null),
            settings.optional("qcc.push.period-time").orElse(null),
            this::receiverIsUp);
    this.jobFiles = new JobFiles(settings.path("qcc.data-dir"), clock, settings.zone());
    this.downloadFile = downloadFile(settings.path("qcc.data-dir"), clock);
    this.quotaFigures = new QuotaFigures(database, metrics);
    this.reportStorage =
        new ReportStorage(
            settings.path("qcc.data-dir"), settings.number("qcc.push.max-inflated-mb") * MEGABYTE);
  }

  /**
   * Puts a whole node together; {@link #start} starts it.
   *
   * @param program as in the commands that its notes and its health page name
   */
  public static Application node(Settings settings, ProgramName program, Clock clock)
      throws DatabaseException, StartException, IOException {
    Application application = open(settings, program, clock, true, ALL_ROUTES);
    try {
      RouteFiles.unread(application.routeFolder()).forEach(LOG::warn);
      application.takeOver();
      return application;
    } catch (IOException | RuntimeException e) {
      application.close();
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
    Application application = new Application(settings, ProgramName.PLAIN, clock, database, false);
    try {
      application.configure();
      application.main.configure().withName("qcc-routes-rehearsal").withAutoStartup(false);
      application.bind();
      application.read(ALL_ROUTES);
      application.run();
      return RouteModel.of(application.camel());
    } finally {
      application.stop();
    }
  }

  /**
   * Puts together what a command beside a running node needs.
   *
   * @param flows whose routes can be called; none of them starts by itself
   */
  public static Application tool(Settings settings, Clock clock, List<String> flows)
      throws DatabaseException, StartException {
    return open(
        settings,
        ProgramName.PLAIN,
        clock,
        false,
        flows.stream().map(flow -> flow + "/*.camel.yaml").toList());
  }

  private static Application open(
      Settings settings, ProgramName program, Clock clock, boolean node, List<String> routeFiles)
      throws DatabaseException, StartException {
    settings.requireCredentials();
    if (!node) {
      NodeMark.requireSameDatabase(settings);
    }
    Database database =
        node
            ? Database.connect(options(settings, true), clock)
            : Database.connectExisting(options(settings, false), clock);
    // The schema and the routes are each a good part of a start, and neither needs the other.
    FutureTask<Boolean> schema = new FutureTask<>(() -> fits(database, node));
    new Thread(schema, "schema").start();
    Application application = null;
    try {
      application = new Application(settings, program, clock, database, node);
      application.configure();
      application.bind();
      if (node) {
        application.serve();
      }
      application.read(routeFiles);
      await(schema);
      application.slots.prepare();
      return application;
    } catch (DatabaseException | StartException | RuntimeException e) {
      try (database) {
        if (application != null) {
          application.stop();
        }
        await(schema);
      } catch (DatabaseException | RuntimeException second) {
        if (second != e) {
          e.addSuppressed(second);
        }
      }
      throw e;
    }
  }

  private static boolean fits(Database database, boolean node) throws DatabaseException {
    if (node) {
      database.migrate();
    } else {
      database.requireSchema();
    }
    return true;
  }

  private static void await(FutureTask<Boolean> schema) throws DatabaseException {
    try {
      schema.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DatabaseException refused
          ? refused
          : new DatabaseException("qcc.db.url: can't migrate: " + Database.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("qcc.db.url: interrupted while the schema was migrated", e);
    }
  }

  private static DownloadFile downloadFile(Path dataDir, Clock clock) throws StartException {
    try {
      return new DownloadFile(dataDir.resolve("tmp"), clock);
    } catch (IOException e) {
      throw new StartException(
          "qcc.data-dir: can't write to " + dataDir + ": " + Database.reason(e), e);
    }
  }

  /** Whether a node runs from this home or data folder, so that what is written is worked off. */
  public static boolean nodeRuns(Settings settings) {
    return NodeMark.isThere(settings);
  }

  /** Opens the database alone that a node from this configuration has made. */
  public static Database openDatabase(Settings settings, Clock clock) throws DatabaseException {
    NodeMark.requireSameDatabase(settings);
    return Database.existing(options(settings, false), clock);
  }

  private static Database.Options options(Settings settings, boolean onlyNode) {
    return new Database.Options(
        settings.text("qcc.db.url"),
        settings.optional("qcc.db.username").orElse(null),
        settings.optional("qcc.db.password").orElse(null),
        settings.duration("qcc.work.lease-ms"),
        onlyNode);
  }

  /** What only a node that is just starting may do. */
  private void takeOver() throws IOException {
    mark = NodeMark.leave(settings);
    boolean only = database.dialect() == Dialect.SQLITE;
    if (only) {
      database.statement("push/release-all-claims").update();
      database.statement("assignments/release-all-claims").update();
      database.statement("assignments/release-all-jobs").update();
      database.statement("partnerships/release-all-claims").update();
      database.statement("partnerships/release-all-jobs").update();
      database.statement("reports/release-all-claims").update();
    }
    quotaFigures.refresh();
    jobFiles.prepare();
    database.statement("reports/record-first-start").update();
    reportStorage.prepare();
    downloadFile.clear(only ? Duration.ZERO : DownloadFile.SURELY_LEFT);
    holds.hastenProbe();
    int taken = slots.taken().size();
    if (taken > 0) {
      LOG.info(
          "{} of {} call slots are still taken, by other nodes or by calls whose end was not seen. A"
              + " slot of such a call is free again within {} s",
          taken,
          slots.size(),
          settings.duration("qcc.api.slot-lease-ms").toSeconds());
    }
  }

  private void configure() {
    // Camel's own stops on SIGTERM, too: the two can wait for each other until the time is up.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setDefaultPropertyPlaceholderLocation("false");
    main.setOverrideProperties(settings.toProperties());
    main.addMainListener(new SettingsOnly());
    main.configure().withName(NAME);
    main.configure().withShutdownTimeout(60);
    main.configure().withShutdownLogInflightExchangesOnTimeout(false);
    main.configure().setStartupSummaryLevel(StartupSummaryLevel.Off);
    main.configure().withUseDataType(false);
    main.configure().withLogExhaustedMessageBody(false);
  }

  private void bind() {
    main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, metrics);
    main.bind("sql", new StatementComponent(database));
    clients.bind(main::bind, slots.size());
    DatabaseTrouble trouble = new DatabaseTrouble(clock);
    main.bind("databaseTrouble", trouble);
    main.bind("work", new WorkComponent(database, settings.duration("qcc.work.lease-ms"), trouble));
    main.bind("wholeArchive", Transactions.wholeArchive(database));

    ApiBeans.bind(main::bind, settings, clock, slots, holds, contact, downloadFile, metrics);
    PushBeans.bind(main::bind, settings, database, clock, holds, registration);
    AssignmentBeans.bind(main::bind, settings, database, holds, jobFiles, program, clock);
    PartnershipBeans.bind(main::bind, settings, database, holds, jobFiles, program);
    ReportBeans.bind(main::bind, settings, database, clock, reportStorage);
    QuotaBeans.bind(main::bind, settings, quotaFigures);
    RetentionBeans.bind(main::bind, settings, database, clock);
  }

  private void serve() throws StartException {
    servers = HttpServers.of(main, settings, metrics);
    HealthPage page =
        new HealthPage(
            database,
            slots,
            holds,
            new TroubleList(
                database,
                holds,
                new RouteFileTrouble(routeFolder(), () -> rehearsed(settings, clock, database)),
                program),
            contact,
            registration,
            quotaFigures,
            this::receiverIsUp,
            clock,
            settings.zone());
    page.checks().forEach(check -> main.bind("health-" + check.getId(), check));
    page.gauges(metrics);
  }

  /** Reads the route files; none of their routes runs before {@link #run}. */
  private void read(List<String> files) throws StartException {
    if (files.equals(ALL_ROUTES)) {
      FormerNames.requireNoneIn(routeFolder());
    }
    main.configure()
        .withRoutesIncludePattern(
            String.join(
                ",", files.stream().map(file -> "file:" + routeFolder() + "/" + file).toList()));
    try {
      main.init();
      if (files.equals(ALL_ROUTES)) {
        RouteLinks.check(camel(), RouteModel.of(camel()));
      } else {
        RouteLinks.keepFromStarting(RouteModel.of(camel()));
      }
    } catch (Exception | LinkageError e) {
      throw new StartException(StartFailure.inOneLine(e, settings.home()), e);
    }
  }

  private Path routeFolder() {
    return RouteFiles.folder(settings.home());
  }

  private boolean receiverIsUp() {
    CamelContext camel = main.getCamelContext();
    return camel != null
        && camel.getRouteController().getRouteStatus("push-receive") == ServiceStatus.Started;
  }

  /** Starts the routes; returns when they run. */
  public void start() throws StartException {
    try {
      run();
      if (settings.flag("qcc.routes-reload")) {
        camel()
            .addService(
                new RouteReload(
                    camel(), routeFolder(), () -> rehearsed(settings, clock, database)));
      }
    } catch (StartException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new StartException("qcc.routes-reload: " + Database.reason(e), e);
    }
  }

  private void run() throws StartException {
    try {
      main.start();
    } catch (Exception | LinkageError e) {
      throw new StartException(StartFailure.inOneLine(e, settings.home()), e);
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
    try (ProducerTemplate template = camel().createProducerTemplate()) {
      Exchange answer =
          template.request(
              route,
              exchange -> {
                variables.forEach(exchange::setVariable);
                exchange.getMessage().setBody(body);
              });
      if (answer.getException() != null) {
        throw answer.getException();
      }
      return answer.getMessage().getBody();
    }
  }

  /** The running Camel context. */
  public CamelContext camel() {
    return main.getCamelContext();
  }

  public Database database() {
    return database;
  }

  /** The port that listens for the callback, known as soon as the node is put together. */
  public int httpPort() {
    return Objects.requireNonNull(servers).ports().http();
  }

  /** The port of the health page, likewise. */
  public int managementPort() {
    return Objects.requireNonNull(servers).ports().management();
  }

  public ApiHolds holds() {
    return holds;
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
      database.close();
    }
  }

  private void stop() {
    try {
      main.stop();
    } finally {
      if (servers != null) {
        servers.close();
      }
      clients.close();
    }
  }

  /**
   * Keeps Camel from looking keys up in the environment and in system properties by itself: {@link
   * Settings} has done that, and gives {@code off} for a cron its own meaning.
   */
  private static final class SettingsOnly extends MainListenerSupport {
    @Override
    public void beforeInitialize(BaseMainSupport main) {
      if (main.getCamelContext().getPropertiesComponent() instanceof PropertiesComponent keys) {
        keys.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        keys.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
      }
    }
  }
}
