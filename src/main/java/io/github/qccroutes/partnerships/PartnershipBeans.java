package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.jobs.JobBeans;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiConsumer;

/** The beans that the routes of the partnership flow name. */
public final class PartnershipBeans {
  private PartnershipBeans() {}

  /** Hands over each bean under its name. */
  public static void bind(
      BiConsumer<String, Object> beans,
      Settings settings,
      Database database,
      ApiHolds holds,
      JobFiles jobFiles,
      ProgramName program) {
    JobBeans jobs = new JobBeans("partnership", PartnershipJobs.FLOW, database, jobFiles);
    JobHolds jobHolds = jobs.bindHolds(beans, program);
    jobs.bindIntake(beans, settings, Set.of("partnerships"), new PartnershipLines());
    PartnershipUri uri =
        new PartnershipUri(settings.text("qcc.api.key"), settings.number("qcc.api.max-uri-bytes"));
    beans.accept(
        "partnershipPlanner",
        new PartnershipPlanner(
            database, holds, uri, settings.number("qcc.partnerships.max-calls")));
    beans.accept(
        "partnershipCalls",
        new PartnershipCalls(
            database,
            new JobCalls(PartnershipJobs.FLOW, database, new RetryDelay(Duration.ofSeconds(1))),
            jobHolds,
            uri));
    beans.accept("partnershipResults", new PartnershipResults(database, jobFiles));
  }
}
