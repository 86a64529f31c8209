package io.github.qccroutes.assignments;

import io.github.qccroutes.assignments.CallPlan.Shape;
import io.github.qccroutes.jobs.ClaimedJob;
import io.github.qccroutes.jobs.JobEnd;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.Folding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Lines that differ from earlier ones of their job in spelling only: full-width or half-width
 * letters, brackets. The provider may know one spelling and not the other, so such a line is a
 * duplicate only of one that succeeded. Thread-safe.
 */
final class OtherSpellings {
  private static final int LINES_A_CALL = 200;

  private final Database database;
  private final JobEnd end;

  OtherSpellings(Database database, JobEnd end) {
    this.database = database;
    this.end = end;
  }

  /**
   * Lets the claimed job, whose calls are all made, go on with one more spelling of each pair that
   * did not succeed.
   *
   * @return whether there is any
   */
  boolean sendOn(Exchange exchange) {
    ClaimedJob job = ClaimedJob.of(exchange);
    List<Row> lines =
        database
            .statement("assignments/list-other-spellings")
            .param("jobId", job.id())
            .query(Row::of)
            .list();
    if (lines.isEmpty()) {
      return false;
    }
    AssignmentAction action = AssignmentAction.of(exchange);
    database.inOneTransaction(
        () -> {
          end.keepRunning(job);
          calls(lines).forEach(call -> add(job.id(), action, call));
        });
    return true;
  }

  /** The lines of each call: of one login, and not too many. */
  private static List<List<Row>> calls(List<Row> lines) {
    List<List<Row>> calls = new ArrayList<>();
    String login = null;
    for (Row line : lines) {
      String name = line.text("login_name");
      if (!name.equals(login) || calls.get(calls.size() - 1).size() == LINES_A_CALL) {
        calls.add(new ArrayList<>());
        login = name;
      }
      calls.get(calls.size() - 1).add(line);
    }
    return calls;
  }

  private void add(long jobId, AssignmentAction action, List<Row> lines) {
    String centre = Folding.of(lines.get(0).text("login_name"));
    NewCall call = NewCall.first(jobId, action, Shape.ONE_LOGIN, centre);
    long callId = call.add(database);
    List<Map<String, Object>> items =
        lines.stream().map(line -> call.line(callId, line.number("line"))).toList();
    database.batch("assignments/send-other-spelling", items);
    database.batch("assignments/assign-item", items);
  }
}
