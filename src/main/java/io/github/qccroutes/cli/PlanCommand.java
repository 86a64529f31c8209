package io.github.qccroutes.cli;

import io.github.qccroutes.api.ModuleQuota;
import io.github.qccroutes.app.Application;
import io.github.qccroutes.assignments.AssignmentEstimate;
import io.github.qccroutes.assignments.AssignmentUri;
import io.github.qccroutes.assignments.CallPlan;
import io.github.qccroutes.assignments.CallPlanLimits;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.partnerships.PartnershipEstimate;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.sync.SyncLists;
import io.github.qccroutes.sync.SyncRuns;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a dropped file would cost; sends nothing but one getQuota, and that with a key. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "What a dropped file would cost: its lines, its calls, the quota. Sends nothing but one"
            + " getQuota.")
final class PlanCommand implements Callable<Integer> {
  private final Home home;
  private static final int MOST_CHANGES = 10;
  private static final String ADMIN_LOGINS = "qcc.assignments.admin-logins";

  @Parameters(paramLabel = "FILE", description = "a .csv, .txt or .xlsx file")
  private Path file = Path.of("");

  @Option(names = "--cancel", description = "as a file in inbox/cancel rather than inbox/assign")
  private boolean cancel;

  @Option(
      names = "--partnerships",
      description = "as a file in inbox/partnerships, as is a file in any folder of that name")
  private boolean partnerships;

  @Option(
      names = "--sync",
      description =
          "as a whole list in inbox/sync: what it would add and cancel, and what holds it")
  private boolean sync;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      converter = ScopeName.class,
      defaultValue = SyncRuns.DEFAULT_SCOPE,
      description = "with --sync, the folder below inbox/sync")
  private String scope = SyncRuns.DEFAULT_SCOPE;

  @Spec private CommandSpec spec;

  PlanCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    requireOneKind();
    if (!Files.exists(file)) {
      spec.commandLine().getErr().println("qcc-routes: there is no file " + file);
      return CommandLine.ExitCode.USAGE;
    }
    Settings settings = home.quietSettings();
    DropFileReader reader = new DropFileReader(Path.of(System.getProperty("java.io.tmpdir")));
    try {
      if (sync) {
        return wholeList(settings);
      }
      return isListOfCompanies() ? partnerships(settings, reader) : assignments(settings, reader);
    } catch (DropFileException e) {
      spec.commandLine().getErr().println("qcc-routes: " + e.getMessage());
      return 1;
    }
  }

  private void requireOneKind() {
    if (sync && (cancel || partnerships)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--sync 不能与 --cancel、--partnerships 同用 goes with neither of them");
    }
    if (!sync && spec.commandLine().getParseResult().hasMatchedOption("--scope")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--scope 只能与 --sync 同用 goes with --sync only");
    }
  }

  private int wholeList(Settings settings) throws Exception {
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      SyncLists.Preview preview =
          new SyncLists(database, settings, Path.of(System.getProperty("java.io.tmpdir")))
              .preview(file, scope, MOST_CHANGES);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("对 pairs:          %d%n", preview.pairs());
      out.printf("无效 invalid:      %d%n", preview.invalid());
      out.printf("新增 adds:         %d%n", preview.adds());
      out.printf("取消 cancels:      %d%n", preview.cancels());
      for (SyncLists.Change change : preview.some()) {
        out.printf(
            "  %s %s %s: %s%n",
            change.action().equals("ASSIGN") ? "+" : "-",
            change.loginName(),
            change.keyWord(),
            change.reason());
      }
      if (preview.adds() > MOST_CHANGES || preview.cancels() > MOST_CHANGES) {
        out.printf("  …%n");
      }
      preview.holds().forEach(hold -> out.printf("会暂停 would be HELD: %s%n", hold));
      return 0;
    }
  }

  private boolean isListOfCompanies() {
    Path folder = file.toAbsolutePath().getParent();
    return partnerships || (folder != null && folder.endsWith("partnerships"));
  }

  private int partnerships(Settings settings, DropFileReader reader) throws IOException {
    PartnershipEstimate estimate = PartnershipEstimate.of(file, reader);
    long most = settings.number("qcc.partnerships.max-calls");
    PrintWriter out = spec.commandLine().getOut();
    tell(estimate.leftOut(), out);
    out.printf("行数 lines:        %d%n", estimate.lines());
    out.printf("无效 invalid:      %d%n", estimate.invalid());
    out.printf("重复 duplicates:   %d%n", estimate.duplicates());
    out.printf("公司 companies:    %d%n", estimate.names());
    out.printf("调用 calls:        %d%n", estimate.calls());
    if (estimate.calls() > most) {
      out.printf(
          "  超过 more than qcc.partnerships.max-calls=%d：任务会暂停 the job would be HELD%n", most);
    }
    return 0;
  }

  private static void tell(@Nullable Message leftOut, PrintWriter out) {
    if (leftOut != null) {
      out.println(leftOut);
    }
  }

  /** With a key, by what refusals have taught the running node, too. */
  private int assignments(Settings settings, DropFileReader reader) throws Exception {
    long maxUriBytes = settings.number("qcc.api.max-uri-bytes");
    String key = settings.optional("qcc.api.key").orElse(null);
    if (key == null) {
      estimate(settings, reader, AssignmentUri.limits(maxUriBytes, ""));
      if (!cancel) {
        unknownQuota("没有设置 qcc.api.key：qcc.api.key is not set");
      }
      return 0;
    }
    try (Application application =
        Application.tool(settings, Clock.systemUTC(), List.of("api", "quota"))) {
      AssignmentUri uri = new AssignmentUri(application.database(), key, maxUriBytes);
      AssignmentEstimate estimate = estimate(settings, reader, uri.limits());
      if (!cancel) {
        application.start();
        quota(application, estimate);
      }
      return 0;
    }
  }

  private AssignmentEstimate estimate(
      Settings settings, DropFileReader reader, CallPlanLimits limits) throws IOException {
    AssignmentEstimate estimate =
        AssignmentEstimate.of(
            file,
            reader,
            Pattern.compile(settings.text("qcc.assignments.login-pattern")),
            refusedLogins(settings),
            limits);
    PrintWriter out = spec.commandLine().getOut();
    tell(estimate.leftOut(), out);
    out.printf("行数 lines:        %d%n", estimate.lines());
    out.printf("无效 invalid:      %d%n", estimate.invalid());
    out.printf("重复 duplicates:   %d%n", estimate.duplicates());
    if (estimate.refused() > 0) {
      out.printf(
          "拒绝 refused:      %d (qcc.assignments.allow-unfollow=false)%n", estimate.refused());
    }
    out.printf("调用 calls:        %d%n", estimate.callCount());
    out.printf(
        "  一人多企 one login, many companies:  %d%n", estimate.calls().get(CallPlan.Shape.ONE_LOGIN));
    out.printf(
        "  一企多人 one company, many logins:   %d%n",
        estimate.calls().get(CallPlan.Shape.ONE_KEYWORD));
    if (cancel && settings.optional(ADMIN_LOGINS).isEmpty()) {
      out.printf("  未设置 unset %s：任务会暂停 the job would be HELD%n", ADMIN_LOGINS);
    }
    return estimate;
  }

  /** The logins whose cancels are refused line by line. */
  private Set<String> refusedLogins(Settings settings) {
    String admins = settings.optional(ADMIN_LOGINS).orElse("none");
    return !cancel || admins.equals("none") || settings.flag("qcc.assignments.allow-unfollow")
        ? Set.of()
        : Set.copyOf(List.of(admins.split(",", -1)));
  }

  private void unknownQuota(String why) {
    spec.commandLine().getOut().printf("额度 quota:        未知 unknown (%s)%n", why);
  }

  private void quota(Application application, AssignmentEstimate estimate) throws Exception {
    Object modules = application.call("direct:quota-ask", Map.of());
    ModuleQuota quota =
        modules instanceof List<?> list
            ? list.stream()
                .map(ModuleQuota.class::cast)
                .filter(module -> module.moduleId().equals("radar_id"))
                .findFirst()
                .orElse(null)
            : null;
    Long consumed = quota == null ? null : quota.consumedCount();
    Long free = quota == null ? null : quota.remaining();
    if (consumed == null || free == null) {
      unknownQuota("getQuota 没有给出 radar_id 的数字 getQuota gave no figures of radar_id");
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    long total = free + consumed;
    out.printf("额度 quota before: %d / %d (剩余 free %d)%n", consumed, total, free);
    out.printf(
        "额度 quota after:  %d / %d 最多 at most (剩余 free %d)%n",
        consumed + estimate.keywords(), total, free - estimate.keywords());
  }
}
