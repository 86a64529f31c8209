package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.observe.Logging;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.reports.ReportOrders;
import io.github.qccroutes.reports.ReportSchedule;
import io.github.qccroutes.reports.ReportType;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.SampleData;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The application beside a simulated provider, on sample data and the embedded database: no key, no
 * network. Writes only below {@code sandbox/} in the home, which it clears at start, and takes
 * nothing from the configuration there or in the environment, which may be that of a real node.
 *
 * <p>That folder is a home of its own, whose commands listen to nothing but its own properties
 * ({@link Home}): they reach the sandbox's data and no other.
 */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = "Try it: the application beside a simulated provider, on sample data.")
final class SandboxCommand implements Callable<Integer> {
  private final Home home;

  /** What tells a home that the sandbox made from any other folder. */
  static final String MARKER = ".qcc-routes-sandbox";

  @Option(names = "--provider-only", description = "start the simulated provider alone")
  private boolean providerOnly;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "the simulated provider's port (default: any free one)")
  private int port;

  @Option(names = "--once", description = "stop when the sample data has been worked off")
  private boolean once;

  @Spec private CommandSpec spec;

  SandboxCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = cleared(home.path().resolve("sandbox"));
    try (Simulator provider =
        Simulator.start(port, Account.sample(), Clock.systemUTC(), folder.resolve("provider"))) {
      SampleData.publish(provider);
      return providerOnly ? provideOnly(provider) : runBoth(provider, folder);
    }
  }

  private int provideOnly(Simulator provider) throws InterruptedException {
    out().println("The simulated provider is running; Ctrl-C stops it. To use it:");
    out().println("  QCC_API_BASE_URL=" + provider.baseUrl());
    out().println("  QCC_API_KEY=" + provider.account().key());
    out().println("  QCC_API_SECRET_KEY=" + provider.account().secretKey());
    out().println("  QCC_DOWNLOAD_HOSTS=" + provider.downloadHost());
    new CountDownLatch(1).await();
    return 0;
  }

  private int runBoth(Simulator provider, Path folder) throws Exception {
    Settings settings = Settings.of(folder, layOut(folder, settings(provider, folder)));
    Logging.apply(settings.text("qcc.log-level"), settings.zone());
    ProgramName program = new ProgramName(home.commandIn(folder));
    Logging.showCommandsOf(program);
    SandboxUser user = SandboxUser.random();
    user.addBeforeStart(settings);
    try (Application application = Application.node(settings, program, Clock.systemUTC())) {
      Files.writeString(
          folder.resolve("data/inbox/assign").resolve(SampleData.DROPPED_NAME),
          SampleData.DROPPED_TEXT);
      Files.writeString(
          folder.resolve("data/inbox/cancel").resolve(SampleData.CANCELS_NAME),
          SampleData.CANCELS_TEXT);
      Files.writeString(
          folder.resolve("data/inbox/partnerships").resolve(SampleData.COMPANIES_NAME),
          SampleData.COMPANIES_TEXT);
      Files.writeString(
          folder.resolve("data/inbox/sync").resolve(SampleData.LIST_NAME), SampleData.LIST_TEXT);
      application.start();
      ReportOrders reports =
          new ReportOrders(application.database(), ReportSchedule.of(settings, Clock.systemUTC()));
      reports.order(ReportType.day, false);
      reports.order(ReportType.week, false);
      application.call("direct:quota-record", Map.of());
      SandboxReport report =
          new SandboxReport(application.database(), provider, program.typed(), out());
      while (!report.isComplete()) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      // An order's line follows its commit; the summary should follow both.
      TimeUnit.MILLISECONDS.sleep(300);
      report.print(
          folder.resolve("data"), "http://127.0.0.1:" + settings.text("qcc.management.port"), user);
      if (!once) {
        out().println("停止 To stop: Ctrl-C");
        new CountDownLatch(1).await();
      }
      return 0;
    }
  }

  private Properties layOut(Path folder, Properties settings) throws IOException {
    Files.createSymbolicLink(folder.resolve("routes"), home.path().resolve("routes"));
    try (Writer file = Files.newBufferedWriter(folder.resolve("application.properties"))) {
      settings.store(file, null);
    }
    return settings;
  }

  private static Properties settings(Simulator provider, Path folder) throws IOException {
    int callbackPort = freePort(8080);
    Properties settings = new Properties();
    settings.setProperty("qcc.api.base-url", provider.baseUrl().toString());
    settings.setProperty("qcc.api.key", provider.account().key());
    settings.setProperty("qcc.api.secret-key", provider.account().secretKey());
    settings.setProperty("qcc.console.enabled", "true");
    settings.setProperty("qcc.data-dir", folder.resolve("data").toString());
    settings.setProperty("qcc.db.url", "jdbc:sqlite:" + folder.resolve("data").resolve("qcc.db"));
    settings.setProperty("qcc.http.port", Integer.toString(callbackPort));
    settings.setProperty("qcc.management.port", Integer.toString(freePort(8081)));
    settings.setProperty("qcc.push.callback-url", "http://127.0.0.1:" + callbackPort + "/qcc/push");
    settings.setProperty("qcc.push.retry-delay-ms", "500");
    settings.setProperty("qcc.reports.poll-cron", "* * * * * ?");
    settings.setProperty("qcc.reports.retry-delay-ms", "500");
    settings.setProperty("qcc.download-hosts", provider.downloadHost());
    return settings;
  }

  private static int freePort(int preferred) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket(preferred, 1, loopback)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
        return socket.getLocalPort();
      }
    }
  }

  /** Only what an earlier sandbox made is removed. */
  private static Path cleared(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      if (!Files.exists(folder.resolve(MARKER))) {
        throw new IOException(
            folder + " was not made by the sandbox, which would clear it; move it away");
      }
      List<Path> old;
      try (Stream<Path> files = Files.walk(folder)) {
        old = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : old) {
        Files.deleteIfExists(file);
      }
    }
    Files.createDirectories(folder);
    Files.createFile(folder.resolve(MARKER));
    return folder;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
