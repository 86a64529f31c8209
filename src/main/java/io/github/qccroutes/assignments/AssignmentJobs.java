package io.github.qccroutes.assignments;

import io.github.qccroutes.jobs.JobFlow;
import io.github.qccroutes.store.Database;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** The rows of {@code assignment_job}, as a person looks at them and acts on them. Thread-safe. */
public final class AssignmentJobs {

  /** Jobs are called 1, 2, …. */
  public static final JobFlow FLOW = new JobFlow("assignments", "");

  private final Database database;

  public AssignmentJobs(Database database) {
    this.database = database;
  }

  /** Jobs that are not finished, and the last twenty. */
  public List<Map<String, Object>> list() {
    return database.statement("assignments/list-jobs").query().listOfRows();
  }

  /** Releases the job of the variable {@code jobId}; the variable {@code done} says if it did. */
  public void release(Exchange exchange) {
    exchange.setVariable("done", release(exchange.getVariable("jobId", Long.class)));
  }

  /** Lets a held job go on, past the check that held it; says whether it was held. */
  public boolean release(long jobId) {
    return database.statement("assignments/release-job").param("jobId", jobId).update() > 0;
  }
}
