package io.github.qccroutes.cli;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.app.Application;
import io.github.qccroutes.app.FormerNames;
import io.github.qccroutes.app.RouteFiles;
import io.github.qccroutes.app.StartException;
import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.MissingSchemaException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks configuration, routes, database and provider; beside a running node if need be. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Check configuration, routes, database and, with one getQuota, the provider.")
final class CheckCommand implements Callable<Integer> {
  private final Home home;
  @Spec private CommandSpec spec;
  private boolean good = true;

  CheckCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    Settings settings = home.quietSettings();
    settings.warnings().forEach(warning -> say("warn", warning));
    settings.requireCredentials();
    say("ok", "configuration: home " + settings.home());
    Path folder = RouteFiles.folder(settings.home());
    for (Path missing : RouteFiles.missing(folder)) {
      say(
          "warn",
          "routes: "
              + missing
              + " is missing, so its work is not done; copy it from the installation");
    }
    for (String edited : ShippedFiles.editedIn(settings.home())) {
      say("edited", edited + " differs from the file that came with version " + Version.text());
    }
    List<String> broken = new ArrayList<>(RouteFiles.broken(folder));
    RouteFiles.unread(folder).forEach(line -> say("warn", line));
    broken.addAll(FormerNames.in(folder));
    broken.forEach(this::fail);
    // The provider is asked through api-get.
    if (broken.stream().noneMatch(line -> line.contains("api-get"))) {
      ask(settings, broken.isEmpty());
    }
    return good ? 0 : 1;
  }

  private void ask(Settings settings, boolean readable) throws Exception {
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      say("ok", "database: " + database.dialect());
    } catch (MissingSchemaException e) {
      say("warn", String.valueOf(e.getMessage()));
      if (e.older()) {
        // A node of the earlier version may be running: only its tables tell which calls are free.
        say("warn", "provider: not asked until the tables are up to date");
      } else {
        askWithoutDatabase(settings, readable);
      }
      return;
    }
    askProvider(settings, readable);
  }

  /** With a database for the one question, which goes with it: only a node makes the real one. */
  private void askWithoutDatabase(Settings settings, boolean readable) throws Exception {
    Path folder = Files.createTempDirectory("qcc-routes-check-");
    try {
      Settings passing = settings.with("qcc.db.url", "jdbc:sqlite:" + folder.resolve("qcc.db"));
      Database.open(
              new Database.Options(
                  passing.text("qcc.db.url"),
                  null,
                  null,
                  passing.duration("qcc.work.lease-ms"),
                  false),
              Clock.systemUTC())
          .close();
      askProvider(passing, readable);
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private void askProvider(Settings settings, boolean readable) throws Exception {
    try (Application application = Application.tool(settings, Clock.systemUTC(), List.of("api"))) {
      if (readable) {
        rehearse(settings, application);
      }
      new ApiHolds(application.database())
          .list()
          .forEach(hold -> say("warn", "held: " + hold.call() + ": " + hold.msg()));
      application.start();
      try {
        application.call("direct:api-get", Map.of("call", "getQuota", "probe", true));
        say("ok", "provider: getQuota answers; qcc-routes quota prints it");
      } catch (Exception e) {
        fail("provider: " + e.getMessage());
      }
    }
  }

  private void rehearse(Settings settings, Application application) throws IOException {
    try {
      Application.rehearse(settings, Clock.systemUTC(), application.database());
      say("ok", "routes: " + RouteFiles.in(RouteFiles.folder(settings.home())).size() + " files");
    } catch (StartException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void fail(String line) {
    good = false;
    say("FAILED", line);
  }

  private void say(String verdict, String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-6s %s%n", verdict, Secrets.mask(line));
  }
}
