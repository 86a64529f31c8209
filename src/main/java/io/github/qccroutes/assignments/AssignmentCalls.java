package io.github.qccroutes.assignments;

import io.github.qccroutes.assignments.ClaimedCall.Item;
import io.github.qccroutes.flow.Events;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.store.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a claimed call and its lines: how the call ends, what its lines get, and the calls
 * that take its place. What a call did is to be written in one transaction. Thread-safe.
 */
final class AssignmentCalls {
  private final Database database;
  private final JobCalls calls;
  private final Events events;

  AssignmentCalls(Database database, JobCalls calls, Events events) {
    this.database = database;
    this.calls = calls;
    this.events = events;
  }

  /** The lines of a call that are still to be sent. */
  List<Item> items(long callId) {
    return database
        .statement("assignments/list-call-items")
        .param("callId", callId)
        .query(
            (row, n) ->
                new Item(
                    row.getLong("line"), row.getString("login_name"), row.getString("keyword")))
        .list();
  }

  /** Ends the claimed call without a refusal. */
  void end(Exchange exchange, String state, @Nullable String error) {
    end(exchange, state, null, error);
  }

  private void end(Exchange exchange, String state, @Nullable String code, @Nullable String error) {
    Map<String, @Nullable Object> others = new HashMap<>();
    others.put("code", code);
    calls.end(exchange, state, error, others);
  }

  /** What a line gets; for {@link #settle}. */
  static Map<String, @Nullable Object> settled(
      ClaimedCall claimed,
      Item item,
      String state,
      String status,
      @Nullable String msg,
      @Nullable String keyNo) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("jobId", claimed.jobId());
    row.put("callId", claimed.callId());
    row.put("line", item.line());
    row.put("state", state);
    row.put("status", status);
    row.put("msg", msg);
    row.put("keyNo", keyNo);
    return row;
  }

  /** Gives lines of the claimed call their outcome, and tells other flows of it. */
  void settle(ClaimedCall claimed, List<Map<String, @Nullable Object>> settled) {
    database.batch("assignments/settle-item", settled);
    events.tell(new Events.LinesSettled(claimed.jobId(), claimed.callId()));
  }

  /**
   * Ends the claimed call as FAILED, and all its lines alike.
   *
   * @param code that with which the provider refused it, null when it did not
   */
  void fail(
      Exchange exchange,
      List<Item> items,
      @Nullable String code,
      String state,
      String status,
      String msg) {
    ClaimedCall claimed = ClaimedCall.of(exchange);
    database.inOneTransaction(
        () -> {
          end(exchange, "FAILED", code, msg);
          settle(
              claimed,
              items.stream()
                  .map(item -> settled(claimed, item, state, status, msg, null))
                  .toList());
        });
  }

  /**
   * Ends the claimed call as SPLIT; others take its lines over.
   *
   * @param code that with which the provider refused it, null when it did not
   * @param refusedBytes its length when it was refused for that, else null
   */
  void split(
      Exchange exchange,
      List<List<Item>> parts,
      @Nullable String code,
      @Nullable Integer refusedBytes,
      String error) {
    ClaimedCall claimed = ClaimedCall.of(exchange);
    int askedAgain = exchange.getVariable("askedAgain", 0, Integer.class);
    database.inOneTransaction(
        () -> {
          end(exchange, "SPLIT", code, error);
          parts.forEach(part -> add(claimed, part, askedAgain, refusedBytes));
        });
  }

  static List<List<Item>> halves(List<Item> items) {
    int middle = items.size() / 2;
    return List.of(items.subList(0, middle), items.subList(middle, items.size()));
  }

  /** Adds a call for lines of the claimed one. */
  void add(ClaimedCall claimed, List<Item> items, int askedAgain, @Nullable Integer refusedBytes) {
    NewCall call =
        new NewCall(
            claimed.jobId(),
            claimed.shape(),
            claimed.call(),
            claimed.centre(items),
            askedAgain,
            refusedBytes == null ? null : claimed.callId(),
            refusedBytes);
    long newId = call.add(database);
    database.batch(
        "assignments/assign-item",
        items.stream().map(item -> call.line(newId, item.line())).toList());
  }
}
