package io.github.qccroutes.sync;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a list changes: {@code sync_change}, found by the database from the list, the ledger and the
 * claims of all scopes, and the figures that guards look at. Thread-safe.
 */
final class SyncDiff {
  /** Lines in one statement, so that SQLite's one connection is never busy for long. */
  private static final int LINES = 5000;

  private final Database database;

  SyncDiff(Database database) {
    this.database = database;
  }

  /**
   * The figures of a run.
   *
   * @param pairs distinct good lines
   * @param claims pairs that the scope claims until now
   * @param before distinct good lines of the scope's last list that was carried out; null for none
   * @param firstInvalid line and reason of the first invalid line, or null
   * @param emptied logins that lose all, each with what it loses; at most four
   * @param emptiedLogins how many there are of them
   * @param endIsLost whether all that the list gives up stood behind all that it keeps, and its
   *     last line is one of the list before
   */
  record Figures(
      long adds,
      long cancels,
      long pairs,
      long invalid,
      long claims,
      @Nullable Long before,
      @Nullable String firstInvalid,
      List<String> emptied,
      long emptiedLogins,
      boolean endIsLost) {}

  /**
   * Finds the changes of a run anew.
   *
   * @param addsMade whether its adds have become a job, so that only what it gives up is looked for
   */
  Figures find(long runId, String scope, boolean addsMade) {
    if (!addsMade) {
      run("forget-changes", runId).param("actions", List.of("ASSIGN")).update();
    }
    long lines = addsMade ? 0 : run("last-line", runId).query(Long.class).single();
    for (long after = 0; after < lines; after += LINES) {
      run("find-adds", runId)
          .param("scope", scope)
          .param("after", after)
          .param("last", after + LINES)
          .update();
    }
    findCancels(runId, scope);
    return figures(runId, scope);
  }

  private void findCancels(long runId, String scope) {
    run("forget-changes", runId).param("actions", List.of("CANCEL", "KEEP")).update();
    run("find-cancels", runId).param("scope", scope).update();
  }

  /**
   * Finds what a run gives up once more; says whether that is another number of pairs than its plan
   * says, or whether it would lose others.
   */
  boolean hasMoved(long runId, String scope, long cancels, boolean addsMade) {
    findCancels(runId, scope);
    return run("count-cancels", runId).query(Long.class).single() != cancels
        || (!addsMade && run("count-cancelled-lines", runId).query(Long.class).single() > 0);
  }

  /**
   * Does something to all good lines of a run, a few thousand at a time in the order of their
   * pairs: tables that are kept in that order are then written from one end to the other.
   */
  void forRanges(long runId, Consumer<Map<String, Object>> work) {
    Map<String, Object> range = new HashMap<>(Map.of("runId", runId, "keyword", "", "login", ""));
    Row last = end(range);
    while (last != null) {
      range.put("lastKeyword", last.text("keyword_folded"));
      range.put("lastLogin", last.text("login_folded"));
      work.accept(Map.copyOf(range));
      range.put("keyword", last.text("keyword_folded"));
      range.put("login", last.text("login_folded"));
      last = end(range);
    }
  }

  private @Nullable Row end(Map<String, Object> range) {
    return database
        .statement("sync/end-of-range")
        .params(range)
        .query(Row::of)
        .optional()
        .orElse(null);
  }

  private Figures figures(long runId, String scope) {
    Row row = run("figures", runId).param("scope", scope).query(Row::of).single();
    return new Figures(
        row.number("adds"),
        row.number("cancels"),
        row.number("pairs"),
        row.number("invalid"),
        row.number("claims"),
        row.optionalNumber("before"),
        run("first-invalid-line", runId)
            .query((line, n) -> line.getLong("line") + ": " + line.getString("msg"))
            .optional()
            .orElse(null),
        run("list-emptied-logins", runId)
            .query((line, n) -> line.getString("login_name") + " (" + line.getLong("cancels") + ")")
            .list(),
        run("count-emptied-logins", runId).query(Long.class).single(),
        row.number("cancels") > 0 && isEndLost(runId, scope));
  }

  private boolean isEndLost(long runId, String scope) {
    return run("lost-end", runId)
        .param("scope", scope)
        .query((line, n) -> line.getInt("cut") == 1)
        .single();
  }

  private JdbcClient.StatementSpec run(String statement, long runId) {
    return database.statement("sync/" + statement).param("runId", runId);
  }
}
