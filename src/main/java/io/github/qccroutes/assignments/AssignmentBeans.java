package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.jobs.JobBeans;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.jobs.JobFlow;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** The beans that the routes of the assignment flow name. */
public final class AssignmentBeans {
  private AssignmentBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans,
      Settings settings,
      Database database,
      ApiHolds holds,
      JobFiles jobFiles,
      ProgramName program,
      Clock clock) {
    JobFlow flow = AssignmentJobs.FLOW;
    JobBeans jobs = new JobBeans("assignment", flow, database, jobFiles);
    JobHolds jobHolds = jobs.bindHolds(beans, program);
    jobs.bindIntake(
        beans,
        settings,
        Set.of("assign", "cancel"),
        new AssignmentLines(Pattern.compile(settings.text("qcc.assignments.login-pattern"))));

    Set<String> adminLogins =
        settings
            .optional("qcc.assignments.admin-logins")
            .map(text -> text.equals("none") ? Set.<String>of() : Set.of(text.split(",", -1)))
            .orElse(null);
    AssignmentUri uri =
        new AssignmentUri(
            database, settings.text("qcc.api.key"), settings.number("qcc.api.max-uri-bytes"));
    AssignmentPlanner planner =
        new AssignmentPlanner(
            database,
            holds,
            uri,
            new AssignmentPlanner.Options(
                adminLogins,
                settings.flag("qcc.assignments.allow-unfollow"),
                settings.flag("qcc.assignments.quota-check")));
    beans.accept("assignmentPlanner", planner);

    JobCalls calls = new JobCalls(flow, database, new RetryDelay(Duration.ofSeconds(1)));
    beans.accept("assignmentRequest", new AssignmentRequest(database, calls, uri));
    beans.accept("assignmentAnswer", new AssignmentAnswer(database, calls, uri, adminLogins));
    beans.accept("assignmentFailure", new AssignmentFailure(database, calls, jobHolds));
    beans.accept("assignmentResults", new AssignmentResults(database, jobFiles, clock));
  }
}
