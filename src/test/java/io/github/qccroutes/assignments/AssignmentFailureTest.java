package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.flow.Events;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a call that never has a usable answer. */
class AssignmentFailureTest extends DroppedAssignments {
  private static final long HOUR = 3_600_000;

  private AssignmentFailure failure;

  private void prepareCall(Dialect dialect) {
    start(dialect);
    Database database = node.application().database();
    JobCalls calls =
        new JobCalls(AssignmentJobs.FLOW, database, new RetryDelay(Duration.ofMinutes(4)));
    JobFiles files = new JobFiles(data(), Clock.systemUTC(), ZoneOffset.UTC);
    failure =
        new AssignmentFailure(
            database,
            calls,
            new AssignmentCalls(database, calls, new Events()),
            new JobHolds(AssignmentJobs.FLOW, database, files, ProgramName.PLAIN));
    node.sql()
        .sql(
            "insert into assignment_job (action, folder, file_name, sha256, state, created_at,"
                + " moved_at, planned_at) values ('ASSIGN', 'assign', '错.csv', 'x', 'LOADING', "
                + "NOW, NOW, NOW)".replace("NOW", node.database().nowPlus(0)))
        .update();
    node.sql()
        .sql(
            "insert into assignment_item (job_id, line, login_name, keyword, login_folded,"
                + " keyword_folded, state, call_id) values (1, 2, '13800000001', '甲公司',"
                + " '13800000001', '甲公司', 'PENDING', 1)")
        .update();
    call("SENDING", "null", HOUR);
    // Not before: a job under way that has no calls is finished.
    node.sql().sql("update assignment_job set state = 'RUNNING'").update();
  }

  private void call(String state, String finishedAt, long leaseMs) {
    node.sql()
        .sql(
            "insert into assignment_call (job_id, shape, call_name, state, claim_no, lease_until,"
                + " finished_at, next_attempt_at) values (1, 'ONE_LOGIN', 'x', :state, 3, "
                + node.database().nowPlus(leaseMs)
                + ", "
                + finishedAt
                + ", "
                + node.database().nowPlus(0)
                + ")")
        .param("state", state)
        .update();
  }

  private void fail(Processor step, int attempts, Exception cause) throws Exception {
    Exchange exchange = new DefaultExchange(node.camel());
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, cause);
    exchange.setVariable("callId", 1L);
    exchange.setVariable("jobId", 1L);
    exchange.setVariable("claimNo", 3L);
    exchange.setVariable("shape", "ONE_LOGIN");
    exchange.setVariable("call", "batchAddRadarCompanyListToExistedUser");
    exchange.setVariable("attempts", attempts);
    step.process(exchange);
  }

  private Object callState() {
    return node.sql().sql("select state from assignment_call where id = 1").query().singleValue();
  }

  @Test
  void givesItsLinesUpAfterSixFaults() throws Exception {
    prepareCall(Dialect.SQLITE);

    fail(failure::unexpected, 5, new IllegalStateException("out of\norder"));

    assertThat(result("assign", "错", "result.csv").get(1))
        .isEqualTo("2,13800000001,甲公司,,UNKNOWN,out of order");
    assertThat(job(1)).containsEntry("state", "INCOMPLETE");
    assertThat(result("assign", "错", "retry.csv"))
        .containsExactly("\uFEFFloginName,keyWord", "13800000001,甲公司");
  }

  @Test
  void triesACallAgainAfterFiveFaults() throws Exception {
    prepareCall(Dialect.SQLITE);

    fail(failure::unexpected, 4, new IllegalStateException("out of order"));

    assertThat(callState()).isEqualTo("PENDING");
    assertThat(count("PENDING")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void givesItsLinesUpWhenOnlyOthersWereAnsweredForTwoDays(Dialect dialect) throws Exception {
    prepareCall(dialect);
    ProviderUnavailableException html = new ProviderUnavailableException(Outcome.RETRY, "HTML");
    node.sql()
        .sql("update assignment_call set outage_since = " + node.database().nowPlus(-49 * HOUR))
        .update();
    call("DONE", node.database().nowPlus(-60_000), 0);

    fail(failure::postpone, 0, html);
    assertThat(callState()).as("it may have been an outage of all").isEqualTo("PENDING");

    call("DONE", node.database().nowPlus(-30 * HOUR), 0);
    node.sql()
        .sql(
            "update assignment_call set state = 'SENDING', lease_until = "
                + node.database().nowPlus(HOUR)
                + " where id = 1")
        .update();
    fail(failure::postpone, 0, html);

    assertThat(result("assign", "错", "result.csv").get(1)).contains(",UNKNOWN,HTML");
  }
}
