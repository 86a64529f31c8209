package io.github.qccroutes.assignments;

import io.github.qccroutes.assignments.CallPlan.Shape;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.Folding;
import io.github.qccroutes.work.ClaimLostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Lines that differ from earlier ones of their job in spelling only: full-width or half-width
 * letters, brackets. The provider may know one spelling and not the other, so such a line is a
 * duplicate only of one that succeeded. Thread-safe.
 */
final class OtherSpellings {
  private static final int LINES_A_CALL = 200;

  private final Database database;

  OtherSpellings(Database database) {
    this.database = database;
  }

  /**
   * Lets the claimed job, whose calls are all made, go on with one more spelling of each pair that
   * did not succeed.
   *
   * @return whether there is any
   */
  boolean sendOn(Exchange exchange) {
    long jobId = exchange.getVariable("jobId", Long.class);
    List<Map<String, Object>> lines =
        database
            .statement("assignments/list-other-spellings")
            .param("jobId", jobId)
            .query()
            .listOfRows();
    if (lines.isEmpty()) {
      return false;
    }
    database.inOneTransaction(
        () -> {
          if (database
              .statement("assignments/keep-running")
              .param("jobId", jobId)
              .param("claimNo", exchange.getVariable("claimNo", Long.class))
              .query()
              .listOfRows()
              .isEmpty()) {
            throw new ClaimLostException(
                "job " + jobId + " was taken over by another node, which will finish it");
          }
          AssignmentAction action =
              AssignmentAction.valueOf(exchange.getVariable("action", String.class));
          calls(lines).forEach(call -> add(jobId, action, call));
        });
    return true;
  }

  /** The lines of each call: of one login, and not too many. */
  private static List<List<Map<String, Object>>> calls(List<Map<String, Object>> lines) {
    List<List<Map<String, Object>>> calls = new ArrayList<>();
    String login = null;
    for (Map<String, Object> line : lines) {
      String name = String.valueOf(line.get("login_name"));
      if (!name.equals(login) || calls.get(calls.size() - 1).size() == LINES_A_CALL) {
        calls.add(new ArrayList<>());
        login = name;
      }
      calls.get(calls.size() - 1).add(line);
    }
    return calls;
  }

  private void add(long jobId, AssignmentAction action, List<Map<String, Object>> lines) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("jobId", jobId);
    row.put("shape", Shape.ONE_LOGIN.name());
    row.put("callName", action.call(Shape.ONE_LOGIN).name());
    row.put("centre", Folding.of(String.valueOf(lines.get(0).get("login_name"))));
    row.put("askedAgain", 0);
    row.put("partOf", null);
    row.put("refusedBytes", null);
    long callId = database.statement("assignments/add-call").params(row).query(Long.class).single();
    List<Map<String, Object>> items = new ArrayList<>();
    for (Map<String, Object> line : lines) {
      items.add(Map.of("jobId", jobId, "line", line.get("line"), "callId", callId));
    }
    database.batch("assignments/send-other-spelling", items);
    database.batch("assignments/assign-item", items);
  }
}
