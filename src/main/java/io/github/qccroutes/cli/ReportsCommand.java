package io.github.qccroutes.cli;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.reports.ReportOrders;
import io.github.qccroutes.reports.ReportSchedule;
import io.github.qccroutes.reports.ReportType;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a person does about reports. */
@Command(
    name = "reports",
    mixinStandardHelpOptions = true,
    description =
        "Reports: list them, order the current day's, week's or month's, or fetch one again.")
final class ReportsCommand implements Runnable {
  private static final Map<String, String> STATES =
      Map.of(
          "DUE", "待下单",
          "ORDERING", "下单中",
          "PENDING", "生成中",
          "READY", "已取回",
          "NO_CHANGE", "无变化",
          "FAILED", "失败",
          "EXPIRED", "逾期",
          "AMBIGUOUS", "结果不明");

  private final Home home;
  @Spec private CommandSpec spec;

  ReportsCommand(Home home) {
    this.home = home;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say what: list, order or fetch");
  }

  @Command(
      name = "order",
      mixinStandardHelpOptions = true,
      description =
          "Order the current period's report now, or fetch what was ordered but never came; a"
              + " running node does it.")
  int order(
      @Parameters(paramLabel = "TYPE", description = "day, week or month") ReportType type,
      @Option(
              names = "--again",
              description =
                  "also when it was ordered before, or may have been; the provider may"
                      + " count it twice")
          boolean again,
      @Mixin Reason reason)
      throws Exception {
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      reason.write(database, "reports order", again ? type + " again" : type.name());
      ReportOrders.Result result =
          new ReportOrders(database, ReportSchedule.of(settings, Clock.systemUTC()))
              .order(type, again);
      String report = type + " " + result.period();
      switch (result.answer()) {
        case DUE -> {
          say(report + " 由运行中的节点下单 is ordered by the running node.");
          sayWait(database, settings, ApiCall.createReport);
        }
        case AGAIN -> {
          say(
              report
                  + " 由运行中的节点重新下单 is ordered again by the running node; it was "
                  + standing(result)
                  + ".");
          sayWait(database, settings, ApiCall.createReport);
        }
        case FETCH -> {
          say(
              report
                  + " 由运行中的节点取回 is fetched by the running node; it was "
                  + standing(result)
                  + ".");
          sayWait(database, settings, ApiCall.getReportInfo);
        }
        case BUSY ->
            say(report + " 正在进行，不用处理 is under way (" + result.state() + "); nothing to do.");
        case SETTLED -> {
          spec.commandLine()
              .getErr()
              .println(
                  "qcc-routes: "
                      + report
                      + " 已经下过单 is "
                      + standing(result)
                      + "。再次下单 To order it again: "
                      + home.command()
                      + " reports order "
                      + type
                      + " --again");
          return CommandLine.ExitCode.SOFTWARE;
        }
      }
      return 0;
    }
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = "Fetch the report of an order again, of any period; a running node does it.")
  int fetch(
      @Parameters(paramLabel = "ORDER", description = "its number, JK…") String orderNo,
      @Mixin Reason reason)
      throws Exception {
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      reason.write(database, "reports fetch", orderNo);
      if (new ReportOrders(database, ReportSchedule.of(settings, Clock.systemUTC()))
          .fetch(orderNo)) {
        say(orderNo + " 由运行中的节点取回 is fetched by the running node.");
        sayWait(database, settings, ApiCall.getReportInfo);
        return 0;
      }
      spec.commandLine()
          .getErr()
          .println(
              "qcc-routes: 没有这个订单，或者正在进行 no report was ordered under "
                  + orderNo
                  + ", or it is under way");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the missing reports, with the reason, and the last twenty.")
  int list() throws Exception {
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      List<Map<String, Object>> reports =
          database.statement("reports/list-orders").query().listOfRows();
      ReportOrders orders =
          new ReportOrders(database, ReportSchedule.of(settings, Clock.systemUTC()));
      WaitLine wait = new WaitLine(database, settings, Clock.systemUTC(), home.command());
      if (reports.isEmpty()) {
        say("还没有报告 No report yet.");
      }
      for (Map<String, Object> report : reports) {
        String state = String.valueOf(report.get("state"));
        say(
            "%s %s  %s %s  %s%s"
                .formatted(
                    report.get("report_type"),
                    report.get("period"),
                    STATES.getOrDefault(state, ""),
                    state,
                    Objects.requireNonNullElse(report.get("order_no"), "-"),
                    report.get("file") == null
                        ? ""
                        : "  " + settings.path("qcc.data-dir").resolve("" + report.get("file"))));
        if (report.get("last_error") != null && !state.equals("READY")) {
          say("    " + report.get("last_error"));
        }
        String waits = waits(report, wait, orders, settings);
        if (waits != null) {
          say(waits);
        }
      }
      return 0;
    }
  }

  /** What a report waits for that is not there yet, or null. */
  private @Nullable String waits(
      Map<String, Object> report, WaitLine wait, ReportOrders orders, Settings settings) {
    String type = String.valueOf(report.get("report_type"));
    String orderNo = String.valueOf(report.get("order_no"));
    switch (String.valueOf(report.get("state"))) {
      case "DUE" -> {
        return dueIfNull(
            wait.of(
                ApiCall.createReport,
                "本期内自动再下单 ordered again by itself, as long as the period lasts",
                report.get("next_attempt_at"),
                "reports order " + type));
      }
      case "PENDING" -> {
        Instant ordered = Database.instant(report.get("ordered_at"));
        Duration allowed = Duration.ofMinutes(settings.number("qcc.reports.deadline-minutes"));
        return dueIfNull(
            wait.of(
                ApiCall.getReportInfo,
                (ordered == null ? "" : "最迟等到 waits until " + wait.at(ordered.plus(allowed)) + "；")
                    + "下次自动询问 asked for again by itself",
                report.get("next_attempt_at"),
                "reports fetch " + orderNo));
      }
      case "AMBIGUOUS" -> {
        return orders.isCurrent(ReportType.valueOf(type), String.valueOf(report.get("period")))
            ? "    等待人工处理 waits for you: pro.qcc.com 上没有此报告时 if pro.qcc.com shows no such report: "
                + home.command()
                + " reports order "
                + type
                + " --again"
            : "    本期已过，不能再下单，请到 pro.qcc.com 查看"
                + " its period is over and can't be ordered; look at pro.qcc.com";
      }
      default -> {
        return null;
      }
    }
  }

  private static String dueIfNull(@Nullable String waits) {
    return waits == null
        ? "    节点下次轮询时处理 taken by the node at its next tick (qcc.reports.poll-cron)"
        : waits;
  }

  /** What may keep the order waiting: no node here, or a hold. */
  private void sayWait(Database database, Settings settings, ApiCall call) {
    home.noteMissingNode(settings, spec.commandLine().getOut());
    new ApiHolds(database)
        .list().stream()
            .filter(hold -> List.of(ApiHolds.ALL_CALLS, call.name()).contains(hold.call()))
            .findFirst()
            .ifPresent(
                hold ->
                    say(
                        call
                            + " 已暂停，解除之后才会执行 is held; nothing happens until the hold is lifted: "
                            + hold.msg()
                            + " ("
                            + home.command()
                            + " holds)"));
  }

  private static String standing(ReportOrders.Result result) {
    return result.state() + (result.lastError() == null ? "" : " (" + result.lastError() + ")");
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
  }
}
