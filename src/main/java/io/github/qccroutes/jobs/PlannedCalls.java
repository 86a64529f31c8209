package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.ClaimLostException;
import org.apache.camel.Exchange;

/**
 * The calls of the claimed job while it is being planned, the same in every flow: written in short
 * transactions, each only while the claim is ours. Thread-safe.
 */
public final class PlannedCalls {
  private final JobFlow flow;
  private final Database database;

  public PlannedCalls(JobFlow flow, Database database) {
    this.flow = flow;
    this.database = database;
  }

  /** Removes what an earlier planning that was cut off has left. */
  public void clear(Exchange exchange) {
    long jobId = ClaimedJob.of(exchange).id();
    int[] deleted = new int[1];
    do {
      write(
          exchange,
          () ->
              deleted[0] =
                  database.statement(flow.name() + "/delete-calls").param("jobId", jobId).update());
    } while (deleted[0] > 0);
  }

  /**
   * Runs statements in one transaction.
   *
   * @throws ClaimLostException when somebody has taken the job over
   */
  public void write(Exchange exchange, Runnable statements) {
    JobHolds.fenced(flow, database, exchange, statements);
  }
}
