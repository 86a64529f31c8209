package io.github.qccroutes.sync;

import io.github.qccroutes.jobs.JobFiles;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/** The results of lists that were carried out, for whoever asks for one again. Thread-safe. */
public final class SyncResults {
  private final Database database;
  private final JobFiles jobFiles;
  private final SyncFiles files;

  SyncResults(Database database, JobFiles jobFiles, SyncFiles files) {
    this.database = database;
    this.jobFiles = jobFiles;
    this.files = files;
  }

  /**
   * The body becomes what the result file of the run {@code jobId} says, and the variable {@code
   * written} where that lies, if it is still there: the lines of a list are kept for a day, and
   * with them what it did not send.
   */
  public void result(Exchange exchange) {
    Run run =
        database
            .statement("sync/find-run")
            .param("runId", exchange.getVariable("jobId", Long.class))
            .query(Row::of)
            .optional()
            .map(SyncResults::run)
            .orElseThrow();
    Path written = jobFiles.result(run.folder(), run.fileName(), run.name(), "result.csv");
    if (Files.isRegularFile(written, LinkOption.NOFOLLOW_LINKS)) {
      exchange.setVariable("written", written);
    }
    exchange.getMessage().setBody(files.result(run));
  }

  private static Run run(Row row) {
    return new Run(
        row.number("id"),
        row.number("claim_no"),
        row.text("scope"),
        row.text("folder"),
        row.text("file_name"),
        row.text("state"),
        row.optionalText("held_check"),
        row.number("trailer") > 0,
        row.optionalNumber("add_job"),
        row.optionalNumber("cancel_job"));
  }
}
