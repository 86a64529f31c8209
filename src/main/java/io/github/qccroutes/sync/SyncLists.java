package io.github.qccroutes.sync;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.DropRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lists that a command reads beside the node: to show what one would change, or to note what is
 * watched already. Neither sends anything. Not thread-safe.
 */
public final class SyncLists {
  private static final int BLOCK = 1000;

  private final Database database;
  private final SyncLines lines;
  private final SyncGuards guards;
  private final DropFileReader reader;

  /**
   * @param temporary where the reader unpacks workbooks
   */
  public SyncLists(Database database, Settings settings, Path temporary) {
    this.database = database;
    this.lines = SyncFlow.lines(settings);
    this.guards = SyncGuards.of(settings);
    this.reader = new DropFileReader(temporary);
  }

  /**
   * What a list would do.
   *
   * @param holds why it would be held, a line each in Chinese and English; empty if not
   */
  public record Preview(
      long pairs, long invalid, long adds, long cancels, List<String> holds, List<Change> some) {}

  /** One pair that a list would add or cancel. */
  public record Change(String action, String loginName, String keyWord, String reason) {}

  /**
   * Compares a list with the ledger, as the node would.
   *
   * @param most how many changes of each kind are named
   * @throws io.github.qccroutes.tables.DropFileException when the list would be refused
   */
  public Preview preview(Path file, String scope, int most) throws IOException {
    Draft draft = draft(file, scope, row -> {});
    try {
      SyncDiff.Figures figures = draft.figures;
      return new Preview(
          figures.pairs(),
          figures.invalid(),
          figures.adds(),
          figures.cancels(),
          draft.holds,
          some(draft.runId, most));
    } finally {
      forget(draft.runId);
    }
  }

  /**
   * A list that was compared with the ledger, whose rows are there until they are forgotten.
   *
   * @param rows of the list
   * @param holds why it would be held, a line each in Chinese and English; empty if not
   */
  record Draft(long runId, long rows, SyncDiff.Figures figures, List<String> holds) {}

  /**
   * Compares a list with the ledger, as the node would; {@link #forget} takes away what it leaves.
   *
   * @param seen takes each row
   * @throws io.github.qccroutes.tables.DropFileException when the list would be refused
   */
  Draft draft(Path file, String scope, Consumer<DropRow> seen) throws IOException {
    long runId = begin(file, scope);
    try {
      Loaded loaded = load(runId, file, scope, seen);
      SyncDiff.Figures figures = new SyncDiff(database).find(runId, scope, false);
      return new Draft(
          runId,
          loaded.rows,
          figures,
          guards.holds(figures, loaded.trailer).stream()
              .map(hold -> hold.chinese() + " / " + hold.english())
              .toList());
    } catch (IOException | RuntimeException e) {
      forget(runId);
      throw e;
    }
  }

  /**
   * Notes that the pairs of a list are watched already, and that its scope wants them.
   *
   * @return how many pairs
   * @throws io.github.qccroutes.tables.DropFileException when the list would be refused
   * @throws InvalidListException when a line of it is invalid
   */
  public long adopt(Path file, String scope) throws IOException, InvalidListException {
    long runId = begin(file, scope);
    boolean adopted = false;
    try {
      load(runId, file, scope, row -> {});
      String invalid =
          run("first-invalid-line", runId)
              .query((row, n) -> row.getLong("line") + ": " + row.getString("msg"))
              .optional()
              .orElse(null);
      if (invalid != null) {
        throw new InvalidListException(invalid);
      }
      new SyncDiff(database)
          .forRanges(
              runId,
              range ->
                  database.inOneTransaction(
                      () -> {
                        database.statement("sync/adopt-pairs").params(range).update();
                        database
                            .statement("sync/claim-lines")
                            .params(range)
                            .param("scope", scope)
                            .update();
                      }));
      run("adopt-run", runId).update();
      adopted = true;
      return run("count-pairs", runId).query(Long.class).single();
    } finally {
      if (!adopted) {
        forget(runId);
      }
    }
  }

  private long begin(Path file, String scope) {
    return database
        .statement("sync/begin-draft")
        .param("scope", scope)
        .param("folder", SyncLines.folder(scope))
        .param("fileName", String.valueOf(file.getFileName()))
        .query(Long.class)
        .single();
  }

  /**
   * @param trailer whether the list said how long it is
   */
  private record Loaded(long rows, boolean trailer) {}

  private Loaded load(long runId, Path file, String scope, Consumer<DropRow> seen)
      throws IOException {
    boolean trailer = false;
    long count = 0;
    var items = lines.items(file);
    try (DropFile rows = reader.open(file, lines.ofScope(scope))) {
      while (rows.hasNext()) {
        List<Map<String, @Nullable Object>> block = new ArrayList<>(BLOCK);
        while (block.size() < BLOCK && rows.hasNext()) {
          DropRow row = rows.next();
          Map<String, @Nullable Object> item = new HashMap<>(items.of(row));
          if (Integer.valueOf(1).equals(item.get("ends"))) {
            trailer = true;
          } else {
            count++;
            seen.accept(row);
          }
          item.put("jobId", runId);
          item.put("line", row.line());
          block.add(item);
        }
        database.batch("sync/load-line", block);
      }
    }
    items.end();
    return new Loaded(count, trailer);
  }

  private List<Change> some(long runId, int most) {
    List<Change> some = new ArrayList<>();
    for (String action : List.of("ASSIGN", "CANCEL")) {
      run("list-changes", runId)
          .param("action", action)
          .param("after", 0)
          .query(
              (row, n) ->
                  new Change(
                      action,
                      row.getString("login_name"),
                      row.getString("keyword"),
                      row.getString("reason")))
          .list()
          .stream()
          .limit(most)
          .forEach(some::add);
    }
    return some;
  }

  /** Takes a draft and its rows away. */
  void forget(long runId) {
    run("forget-changes", runId).param("actions", List.of("ASSIGN", "CANCEL", "KEEP")).update();
    int deleted;
    do {
      deleted = run("forget-lines", runId).update();
    } while (deleted > 0);
    run("forget-draft", runId).update();
  }

  private JdbcClient.StatementSpec run(String statement, long runId) {
    return database.statement("sync/" + statement).param("runId", runId);
  }
}
