package io.github.qccroutes.partnerships;

import io.github.qccroutes.jobs.AnswerRows;
import io.github.qccroutes.jobs.JobPages;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The {@code .result.csv} of a job: the relations that its calls have told. Thread-safe. */
final class RelationsFile {
  private static final List<String> COLUMNS =
      List.of("companyName", "relatedCompanyName", "amount", "publicDate", "source");

  private final Database database;

  RelationsFile(Database database) {
    this.database = database;
  }

  /**
   * Writes the file.
   *
   * @return how many relations it has
   */
  long write(Path target, long jobId) throws IOException {
    try (ResultFile result = ResultFile.create(target, COLUMNS)) {
      long relations = rows(jobId).writeTo(result::write);
      result.commit();
      return relations;
    }
  }

  /** What the file says. */
  AnswerRows rows(long jobId) {
    return new AnswerRows(
        COLUMNS,
        findings(jobId),
        row ->
            List.of(
                row.text("company_name"),
                row.text("related_company_name"),
                row.text("amount_text"),
                row.text("public_date"),
                row.text("source")));
  }

  private JobPages findings(long jobId) {
    return new JobPages(
        database,
        "partnerships/list-findings",
        after(jobId, "", "", "", "", "", ""),
        row ->
            after(
                jobId,
                row.text("company_name"),
                row.text("related_company_name"),
                row.text("public_date"),
                row.text("source"),
                row.text("amount_text"),
                row.text("id")));
  }

  private static Map<String, Object> after(
      long jobId,
      String companyName,
      String relatedCompanyName,
      String publicDate,
      String source,
      String amountText,
      String id) {
    return Map.of(
        "jobId", jobId,
        "companyName", companyName,
        "relatedCompanyName", relatedCompanyName,
        "publicDate", publicDate,
        "source", source,
        "amountText", amountText,
        "id", id);
  }
}
