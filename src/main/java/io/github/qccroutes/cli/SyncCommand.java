package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.sync.InvalidListException;
import io.github.qccroutes.sync.SyncLists;
import io.github.qccroutes.sync.SyncRuns;
import io.github.qccroutes.tables.DropFileException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how the whole lists stand, and acts on them. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    description =
        "Whole lists of who watches what: show the scopes and the last lists; note what is watched"
            + " already; give a held list up.")
final class SyncCommand implements Callable<Integer> {
  private static final Map<String, String> STATES =
      Map.of(
          "LOADING", "读取中",
          "PLANNED", "等待执行",
          "HELD", "暂停",
          "RUNNING", "进行中",
          "DONE", "完成",
          "INCOMPLETE", "未全部完成",
          "REJECTED", "未接受",
          "SUPERSEDED", "已被取代");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final Pattern RUN = Pattern.compile("s(\\d{1,18})");

  private final Home home;
  @Spec private CommandSpec spec;

  SyncCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      SyncRuns runs = new SyncRuns(database);
      var scopes = runs.scopes();
      if (scopes.isEmpty()) {
        out.println("还没有名单 No list yet: inbox/sync");
      }
      for (Map<String, Object> scope : scopes) {
        out.printf(
            "名单 scope %s: 需要 wanted %s, 已关注 watched %s, 待取消 to be cancelled %s, 被拒绝 refused %s%s%n",
            scope.get("scope"),
            scope.get("wanted"),
            scope.get("watched"),
            scope.get("released"),
            scope.get("refused"),
            ", 上次完成 last done " + at(scope.get("last_done_at"), settings.zone()));
      }
      if (!scopes.isEmpty()) {
        out.printf("名单之外 in no list: %d%n", runs.drift());
      }
      runs.list().forEach(run -> print(out, run));
    }
    return 0;
  }

  private void print(PrintWriter out, Map<String, Object> run) {
    String name = "s" + run.get("id");
    Object state = run.get("state");
    out.printf(
        "%s  %s %s  %s/%s  对 pairs %s, 新增 adds %s, 取消 cancels %s%n",
        name,
        STATES.getOrDefault(String.valueOf(state), ""),
        state,
        run.get("folder"),
        run.get("file_name"),
        shown(run.get("pairs")),
        shown(run.get("adds")),
        shown(run.get("cancels")));
    Object reason = run.get("reason");
    if (reason != null && !reason.toString().isBlank()) {
      out.println("    " + reason);
    }
    if ("HELD".equals(state)) {
      out.println(
          "    执行 to carry it out: "
              + home.command()
              + " release "
              + name
              + "；放弃 to give it up: "
              + home.command()
              + " sync reject "
              + name);
    }
  }

  private static Object shown(@Nullable Object figure) {
    return figure == null ? "-" : figure;
  }

  private static String at(@Nullable Object time, ZoneId zone) {
    Instant instant = Database.instant(time);
    return instant == null ? "从未 never" : TIME.format(instant.atZone(zone));
  }

  @Command(
      name = "adopt",
      mixinStandardHelpOptions = true,
      description =
          "Note that all pairs of a whole list are watched already and belong to its scope; sends"
              + " nothing.")
  int adopt(
      @Parameters(paramLabel = "FILE", description = "a .csv, .txt or .xlsx file") Path file,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              converter = ScopeName.class,
              defaultValue = SyncRuns.DEFAULT_SCOPE,
              description = "the folder below inbox/sync that its lists are dropped into")
          String scope,
      @Mixin Reason reason)
      throws Exception {
    if (!Files.exists(file)) {
      return refused("there is no file " + file, CommandLine.ExitCode.USAGE);
    }
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      reason.write(database, "sync adopt", scope + " " + file.getFileName());
      long pairs =
          new SyncLists(database, settings, Path.of(System.getProperty("java.io.tmpdir")))
              .adopt(file, scope);
      spec.commandLine()
          .getOut()
          .printf("已登记 Noted: %d 对为现有关注 pair(s) of %s as watched already%n", pairs, scope);
      return 0;
    } catch (DropFileException e) {
      return refused(e.getMessage(), 1);
    } catch (InvalidListException e) {
      return refused(
          "有无效行，没有登记任何一对 nothing was noted, since a line is invalid: " + e.getMessage(), 1);
    }
  }

  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = "Give a list up that is held or waits; nothing changes.")
  int reject(
      @Parameters(paramLabel = "RUN", description = "the list as sync shows it: s3") String run,
      @Mixin Reason reason)
      throws Exception {
    Matcher name = RUN.matcher(run);
    if (!name.matches()) {
      return refused(run + " 不是名单编号 is no list: s3", CommandLine.ExitCode.USAGE);
    }
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      reason.write(database, "sync reject", run);
      if (new SyncRuns(database).reject(Long.parseLong(name.group(1)))) {
        spec.commandLine().getOut().println("已放弃 Given up: " + run);
        return 0;
      }
      return refused(
          run + " 没有暂停，也不在等待 is neither held nor waiting; see " + home.command() + " sync", 1);
    }
  }

  private int refused(@Nullable String why, int code) {
    spec.commandLine().getErr().println("qcc-routes: " + why);
    return code;
  }
}
