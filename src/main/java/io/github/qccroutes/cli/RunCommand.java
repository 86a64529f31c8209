package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.observe.Logging;
import io.github.qccroutes.observe.ProgramName;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Runs a node until SIGTERM, then lets it finish what it is at (exit 143). */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Run until SIGTERM; work in hand is finished first.")
final class RunCommand implements Callable<Integer> {
  private final Home home;

  RunCommand(Home home) {
    this.home = home;
  }

  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");

  @Override
  public Integer call() throws Exception {
    Settings settings = home.settings();
    ProgramName program = new ProgramName(home.command());
    Logging.showCommandsOf(program);
    settings.warnings().forEach(LOG::warn);
    settings.requireCredentials();
    LOG.info(
        "Starting {}; home {}, data {}",
        Version.text(),
        settings.home(),
        settings.path("qcc.data-dir"));
    Application application = Application.node(settings, program, Clock.systemUTC());
    Runtime.getRuntime().addShutdownHook(new Thread(application::close, "drain"));
    application.start();
    LOG.info(
        "Ready; callback on {}://{}:{}{}, health on {}://{}:{}/observe/health",
        scheme(settings, "qcc.http.tls-key-store"),
        settings.text("qcc.http.host"),
        application.httpPort(),
        settings.text("qcc.push.path"),
        scheme(settings, "qcc.management.tls-key-store"),
        settings.text("qcc.management.host"),
        application.managementPort());
    new CountDownLatch(1).await();
    return 0;
  }

  private static String scheme(Settings settings, String keyStore) {
    return settings.optional(keyStore).isPresent() ? "https" : "http";
  }
}
