package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.jobs.JobBeans;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.jobs.JobFigures;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.observe.Health;
import io.github.qccroutes.store.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Allocation: companies to users, and cancels, from dropped files. */
public final class AssignmentFlow implements Flow {
  private final FlowParts parts;
  private final JobBeans jobs;
  private final JobFigures figures;

  public AssignmentFlow(FlowParts parts) {
    this.parts = parts;
    this.jobs = new JobBeans("assignment", AssignmentJobs.FLOW, parts);
    this.figures = new JobFigures(AssignmentJobs.FLOW, parts.database(), parts.questions());
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    Settings settings = parts.settings();
    Database database = parts.database();
    JobHolds jobHolds = jobs.bindHolds(beans);
    jobs.bindIntake(
        beans,
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
    beans.accept(
        "assignmentPlanner",
        new AssignmentPlanner(
            database,
            new ApiHolds(database),
            uri,
            new AssignmentPlanner.Options(
                adminLogins,
                settings.flag("qcc.assignments.allow-unfollow"),
                settings.flag("qcc.assignments.quota-check"))));

    JobCalls jobCalls =
        new JobCalls(AssignmentJobs.FLOW, database, new RetryDelay(Duration.ofSeconds(1)));
    AssignmentCalls calls = new AssignmentCalls(database, jobCalls, parts.events());
    beans.accept("assignmentRequest", new AssignmentRequest(database, jobCalls, calls, uri));
    beans.accept("assignmentAnswer", new AssignmentAnswer(database, calls, uri, adminLogins));
    beans.accept("assignmentFailure", new AssignmentFailure(database, jobCalls, calls, jobHolds));
    beans.accept("assignmentResults", new AssignmentResults(database, jobs.files(), parts.clock()));
    beans.accept("assignmentDryRun", new AssignmentDryRun(settings, jobs.reader(), uri));
    beans.accept("assignmentJobs", new AssignmentJobs(database));
  }

  @Override
  public void takeOver() throws IOException {
    jobs.takeOver();
  }

  @Override
  public List<Health> health() {
    return List.of(Health.told("assignments", figures::told));
  }

  @Override
  public void meters(MeterRegistry metrics) {
    figures.meters(metrics, true);
  }

  @Override
  public List<Todo> todo() {
    return figures.todo("分配任务", "assignment job");
  }
}
