package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.assignments.CallPlan.Shape;
import io.github.qccroutes.store.Database;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that a job gets for some of its lines.
 *
 * @param centre the one login or keyword of all lines, folded
 * @param partOf the call refused for its length whose lines it takes over, else null
 * @param refusedBytes that length, else null
 */
record NewCall(
    long jobId,
    Shape shape,
    ApiCall call,
    String centre,
    int askedAgain,
    @Nullable Long partOf,
    @Nullable Integer refusedBytes) {

  /** One of a job's first calls for its lines. */
  static NewCall first(long jobId, AssignmentAction action, Shape shape, String centre) {
    return new NewCall(jobId, shape, action.call(shape), centre, 0, null, null);
  }

  /** Writes its row and returns its id. */
  long add(Database database) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("jobId", jobId);
    row.put("shape", shape.name());
    row.put("callName", call.name());
    row.put("centre", centre);
    row.put("askedAgain", askedAgain);
    row.put("partOf", partOf);
    row.put("refusedBytes", refusedBytes);
    return database.statement("assignments/add-call").params(row).query(Long.class).single();
  }

  /** What {@code assignments/assign-item} wants to give it a line. */
  Map<String, Object> line(long callId, long line) {
    return Map.of("jobId", jobId, "line", line, "callId", callId);
  }
}
