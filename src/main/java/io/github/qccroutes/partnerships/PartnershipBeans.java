package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.dropfile.JobBeans;
import io.github.qccroutes.dropfile.JobCalls;
import io.github.qccroutes.dropfile.JobFiles;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import java.time.Duration;
import java.util.Map;
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
    jobs.bindHolds(beans, program);
    jobs.bindIntake(beans, settings, Set.of("partnerships"), new PartnershipLines());
    jobs.bindClaims(beans, settings, Map.of(), Map.of("lines", "lines", "probe", "probe"));
    PartnershipUri uri =
        new PartnershipUri(settings.text("qcc.api.key"), settings.number("qcc.api.max-uri-bytes"));
    PartnershipPlanner planner =
        new PartnershipPlanner(database, holds, uri, settings.number("qcc.partnerships.max-calls"));
    beans.accept("partnershipCheck", planner.check());
    beans.accept("partnershipPlanWriter", planner.write());
    PartnershipQuestions questions =
        new PartnershipQuestions(
            database,
            new JobCalls(PartnershipJobs.FLOW, database, new RetryDelay(Duration.ofSeconds(1))),
            uri);
    beans.accept("partnershipRequest", questions.request());
    beans.accept("partnershipSettler", questions.settle());
    beans.accept("partnershipRefusal", questions.refuse());
    beans.accept("partnershipOutage", questions.postpone());
    beans.accept("partnershipFault", questions.fault());
    PartnershipResults results = new PartnershipResults(database, jobFiles);
    beans.accept("partnershipNextStep", results.next());
    beans.accept("partnershipFinisher", results.finish());
  }
}
