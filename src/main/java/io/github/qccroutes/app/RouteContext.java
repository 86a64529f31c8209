package io.github.qccroutes.app;

import io.github.qccroutes.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;

/** One Camel context on the route files of an installation. Not thread-safe. */
final class RouteContext {
  /** The files of all flows. */
  static final List<String> ALL = List.of("**/*.camel.yaml");

  private static final String CONSOLE = "console/*.camel.yaml";

  private final Settings settings;
  private final Main main = new Main();

  RouteContext(Settings settings, String name) {
    this.settings = settings;
    // Camel's own stops on SIGTERM, too: the two can wait for each other until the time is up.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setDefaultPropertyPlaceholderLocation("false");
    main.setOverrideProperties(settings.toProperties());
    main.addMainListener(new SettingsOnly());
    main.configure().withName(name);
    main.configure().withShutdownTimeout(60);
    main.configure().withShutdownLogInflightExchangesOnTimeout(false);
    main.configure().setStartupSummaryLevel(StartupSummaryLevel.Off);
    main.configure().withUseDataType(false);
    main.configure().withLogExhaustedMessageBody(false);
  }

  /** What else is to be configured before the files are read. */
  Main main() {
    return main;
  }

  /** Makes a bean known to the routes. */
  void bind(String name, Object bean) {
    main.bind(name, bean);
  }

  /**
   * Reads route files; none of their routes runs before {@link #run}.
   *
   * @param files patterns below the folder of routes; of anything but {@link #ALL} no route starts
   *     by itself
   */
  void read(List<String> files) throws StartException {
    Path folder = RouteFiles.folder(settings.home());
    if (files.equals(ALL)) {
      FormerNames.requireNoneIn(folder);
    }
    main.configure()
        .withRoutesIncludePattern(
            String.join(",", files.stream().map(file -> "file:" + folder + "/" + file).toList()));
    if (!settings.flag("qcc.console.enabled")) {
      main.configure().withRoutesExcludePattern("**/" + CONSOLE);
    }
    try {
      main.init();
      if (files.equals(ALL)) {
        RouteLinks.check(camel(), RouteModel.of(camel()));
      } else {
        RouteLinks.keepFromStarting(RouteModel.of(camel()));
      }
    } catch (Exception | LinkageError e) {
      throw new StartException(StartFailure.inOneLine(e, settings.home()), e);
    }
  }

  /** Starts the routes; returns when they run. */
  void run() throws StartException {
    try {
      main.start();
    } catch (Exception | LinkageError e) {
      throw new StartException(StartFailure.inOneLine(e, settings.home()), e);
    }
  }

  /** Whether a route runs. */
  boolean runs(String routeId) {
    CamelContext camel = main.getCamelContext();
    return camel != null
        && camel.getRouteController().getRouteStatus(routeId) == ServiceStatus.Started;
  }

  /**
   * Runs one {@code direct:} route and returns the body it leaves.
   *
   * @throws Exception what the route failed with
   */
  @Nullable Object call(String route, Map<String, Object> variables, @Nullable Object body)
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

  CamelContext camel() {
    return main.getCamelContext();
  }

  /** Lets routes finish what they are at, then stops them. */
  void stop() {
    main.stop();
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
