package io.github.qccroutes.assignments;

import io.github.qccroutes.jobs.JobFlow;
import io.github.qccroutes.store.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** Lets a held job go on, past the check that held it; says whether it was held. */
  public boolean release(long jobId) {
    return database.statement("assignments/release-job").param("jobId", jobId).update() > 0;
  }

  static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
  }

  /** A job's lines by state. */
  static Map<String, Long> counts(Database database, long jobId) {
    Map<String, Long> counts = new HashMap<>();
    for (Map<String, Object> row :
        database.statement("assignments/count-items").param("jobId", jobId).query().listOfRows()) {
      counts.put(String.valueOf(row.get("state")), number(row.get("items")));
    }
    return counts;
  }
}
