package io.github.qccroutes.assignments;

import io.github.qccroutes.assignments.CallPlan.Shape;
import io.github.qccroutes.assignments.ClaimedCall.Item;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.Folding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each line of the claimed call what the answer in the body says of it; a missing line is
 * asked again once. Thread-safe.
 */
public final class AssignmentAnswer {
  private static final Logger LOG = LoggerFactory.getLogger("assignments");

  private final Database database;
  private final AssignmentCalls calls;
  private final AssignmentUri uri;
  private final @Nullable Set<String> adminLogins;

  /**
   * @param adminLogins logins whose cancels are noted in the log, line by line; null for all
   */
  AssignmentAnswer(
      Database database,
      AssignmentCalls calls,
      AssignmentUri uri,
      @Nullable Set<String> adminLogins) {
    this.database = database;
    this.calls = calls;
    this.uri = uri;
    this.adminLogins =
        adminLogins == null
            ? null
            : adminLogins.stream().map(Folding::of).collect(Collectors.toSet());
  }

  public void settle(Exchange exchange) {
    ClaimedCall claimed = ClaimedCall.of(exchange);
    List<Item> items = ClaimedCall.items(exchange);
    Function<Item, @Nullable Map<?, ?>> answers = answers(claimed, exchange.getMessage().getBody());
    List<Map<String, @Nullable Object>> settled = new ArrayList<>();
    List<Item> missing = new ArrayList<>();
    for (Item item : items) {
      Map<?, ?> row = answers.apply(item);
      if (row == null) {
        missing.add(item);
      } else {
        settled.add(settled(claimed, item, row));
      }
    }
    boolean askedAgain = exchange.getVariable("askedAgain", 0, Integer.class) > 0;
    if (askedAgain) {
      String msg = "服务商两次都没有回答这一行 / the provider's answer missed this line twice";
      missing.forEach(
          item ->
              settled.add(AssignmentCalls.settled(claimed, item, "UNKNOWN", "UNKNOWN", msg, null)));
    }
    database.inOneTransaction(
        () -> {
          calls.end(exchange, "DONE", null);
          calls.settle(claimed, settled);
          if (!missing.isEmpty() && !askedAgain) {
            calls.add(claimed, missing, 1, null);
          }
          uri.notePassed(exchange);
          audit(claimed, items, settled);
        });
  }

  /** Finds an item's row by its keyword or login, never by its place. */
  private static Function<Item, @Nullable Map<?, ?>> answers(
      ClaimedCall claimed, @Nullable Object body) {
    Map<String, Map<?, ?>> exact = new HashMap<>();
    Map<String, Map<?, ?>> folded = new HashMap<>();
    String name = claimed.shape() == Shape.ONE_LOGIN ? "keyWord" : "loginName";
    if (body instanceof Map<?, ?> result && result.get("batchList") instanceof List<?> rows) {
      for (Object each : rows) {
        if (each instanceof Map<?, ?> row && row.get(name) != null && row.get("status") != null) {
          String named = row.get(name).toString();
          exact.putIfAbsent(named, row);
          folded.putIfAbsent(Folding.of(named), row);
        }
      }
    }
    return item -> {
      Map<?, ?> row = exact.get(claimed.name(item));
      return row != null ? row : folded.get(Folding.of(claimed.name(item)));
    };
  }

  private static Map<String, @Nullable Object> settled(
      ClaimedCall claimed, Item item, Map<?, ?> row) {
    String status = JobCalls.line(row.get("status"));
    Object keyNo = row.get("keyNo");
    return AssignmentCalls.settled(
        claimed,
        item,
        status.equals("200") ? "OK" : "FAILED",
        status,
        JobCalls.line(row.get("msg")),
        keyNo == null ? null : JobCalls.line(keyNo));
  }

  /** Before the commit: what can't be taken back stands in the log even if the row is lost. */
  private void audit(
      ClaimedCall claimed, List<Item> items, List<Map<String, @Nullable Object>> rows) {
    boolean cancel =
        claimed.call() == AssignmentAction.CANCEL.call(Shape.ONE_LOGIN)
            || claimed.call() == AssignmentAction.CANCEL.call(Shape.ONE_KEYWORD);
    if (!cancel || (adminLogins != null && adminLogins.isEmpty())) {
      return;
    }
    // Nobody said which logins are: every cancel that an operator let through may have been one.
    String done = adminLogins == null ? "cancelled" : "unfollowed for everybody";
    String kind =
        adminLogins == null
            ? "perhaps an admin's, as qcc.assignments.admin-logins is not set"
            : "an admin's";
    Map<Object, @Nullable Object> states = new HashMap<>();
    rows.forEach(row -> states.put(String.valueOf(row.get("line")), row.get("state")));
    for (Item item : items) {
      Object state = states.get(String.valueOf(item.line()));
      if (state != null
          && (adminLogins == null || adminLogins.contains(Folding.of(item.login())))) {
        LOG.warn(
            "job {}: audit: line {}: {} was {} by login {} ({}): {}",
            claimed.jobId(),
            item.line(),
            item.keyword(),
            state.equals("OK") ? done : "not " + done,
            item.login(),
            kind,
            state);
      }
    }
  }
}
