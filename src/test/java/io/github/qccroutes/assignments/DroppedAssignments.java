package io.github.qccroutes.assignments;

import io.github.qccroutes.jobs.DroppedFiles;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Ledger;
import java.util.List;
import java.util.stream.IntStream;

/** Files of assignments and cancels at an account with quota that knows the sample companies. */
abstract class DroppedAssignments extends DroppedFiles {
  static final String LOGIN = "13800000001";
  static final String OTHER = "13800000002";

  DroppedAssignments() {
    super("assignment", List.of("api", "assignments", "quota"), "qcc.assignments.poll-ms", "50");
  }

  @Override
  protected void furnish() {
    plan.provider().quota().set("radar_id", 1_000_000, 0, 50);
    plan.provider()
        .allocation()
        .know(IntStream.range(0, 9_000).mapToObj(Company::sample).toArray(Company[]::new));
  }

  /** How many lines are in that state. */
  long count(String state) {
    return node.sql()
        .sql("select count(*) from assignment_item where state = :state")
        .param("state", state)
        .query(Long.class)
        .single();
  }

  /** The calls that assign and cancel. */
  List<Ledger.Call> allocations() {
    return node.ledger().calls().stream()
        .filter(call -> call.path().startsWith("/radar_ext/batch"))
        .toList();
  }
}
