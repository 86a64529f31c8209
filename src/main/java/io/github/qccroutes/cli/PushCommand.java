package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.push.PushOrders;
import io.github.qccroutes.push.PushRegistration;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a person does about the customer-risk push. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = "Customer-risk push: retry an order; enable, disable or reactivate the callback.")
final class PushCommand implements Runnable {
  private final Home home;
  @Spec private CommandSpec spec;

  PushCommand(Home home) {
    this.home = home;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: retry, enable, disable or activate");
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = "Import an order (again), with all its attempts; a running node does it.")
  int retry(@Parameters(paramLabel = "ORDER", description = "order number") String orderNo)
      throws Exception {
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      PushOrders.Retry retry = new PushOrders(database).retry(orderNo);
      String line =
          switch (retry) {
            case AGAIN -> orderNo + " is imported again by the running node.";
            case NEW -> orderNo + " was not known here; the running node asks the provider for it.";
            case BUSY -> orderNo + " is being imported just now; nothing to do.";
            case INVALID ->
                "'" + orderNo + "' is no order number: 1 to 64 letters, digits, - and _.";
          };
      if (retry == PushOrders.Retry.INVALID) {
        spec.commandLine().getErr().println("qcc-routes: " + line);
        return CommandLine.ExitCode.USAGE;
      }
      spec.commandLine().getOut().println(line);
      return 0;
    }
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Have the provider call qcc.push.callback-url.")
  int enable() throws Exception {
    return setting("A", "The provider calls back from now on.");
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Have the provider stop calling back (a restart of the node enables it again).")
  int disable() throws Exception {
    return setting("I", "The provider calls back no longer.");
  }

  @Command(
      name = "activate",
      mixinStandardHelpOptions = true,
      description = "Have the provider call back again after it gave up (five failures in a row).")
  int activate() throws Exception {
    return call("direct:push-activate", Map.of(), "The provider calls back again.");
  }

  private int setting(String enablePush, String done) throws Exception {
    return call("direct:push-setting", Map.of("enablePush", enablePush), done);
  }

  private int call(String route, Map<String, Object> variables, String done) throws Exception {
    Settings settings = home.quietSettings();
    try (Application application =
        Application.tool(
            settings,
            Clock.systemUTC(),
            List.of(
                "api/api-get.camel.yaml",
                "push/push-setting.camel.yaml",
                "push/push-activate.camel.yaml"))) {
      application.start();
      if (application.call(route, variables) == PushRegistration.State.DIFFERENT) {
        spec.commandLine()
            .getErr()
            .println(
                "qcc-routes: the provider answered with another callback address than"
                    + " qcc.push.callback-url; compare both in the provider's push settings.");
        return CommandLine.ExitCode.SOFTWARE;
      }
      spec.commandLine().getOut().println(done);
      return 0;
    }
  }
}
