package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.assignments.AssignmentJobs;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.partnerships.PartnershipJobs;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.sync.SyncRuns;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a held job go on, past the check that held it. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Let a held job go on, past the check that held it; a running node does it.")
final class ReleaseCommand implements Callable<Integer> {
  private final Home home;
  private static final Pattern JOB = Pattern.compile("([ps]?)(\\d{1,18})");

  @Parameters(
      paramLabel = "JOB",
      description =
          "the job as jobs shows it: 12, p12 for one of partnerships, or s12 for a whole list")
  private String job = "";

  @Mixin private Reason reason = new Reason();
  @Spec private CommandSpec spec;

  ReleaseCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    Matcher matcher = JOB.matcher(job);
    if (!matcher.matches()) {
      spec.commandLine()
          .getErr()
          .println(
              "qcc-routes: "
                  + job
                  + " 不是任务编号 is no job: 12, p12 for one of partnerships, or s12 for a whole list");
      return CommandLine.ExitCode.USAGE;
    }
    long id = Long.parseLong(matcher.group(2));
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      reason.write(database, "release", job);
      boolean released =
          switch (matcher.group(1)) {
            case "p" -> new PartnershipJobs(database).release(id);
            case "s" -> new SyncRuns(database).release(id);
            default -> new AssignmentJobs(database).release(id);
          };
      if (released) {
        spec.commandLine().getOut().println("已放行 Released: 任务继续 job " + job + " goes on.");
        home.noteMissingNode(settings, spec.commandLine().getOut());
        return 0;
      }
      spec.commandLine()
          .getErr()
          .println(
              "qcc-routes: 任务没有暂停 job "
                  + job
                  + " is not held; see "
                  + home.command()
                  + (matcher.group(1).equals("s") ? " sync" : " jobs"));
      return 1;
    }
  }
}
