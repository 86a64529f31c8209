package io.github.qccroutes.cli;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.console.OperatorActions;
import io.github.qccroutes.push.PushOrders;
import io.github.qccroutes.push.PushRegistration;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a person does about the customer-risk push. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description =
        "Customer-risk push: list, retry or forget orders; enable, disable or reactivate the callback.")
final class PushCommand implements Runnable {
  private static final Map<String, String> STATES =
      Map.of("RECEIVED", "等待导入", "IMPORTING", "导入中", "IMPORTED", "已导入", "DEAD", "未能导入");

  private final Home home;
  @Spec private CommandSpec spec;

  PushCommand(Home home) {
    this.home = home;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: list, retry, forget, enable, disable or activate");
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description =
          "Import an order (again), with all its attempts; a running node does it. The provider is"
              + " asked for a number that is not known here.")
  int retry(
      @Parameters(paramLabel = "ORDER", description = "order number") String orderNo,
      @Mixin Reason reason)
      throws Exception {
    Settings settings = home.quietSettings();
    PushOrders.Retry retry;
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      reason.write(database, "push retry", orderNo);
      retry = new PushOrders(database).retry(orderNo);
    }
    switch (retry) {
      case AGAIN -> {
        say(orderNo + " 由运行中的节点重新导入 is imported again by the running node.");
        home.noteMissingNode(settings, spec.commandLine().getOut());
      }
      case BUSY -> say(orderNo + " 正在导入 is being imported just now.");
      case UNKNOWN -> add(settings, orderNo);
      case INVALID -> {
        spec.commandLine()
            .getErr()
            .println(
                "qcc-routes: '"
                    + orderNo
                    + "' 不是订单号 is no order number: 1 to 64 letters, digits, - and _");
        return CommandLine.ExitCode.USAGE;
      }
    }
    return 0;
  }

  /** Takes an order that the provider knows: a mistyped number would be DEAD for ever. */
  private void add(Settings settings, String orderNo) throws Exception {
    try (Application application = Application.tool(settings, Clock.systemUTC(), List.of("api"))) {
      application.start();
      try {
        application.call(
            "direct:api-get",
            Map.of("call", ApiCall.getDdRiskDownloadUrl.name()),
            Map.of("orderNo", orderNo));
      } catch (ProviderUnavailableException e) {
        // An order that it is still at is one it knows.
        if (e.outcome() != Outcome.WAIT) {
          throw e;
        }
      }
      new PushOrders(application.database()).add(orderNo);
      say(orderNo + " 本地原来没有，由运行中的节点导入 was not known here; the running node imports it.");
      home.noteMissingNode(settings, spec.commandLine().getOut());
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the orders that are not imported, with the reason, and the last twenty.")
  int list() throws Exception {
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      List<Map<String, Object>> orders = new PushOrders(database).list();
      WaitLine wait = new WaitLine(database, settings, Clock.systemUTC(), home.command());
      if (orders.isEmpty()) {
        say("还没有推送 No push yet.");
      }
      for (Map<String, Object> order : orders) {
        Object state = order.get("state");
        Object records = order.get("record_count");
        say(
            "%s  %s %s  收到 received %s%s"
                .formatted(
                    order.get("order_no"),
                    STATES.getOrDefault(String.valueOf(state), ""),
                    state,
                    received(order.get("received_at"), settings.zone()),
                    records == null ? "" : ", 记录 records " + records));
        if (!"IMPORTED".equals(state) && order.get("last_error") != null) {
          say("    " + order.get("last_error"));
        }
        if ("RECEIVED".equals(state)) {
          String waits =
              wait.of(
                  ApiCall.getDdRiskDownloadUrl,
                  "下次自动重试 tried again by itself",
                  order.get("next_attempt_at"),
                  "push retry " + order.get("order_no"));
          if (waits != null) {
            say(waits);
          }
        }
        if ("DEAD".equals(state)) {
          say("    重试 to try it again: " + home.command() + " push retry " + order.get("order_no"));
        }
      }
      return 0;
    }
  }

  private static String received(@Nullable Object time, ZoneId zone) {
    Instant instant = Database.instant(time);
    return instant == null
        ? "?"
        : instant.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toOffsetDateTime().toString();
  }

  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description =
          "Forget a DEAD order, which is then never imported; one that the provider still lists"
              + " comes back.")
  int forget(
      @Parameters(paramLabel = "ORDER", description = "order number") String orderNo,
      @Mixin Reason reason)
      throws Exception {
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      reason.write(database, "push forget", orderNo);
      if (new PushOrders(database).forget(orderNo)) {
        say(orderNo + " 已删除 is forgotten.");
        return 0;
      }
      spec.commandLine()
          .getErr()
          .println(
              "qcc-routes: "
                  + orderNo
                  + " 不是 DEAD 状态 is not DEAD; see "
                  + home.command()
                  + " push list");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Have the provider call qcc.push.callback-url.")
  int enable() throws Exception {
    return setting("push enable", "A", "企查查从现在起会回调 The provider calls back from now on.");
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Have the provider stop calling back (a restart of the node enables it again).")
  int disable() throws Exception {
    return setting("push disable", "I", "企查查不再回调 The provider no longer calls back.");
  }

  @Command(
      name = "activate",
      mixinStandardHelpOptions = true,
      description = "Have the provider call back again after it gave up (five failures in a row).")
  int activate() throws Exception {
    return call(
        "push activate",
        "direct:push-settings-activate",
        Map.of(),
        "企查查恢复回调 The provider calls back again.");
  }

  private int setting(String what, String enablePush, String done) throws Exception {
    return call(what, "direct:push-settings-set", Map.of("enablePush", enablePush), done);
  }

  private int call(String what, String route, Map<String, Object> variables, String done)
      throws Exception {
    Settings settings = home.quietSettings();
    try (Application application =
        Application.tool(settings, Clock.systemUTC(), List.of("api", "push"))) {
      application.start();
      new OperatorActions(application.database()).writeCommand(what, null, null);
      if (application.call(route, variables) == PushRegistration.State.DIFFERENT) {
        spec.commandLine()
            .getErr()
            .println(
                "qcc-routes: 企查查登记的是另一个回调地址，请在企查查的推送设置里与 qcc.push.callback-url 核对"
                    + " / the provider answered with another callback address than"
                    + " qcc.push.callback-url; compare both in the provider's push settings");
        return CommandLine.ExitCode.SOFTWARE;
      }
      say(done);
      return 0;
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
  }
}
