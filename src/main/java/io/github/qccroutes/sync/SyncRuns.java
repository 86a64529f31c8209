package io.github.qccroutes.sync;

import io.github.qccroutes.jobs.JobFlow;
import io.github.qccroutes.store.Database;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** The rows of {@code sync_run}, as a person looks at them and acts on them. Thread-safe. */
public final class SyncRuns {
  /** Runs are called s1, s2, …. */
  public static final JobFlow FLOW = new JobFlow("sync", "s");

  /** The scope of lists that lie in no folder of their own. */
  public static final String DEFAULT_SCOPE = "default";

  private final Database database;

  public SyncRuns(Database database) {
    this.database = database;
  }

  /** Runs that are not finished, and the last ten. */
  public List<Map<String, Object>> list() {
    return database.statement("sync/list-runs").query().listOfRows();
  }

  /** Each scope with its pairs. */
  public List<Map<String, Object>> scopes() {
    return database.statement("sync/list-scopes").query().listOfRows();
  }

  /** Pairs that are watched and that no list ever wanted. */
  public long drift() {
    return database.statement("sync/count-drift").query(Long.class).single();
  }

  /** Releases the job of the variable {@code jobId}; the variable {@code done} says if it did. */
  public void release(Exchange exchange) {
    exchange.setVariable("done", release(exchange.getVariable("jobId", Long.class)));
  }

  /** Lets a held run go on, past the guards that held it; says whether it was held. */
  public boolean release(long runId) {
    return database.statement("sync/release-run").param("runId", runId).update() > 0;
  }

  /** Gives the run of the variable {@code jobId} up; the variable {@code done} says if it did. */
  public void reject(Exchange exchange) {
    exchange.setVariable("done", reject(exchange.getVariable("jobId", Long.class)));
  }

  /** Ends a run that is held or waits, without a change; says whether it was one. */
  public boolean reject(long runId) {
    return database
            .statement("sync/reject-run")
            .param("runId", runId)
            .param("reason", "由人工放弃 / given up by a person")
            .update()
        > 0;
  }
}
