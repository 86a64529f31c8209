package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;

/** What a job is told of that begins to run while the provider says stop. */
class AssignmentHoldsTest extends DroppedAssignments {
  private static final long HOUR = 3_600_000;

  /** Has a planned job with one call run after these calls were held. */
  private void runWith(Dialect dialect, String... held) throws IOException {
    start(dialect);
    String later = node.database().nowPlus(HOUR);
    String now = node.database().nowPlus(0);
    node.sql()
        .sql(
            "insert into assignment_job (action, folder, file_name, sha256, state, created_at,"
                + " moved_at, planned_at, claim_no, lease_until) values ('ASSIGN', 'assign',"
                + " '停.csv', 'x', 'ACCEPTED', NOW, NOW, NOW, 3, LATER)"
                    .replace("NOW", now)
                    .replace("LATER", later))
        .update();
    node.sql()
        .sql(
            "insert into assignment_call (job_id, shape, call_name, state, next_attempt_at)"
                + " values (1, 'ONE_LOGIN', 'batchAddRadarCompanyListToExistedUser', 'PENDING', "
                + later
                + ")")
        .update();
    for (String call : held) {
      node.sql()
          .sql(
              "insert into api_hold (call, code, msg, held_at) values (:call, '1', :msg, NOW)"
                  .replace("NOW", now))
          .param("call", call)
          .param("msg", "no " + call)
          .update();
    }
    Database database = node.application().database();
    JobFiles files = new JobFiles(data(), Clock.systemUTC(), ZoneOffset.UTC);
    Exchange exchange = new DefaultExchange(node.camel());
    exchange.setVariable("jobId", 1L);
    exchange.setVariable("claimNo", 3L);
    exchange.setVariable("folder", "assign");
    exchange.setVariable("fileName", "停.csv");
    new JobHolds(AssignmentJobs.FLOW, database, files, ProgramName.PLAIN).run(exchange);
  }

  @ParameterizedTest
  @EachDatabase
  void namesTheHoldsOfItsOwnCallsAlone(Dialect dialect) throws IOException {
    runWith(
        dialect,
        "batchAddRadarCompanyListToExistedUser",
        "createReport",
        "findPartnershipRelation");

    assertThat(job(1)).containsEntry("state", "HELD").containsEntry("held_check", "STOP");
    assertThat((String) job(1).get("reason"))
        .endsWith("no batchAddRadarCompanyListToExistedUser")
        .doesNotContain("createReport", "findPartnershipRelation");
    assertThat(text("results/assign/停-1.held.txt"))
        .contains("no batchAddRadarCompanyListToExistedUser\n")
        .doesNotContain("createReport", "findPartnershipRelation");
  }

  @ParameterizedTest
  @EachDatabase
  void namesAHoldOfAllCalls(Dialect dialect) throws IOException {
    runWith(dialect, "*", "createReport");

    assertThat((String) job(1).get("reason")).endsWith(": no *");
  }

  @ParameterizedTest
  @EachDatabase
  void goesOnWhileOnlyOtherCallsAreHeld(Dialect dialect) throws IOException {
    runWith(dialect, "createReport");

    assertThat(job(1)).containsEntry("state", "RUNNING");
    assertThat(data().resolve("results/assign/停-1.held.txt")).doesNotExist();
  }
}
