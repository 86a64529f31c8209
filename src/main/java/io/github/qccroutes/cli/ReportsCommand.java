package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.reports.ReportOrders;
import io.github.qccroutes.reports.ReportType;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a person does about reports. */
@Command(
    name = "reports",
    mixinStandardHelpOptions = true,
    description = "Reports: order the current day's, week's or month's.")
final class ReportsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say what: order");
  }

  @Command(
      name = "order",
      mixinStandardHelpOptions = true,
      description = "Order the current period's report now; a running node does it.")
  int order(
      @Parameters(paramLabel = "TYPE", description = "day, week or month") ReportType type,
      @Option(
              names = "--again",
              description =
                  "also when it was ordered before, or may have been; the provider may"
                      + " count it twice")
          boolean again)
      throws Exception {
    Settings settings = Home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC(), false)) {
      ReportOrders.Result result =
          new ReportOrders(database, Application.reportSchedule(settings, Clock.systemUTC()))
              .order(type, again);
      String report = type + " " + result.period();
      switch (result.answer()) {
        case DUE -> say(report + " is ordered by the running node.");
        case AGAIN ->
            say(report + " is ordered again by the running node; it was " + standing(result) + ".");
        case BUSY -> say(report + " is under way (" + result.state() + "); nothing to do.");
        case SETTLED -> {
          spec.commandLine()
              .getErr()
              .println(
                  "qcc-routes: "
                      + report
                      + " is "
                      + standing(result)
                      + ". To order it all the same: qcc-routes reports order "
                      + type
                      + " --again");
          return CommandLine.ExitCode.SOFTWARE;
        }
      }
      return 0;
    }
  }

  private static String standing(ReportOrders.Result result) {
    return result.state() + (result.lastError() == null ? "" : " (" + result.lastError() + ")");
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
  }
}
