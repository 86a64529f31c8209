package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.assignments.AssignmentJobs;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a held job go on, past the check that held it. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Let a held job go on, past the check that held it; a running node does it.")
final class ReleaseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "JOB", description = "the job's number, as jobs shows it")
  private long jobId;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Settings settings = Home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC(), false)) {
      if (new AssignmentJobs(database).release(jobId)) {
        spec.commandLine().getOut().println("Released: job " + jobId + " goes on.");
        return 0;
      }
      spec.commandLine()
          .getErr()
          .println("qcc-routes: job " + jobId + " is not held; see qcc-routes jobs");
      return 1;
    }
  }
}
