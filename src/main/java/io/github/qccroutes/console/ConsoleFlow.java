package io.github.qccroutes.console;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.observe.Logging;
import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console's API on the management port: see {@code docs/integrate/api.md}. */
public final class ConsoleFlow implements Flow {
  private static final Logger LOG = LoggerFactory.getLogger("console");

  private final FlowParts parts;

  public ConsoleFlow(FlowParts parts) {
    this.parts = parts;
  }

  /** What was logged before is in the log, and in no page. */
  @Override
  public void takeOver() throws IOException {
    uploads().sweep(parts.isOnlyNode());
    if (parts.settings().flag("qcc.console.enabled")) {
      Logging.keepRecent(parts.settings().zone(), parts.program());
      if (parts.database().statement("console/count-logins").query(Long.class).single() == 0) {
        LOG.warn(
            "Nobody can log in to the console yet; add the first person with: qcc-routes user add"
                + " NAME --role admin");
      }
    }
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    if (!parts.settings().flag("qcc.console.enabled")) {
      return;
    }
    Settings settings = parts.settings();
    Database database = parts.database();
    OpenApi api = OpenApi.read();
    OperatorActions actions = new OperatorActions(database);
    ConsoleUsers users = new ConsoleUsers(database, parts.clock());
    ConsoleTokens tokens = new ConsoleTokens(database);
    ConsoleSessions sessions = new ConsoleSessions(database, users, actions, settings.zone());
    beans.accept(
        "consoleHttp",
        new ConsoleHttp(
            new ConsoleDoor(
                api,
                new ConsoleHosts(settings),
                new ConsoleProxy(settings),
                sessions,
                tokens,
                users,
                actions),
            new ConsoleStrays(api)));
    beans.accept("consolePages", new ConsolePages());
    beans.accept("consoleUsers", users);
    beans.accept("consoleTokens", tokens);
    beans.accept("consoleSessions", sessions);
    ConsoleLists lists = new ConsoleLists(database, settings.zone());
    beans.accept("consoleLists", lists);
    beans.accept(
        "consoleActions", new ConsoleActions(lists, settings.path("qcc.data-dir"), parts.clock()));
    beans.accept("consoleExports", new ConsoleExports(database, settings.zone()));
    beans.accept("consoleRisks", new ConsoleRisks(database));
    beans.accept("consoleRiskCounts", new ConsoleRiskCounts(database));
    beans.accept("consoleCompanies", new ConsoleCompanies(database));
    beans.accept("consolePartnerships", new ConsolePartnerships());
    beans.accept("consoleHealth", new ConsoleHealth(parts, api));
    beans.accept("consoleUploads", uploads());
    beans.accept("consolePlans", new ConsolePlans());
    beans.accept("consoleJobs", new ConsoleJobs(database));
    beans.accept("consoleDownloads", new ConsoleDownloads(settings));
    beans.accept("readers", database.readers());
  }

  private ConsoleUploads uploads() {
    return new ConsoleUploads(parts.settings(), parts.clock());
  }
}
