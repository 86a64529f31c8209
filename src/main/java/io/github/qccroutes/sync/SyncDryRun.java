package io.github.qccroutes.sync;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.jobs.FilePlan;
import io.github.qccroutes.jobs.FirstLines;
import io.github.qccroutes.jobs.JobPages;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Whole lists that a person has a node look at without dropping them: what one would do, or that
 * its pairs are watched already. Neither sends anything. Thread-safe.
 */
public final class SyncDryRun {
  private final Database database;
  private final Settings settings;
  private final Path temporary;

  /**
   * @param temporary where workbooks are unpacked
   */
  SyncDryRun(Database database, Settings settings, Path temporary) {
    this.database = database;
    this.settings = settings;
    this.temporary = temporary;
  }

  /**
   * Plans the list of the variable {@code file} for the scope {@code scope}: the plan becomes the
   * variable {@code plan}, and its pairs to add and to cancel {@code changes}, which can be read
   * until {@link #forget}.
   *
   * @throws DropFileException when the list would be refused
   */
  public void plan(Exchange exchange) throws IOException {
    FirstLines first = new FirstLines();
    SyncLists.Draft draft =
        lists().draft(exchange.getVariable("file", Path.class), scope(exchange), first::add);
    exchange.setVariable("draft", draft.runId());
    SyncDiff.Figures figures = draft.figures();
    exchange.setVariable(
        "changes", List.of(changes(draft.runId(), "ASSIGN"), changes(draft.runId(), "CANCEL")));
    exchange.setVariable(
        "plan",
        new FilePlan(
            draft.rows(),
            figures.pairs(),
            figures.invalid(),
            draft.rows() - figures.pairs() - figures.invalid(),
            Map.of(),
            figures.adds(),
            figures.adds(),
            figures.cancels(),
            draft.holds(),
            first));
  }

  /** Takes away what the plan has left. */
  public void forget(Exchange exchange) {
    Long draft = exchange.getVariable("draft", Long.class);
    if (draft != null) {
      lists().forget(draft);
    }
  }

  /**
   * Notes that the pairs of the list are watched already.
   *
   * @throws DropFileException when the list would be refused, or a line of it is invalid
   */
  public void adopt(Exchange exchange) throws IOException {
    Path file = exchange.getVariable("file", Path.class);
    try {
      lists().adopt(file, scope(exchange));
    } catch (InvalidListException e) {
      throw new DropFileException(
          file,
          new Message(
              "有无效行，没有登记任何一对：" + e.getMessage(),
              "nothing was noted, since a line is invalid: " + e.getMessage()));
    }
  }

  private JobPages changes(long runId, String action) {
    return new JobPages(
        database,
        "sync/list-changes",
        Map.of("runId", runId, "action", action, "after", 0L),
        row -> Map.of("runId", runId, "action", action, "after", row.number("line")));
  }

  private static String scope(Exchange exchange) {
    return exchange.getVariable("scope", SyncRuns.DEFAULT_SCOPE, String.class);
  }

  private SyncLists lists() {
    return new SyncLists(database, settings, temporary);
  }
}
