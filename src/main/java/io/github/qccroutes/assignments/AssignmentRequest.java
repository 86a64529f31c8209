package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiRequest;
import io.github.qccroutes.assignments.ClaimedCall.Item;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Lays out the parameters of the claimed call as body. The variable {@code submission} says what to
 * do: SEND it, or NOTHING, as it must wait, no line is left, or it was split or failed before it
 * was sent. Thread-safe.
 *
 * <p>Whether the call must wait for a call of another job is asked once the claim is committed: of
 * two calls for one pair at least one sees the other.
 */
public final class AssignmentRequest {
  private static final long LOOK_AGAIN_MS = 500;

  private final Database database;
  private final JobCalls jobCalls;
  private final AssignmentCalls calls;
  private final RefusedCentres centres;
  private final AssignmentUri uri;

  /**
   * @param uri the length that a request may have
   */
  AssignmentRequest(
      Database database, JobCalls jobCalls, AssignmentCalls calls, AssignmentUri uri) {
    this.database = database;
    this.jobCalls = jobCalls;
    this.calls = calls;
    this.centres = new RefusedCentres(database);
    this.uri = uri;
  }

  public void layOut(Exchange exchange) {
    ClaimedCall claimed = ClaimedCall.of(exchange);
    exchange.setVariable("submission", JobCalls.Submission.NOTHING);
    List<Row> conflict =
        database
            .statement("assignments/find-conflict")
            .param("callId", claimed.callId())
            .query(Row::of)
            .list();
    if (!conflict.isEmpty()) {
      Row other = conflict.get(0);
      await(exchange, other.number("older") > 0 ? other : null);
      return;
    }
    database
        .statement("assignments/refuse-settled-items")
        .param("callId", claimed.callId())
        .update();
    List<Item> items = calls.items(claimed.callId());
    exchange.setVariable("items", items);
    if (items.isEmpty()) {
      calls.end(exchange, "DONE", null);
      return;
    }
    RefusedCentres.Verdict verdict = centres.verdict(claimed, items);
    if (verdict.code() != null) {
      failWithCentre(exchange, claimed, items, verdict.code());
      return;
    }
    if (verdict.isOpen()) {
      await(exchange, null);
      return;
    }
    Map<String, String> parameters = claimed.parameters(items);
    int bytes = ApiRequest.uriBytes(claimed.call(), uri.key(), parameters);
    exchange.setVariable("uriBytes", bytes);
    if (items.size() > 1 && uri.isTooLong(bytes)) {
      calls.split(
          exchange,
          AssignmentCalls.halves(items),
          null,
          null,
          "the request is too long, so it was split and not sent");
      return;
    }
    jobCalls.leave(exchange);
    exchange.setVariable("submission", JobCalls.Submission.SEND);
    exchange.getMessage().setBody(parameters);
  }

  /**
   * Puts the call back.
   *
   * @param older the line it waits for; null to look again in a moment
   */
  private void await(Exchange exchange, @Nullable Row older) {
    Map<String, @Nullable Object> parameters = new HashMap<>();
    parameters.put("callId", exchange.getVariable("callId"));
    parameters.put("claimNo", exchange.getVariable("claimNo"));
    parameters.put("olderId", older == null ? null : older.number("job_id"));
    parameters.put("line", older == null ? null : older.number("line"));
    parameters.put("delayMs", LOOK_AGAIN_MS);
    database.statement("assignments/wait-call").params(parameters).update();
  }

  private void failWithCentre(
      Exchange exchange, ClaimedCall claimed, List<Item> items, String code) {
    boolean login = claimed.shape() == CallPlan.Shape.ONE_LOGIN;
    calls.fail(
        exchange,
        items,
        null,
        "FAILED",
        code,
        "%s的每次请求都被拒绝（%s），其余各行未再逐行询问 / every request for this %s was refused with %s, so this line was not asked alone"
            .formatted(login ? "登录名" : "关键字", code, login ? "loginName" : "keyWord", code));
  }
}
