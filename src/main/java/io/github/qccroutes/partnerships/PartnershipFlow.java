package io.github.qccroutes.partnerships;

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

/** Partnerships: who supplies whom among the companies of a dropped list. */
public final class PartnershipFlow implements Flow {
  private final FlowParts parts;
  private final JobBeans jobs;
  private final JobFigures figures;

  public PartnershipFlow(FlowParts parts) {
    this.parts = parts;
    this.jobs = new JobBeans("partnership", PartnershipJobs.FLOW, parts);
    this.figures = new JobFigures(PartnershipJobs.FLOW, parts.database(), parts.questions());
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    Settings settings = parts.settings();
    Database database = parts.database();
    JobHolds jobHolds = jobs.bindHolds(beans);
    jobs.bindIntake(beans, Set.of("partnerships"), new PartnershipLines());
    PartnershipUri uri =
        new PartnershipUri(settings.text("qcc.api.key"), settings.number("qcc.api.max-uri-bytes"));
    beans.accept(
        "partnershipPlanner",
        new PartnershipPlanner(
            database, new ApiHolds(database), uri, settings.number("qcc.partnerships.max-calls")));
    beans.accept(
        "partnershipCalls",
        new PartnershipCalls(
            database,
            new JobCalls(PartnershipJobs.FLOW, database, new RetryDelay(Duration.ofSeconds(1))),
            jobHolds,
            uri));
    beans.accept("partnershipResults", new PartnershipResults(database, jobs.files()));
    beans.accept(
        "partnershipDryRun",
        new PartnershipDryRun(jobs.reader(), settings.number("qcc.partnerships.max-calls")));
    beans.accept("partnershipJobs", new PartnershipJobs(database));
  }

  @Override
  public void takeOver() throws IOException {
    jobs.takeOver();
  }

  @Override
  public List<Health> health() {
    return List.of(Health.told("partnerships", figures::told));
  }

  @Override
  public void meters(MeterRegistry metrics) {
    figures.meters(metrics, false);
  }

  @Override
  public List<Todo> todo() {
    return figures.todo("合作关系任务", "partnership job");
  }
}
