package io.github.qccroutes.cli;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and lifts holds: calls the provider told us to stop making. */
@Command(
    name = "holds",
    mixinStandardHelpOptions = true,
    description = "Show the calls that are held because the provider said to stop.")
final class HoldsCommand implements Callable<Integer> {
  private final Home home;
  @Spec private CommandSpec spec;

  HoldsCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      List<ApiHolds.Hold> holds = new ApiHolds(database).list();
      if (holds.isEmpty()) {
        out.println("没有暂停的调用 No call is held.");
      }
      Waiting waiting = new Waiting(home, settings, database);
      for (ApiHolds.Hold hold : holds) {
        String words = waiting.words("hold", argument(hold.call()));
        out.println((words == null ? hold.msg() : words) + until(hold, settings.zone()));
        if (hold.call().equals(ApiHolds.ALL_CALLS)) {
          out.println(
              "    每 15 分钟询问一次额度，得到回答就自动解除"
                  + " lifted by itself as soon as a getQuota is answered, asked every 15 minutes");
        }
        out.println(
            (hold.untilAt() == null ? "    解除" : "    提前解除")
                + " to lift it: "
                + home.command()
                + " holds lift "
                + argument(hold.call()));
      }
    }
    return 0;
  }

  private static String name(String call) {
    return call.equals(ApiHolds.ALL_CALLS) ? "全部调用 all calls" : call;
  }

  private static String argument(String call) {
    return call.equals(ApiHolds.ALL_CALLS) ? "all" : call;
  }

  private static String until(ApiHolds.Hold hold, ZoneId zone) {
    Instant end = hold.untilAt();
    if (end == null) {
      return "；直到解除 until it is lifted";
    }
    return (hold.call().equals(ApiHolds.ALL_CALLS) ? "；再次询问 asked again at " : "；直到 until ")
        + end.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toOffsetDateTime();
  }

  @Command(
      name = "lift",
      mixinStandardHelpOptions = true,
      description = "Make a held call again; a running node notices without a restart.")
  int lift(
      @Parameters(paramLabel = "CALL", description = "the call's name, or all") String call,
      @Mixin Reason reason)
      throws Exception {
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      String held = call.equals("all") ? ApiHolds.ALL_CALLS : call;
      reason.write(database, "holds lift", call);
      if (new ApiHolds(database).lift(held)) {
        spec.commandLine().getOut().println("已解除 Lifted: " + name(held));
        return 0;
      }
      spec.commandLine()
          .getErr()
          .println(
              "qcc-routes: 没有暂停 no hold on " + name(held) + "; see " + home.command() + " holds");
      return 1;
    }
  }
}
