package io.github.qccroutes.cli;

import io.github.qccroutes.api.ModuleQuota;
import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.console.OperatorActions;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Prints the account's quota, with one signed call, and has jobs that the quota holds looked at
 * again; beside a running node if need be.
 */
@Command(
    name = "quota",
    mixinStandardHelpOptions = true,
    description = "Ask the provider for the quota of every module.")
final class QuotaCommand implements Callable<Integer> {
  private final Home home;

  QuotaCommand(Home home) {
    this.home = home;
  }

  /** The modules that the quota document names, in its words. */
  private static final Map<String, String> NAMES =
      Map.of("radar_id", "风险监控-企业", "natural_person_id", "自然人核验", "bene_id", "股权穿透");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Settings settings = home.quietSettings();
    try (Application application =
        Application.tool(settings, Clock.systemUTC(), List.of("api", "quota"))) {
      application.start();
      new OperatorActions(application.database()).writeCommand("quota", null, null);
      print((List<?>) application.call("direct:quota-ask", Map.of()), spec.commandLine().getOut());
      application.database().statement("quota/hasten-held-jobs").update();
      return 0;
    }
  }

  static void print(@Nullable List<?> modules, PrintWriter out) {
    line(out, "模块", "总额度", "已消耗", "剩余", "可删除", "");
    line(out, "module", "total", "consumed", "remaining", "deletable", "");
    if (modules == null) {
      return;
    }
    for (Object module : modules) {
      ModuleQuota quota = (ModuleQuota) module;
      line(
          out,
          quota.moduleId(),
          shown(quota.totalCount()),
          shown(quota.consumedCount()),
          shown(quota.remaining()),
          shown(quota.canDeletedCount()),
          NAMES.getOrDefault(quota.moduleId(), ""));
    }
  }

  private static void line(PrintWriter out, String module, String... columns) {
    StringBuilder line = new StringBuilder(module).append(blanks(18 - width(module)));
    for (int i = 0; i < columns.length - 1; i++) {
      line.append(blanks(11 - width(columns[i]))).append(columns[i]);
    }
    out.println((line + "  " + columns[columns.length - 1]).stripTrailing());
  }

  private static String shown(@Nullable Long figure) {
    return figure == null ? "?" : figure.toString();
  }

  private static String blanks(int count) {
    return " ".repeat(Math.max(1, count));
  }

  /** Columns on a terminal: a Chinese character takes two. */
  private static int width(String text) {
    return text.codePoints().map(c -> Character.isIdeographic(c) ? 2 : 1).sum();
  }
}
