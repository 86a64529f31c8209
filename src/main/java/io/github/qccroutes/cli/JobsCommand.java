package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.assignments.AssignmentJobs;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the jobs made from dropped files: those under way and the last twenty. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "Show the jobs made from dropped files: those under way and the last twenty.")
final class JobsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = Home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC(), false)) {
      List<Map<String, Object>> jobs = new AssignmentJobs(database).list();
      if (jobs.isEmpty()) {
        out.println("没有任务 No job yet.");
      }
      for (Map<String, Object> job : jobs) {
        out.printf(
            "%s  %-10s  %s/%s  行 lines %s, 未完成 left %s%n",
            job.get("id"),
            job.get("state"),
            job.get("folder"),
            job.get("file_name"),
            job.get("lines"),
            job.get("lines_left"));
        Object reason = job.get("reason");
        if (reason != null && !reason.toString().isBlank()) {
          out.println("    " + reason);
        }
        if ("HELD".equals(job.get("state"))) {
          out.println("    继续 to let it go on: qcc-routes release " + job.get("id"));
        }
      }
    }
    return 0;
  }
}
