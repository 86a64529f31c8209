package io.github.qccroutes.cluster;

import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A clock that is set while every flow is at work; on SQLite it is the database's, too. The steps
 * are longer than every lease, and no longer than the provider bears with a signature. Set back, it
 * delays what waits for a time, until it is right again.
 */
@Tag("full")
class ClockStepsTest {

  @ParameterizedTest
  @CsvSource({"PT100S, PT0S", "PT-100S, PT100S"})
  void losesAndDoublesNothing(Duration step, Duration backAgain) throws Exception {
    try (TestNode.Plan plan = TestNode.on(Dialect.SQLITE)) {
      plan.with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push")
          .with("qcc.push.reconcile-cron", "* * * * * ?")
          .with("qcc.work.lease-ms", "5000")
          .with("qcc.assignments.poll-ms", "100")
          .with("qcc.partnerships.poll-ms", "100")
          .with("qcc.reports.day-cron", "* * * * * ?")
          .with("qcc.reports.poll-cron", "* * * * * ?");
      Records records = new Records(plan.database().url());
      try (TestNode node = plan.start()) {
        Workload work = new Workload(plan.provider(), node.data());
        plan.provider().faults().always(Faults.ANY, Fault.delay(Duration.ofMillis(300)));
        for (int n = 0; n < 3; n++) {
          work.add(300, 400);
          await()
              .atMost(Program.PATIENCE)
              .pollInterval(Duration.ofMillis(10))
              .until(() -> work.noteInFlight(records) > 0);
          plan.clock().step(step);
          work.noteInFlight(records);
          int calls = plan.provider().ledger().calls().size();
          await()
              .atMost(Program.PATIENCE)
              .until(() -> plan.provider().ledger().calls().size() > calls + 3);
          work.noteInFlight(records);
          plan.clock().step(backAgain);
          work.noteInFlight(records);
        }
        plan.provider().faults().clear();
        work.awaitEnd(records, Program.PATIENCE);
        work.assertDone(records);
      }
    }
  }
}
