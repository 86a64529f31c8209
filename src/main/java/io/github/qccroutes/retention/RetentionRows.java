package io.github.qccroutes.retention;

import io.github.qccroutes.store.Database;
import org.apache.camel.Exchange;

/**
 * The rows that are older than so many days: quota snapshots, and finished jobs and runs with their
 * lines and calls, in short commits. Sets the variables {@code jobs} and {@code lists} to how many
 * jobs of assignments and of partnerships were deleted. Thread-safe.
 */
public final class RetentionRows {
  private final Database database;
  private final long keepDays;

  public RetentionRows(Database database, long keepDays) {
    this.database = database;
    this.keepDays = keepDays;
  }

  /** Deletes what is old; a node that ends meanwhile leaves the rest to the next night. */
  public void clear(Exchange exchange) {
    delete("forget-report-files");
    delete("delete-snapshots");
    all(exchange, "delete-partnership-items");
    all(exchange, "delete-partnership-calls");
    all(exchange, "delete-partnership-findings");
    exchange.setVariable("lists", delete("delete-partnership-jobs"));
    all(exchange, "delete-assignment-items");
    all(exchange, "delete-assignment-calls");
    exchange.setVariable("jobs", delete("delete-assignment-jobs"));
    all(exchange, "delete-sync-lines");
    all(exchange, "delete-sync-changes");
    delete("delete-sync-runs");
    delete("delete-sync-drafts");
  }

  private void all(Exchange exchange, String statement) {
    int deleted;
    do {
      deleted = delete(statement);
    } while (deleted > 0 && exchange.getContext().isStarted());
  }

  private int delete(String statement) {
    return database.statement("retention/" + statement).param("keepDays", keepDays).update();
  }
}
