package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.ClaimLostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of a flow's jobs from the file that is seen to the job that is accepted, or refused.
 * Thread-safe.
 */
final class LoadingJobs {
  private final JobFlow flow;
  private final Database database;
  private final Duration lease;

  /**
   * @param lease how long loading stays with a node that went silent
   */
  LoadingJobs(JobFlow flow, Database database, Duration lease) {
    this.flow = flow;
    this.database = database;
    this.lease = lease;
  }

  /**
   * The job of a file that still lies in the inbox.
   *
   * @param loading whether it has not all its lines yet
   */
  record Known(long id, boolean loading) {}

  /** Whether a file of that name is being loaded. */
  boolean isLoading(TakenFile file) {
    return !rows("find-loading-job", parameters(file)).isEmpty();
  }

  /** Makes the job of a file; false where there is one, or the file is a repeat. */
  boolean begin(TakenFile file, String sha256) {
    return !rows("begin-job", parameters(file, sha256)).isEmpty();
  }

  /** The job of that very file, or null. */
  @Nullable Known inInbox(TakenFile file, String sha256) {
    List<Map<String, Object>> rows = rows("find-job-in-inbox", parameters(file, sha256));
    return rows.isEmpty()
        ? null
        : new Known(number(rows.get(0).get("id")), "LOADING".equals(rows.get(0).get("state")));
  }

  /** The job of the same file that was taken within a day, or null. */
  @Nullable Long repeated(TakenFile file, String sha256) {
    List<Map<String, Object>> rows = rows("find-repeat", parameters(file, sha256));
    return rows.isEmpty() ? null : number(rows.get(0).get("id"));
  }

  /** Keeps a job with this node; fails when another one has taken it over. */
  void renew(long jobId, long claimNo) {
    requireClaim(
        rows(
            "renew-loading",
            Map.of("jobId", jobId, "claimNo", claimNo, "leaseMs", lease.toMillis())));
  }

  /** The job has all its lines; fails when another node has taken it over. */
  void accept(long jobId, long claimNo) {
    requireClaim(rows("accept-job", Map.of("jobId", jobId, "claimNo", claimNo)));
  }

  /** A job's lines by state. */
  Map<String, Long> counts(long jobId) {
    Map<String, Long> counts = new HashMap<>();
    for (Map<String, Object> row : rows("count-items", Map.of("jobId", jobId))) {
      counts.put(String.valueOf(row.get("state")), number(row.get("items")));
    }
    return counts;
  }

  /** The file of an accepted job has left the inbox. */
  void noteMoved(long jobId) {
    statement("mark-moved").param("jobId", jobId).update();
  }

  void reject(long jobId, long claimNo, @Nullable String reason) {
    statement("reject-job")
        .param("jobId", jobId)
        .param("claimNo", claimNo)
        .param("reason", reason)
        .update();
  }

  /** Forgets a job and its lines, so that its file is taken anew. */
  void discard(long jobId, long claimNo) {
    int deleted;
    do {
      deleted = statement("delete-items").param("jobId", jobId).param("claimNo", claimNo).update();
    } while (deleted > 0);
    statement("delete-job").param("jobId", jobId).param("claimNo", claimNo).update();
  }

  /** The rows of files of which nobody has noted that they left the inbox. */
  List<Map<String, Object>> listInInbox() {
    return statement("list-jobs-in-inbox").query().listOfRows();
  }

  private static Map<String, Object> parameters(TakenFile file) {
    return Map.of("inbox", file.inbox(), "folder", file.folder(), "fileName", file.name());
  }

  private static Map<String, Object> parameters(TakenFile file, String sha256) {
    Map<String, Object> parameters = new HashMap<>(parameters(file));
    parameters.put("sha256", sha256);
    return parameters;
  }

  private List<Map<String, Object>> rows(String statement, Map<String, ?> parameters) {
    return statement(statement).params(parameters).query().listOfRows();
  }

  private JdbcClient.StatementSpec statement(String name) {
    return database.statement(flow.name() + "/" + name);
  }

  static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
  }

  private static void requireClaim(List<?> rows) {
    if (rows.isEmpty()) {
      throw new ClaimLostException("the file was taken over by another node, which will load it");
    }
  }
}
