package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Row;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a file that answers a job says: its rows are read as they are written, a page at a time.
 *
 * @param columns the header
 */
public record AnswerRows(List<String> columns, List<Part> parts) {

  /** All rows of one statement. */
  public AnswerRows(
      List<String> columns,
      Iterable<List<Row>> pages,
      Function<Row, @Nullable List<String>> values) {
    this(columns, List.of(new Part(pages, values)));
  }

  /**
   * The rows of one statement.
   *
   * @param values of a row, in the order of the columns; null leaves it out
   */
  public record Part(Iterable<List<Row>> pages, Function<Row, @Nullable List<String>> values) {}

  /** Where rows go. */
  @FunctionalInterface
  public interface Sink {
    void write(List<String> values) throws IOException;
  }

  /**
   * Writes all rows but the header.
   *
   * @return how many
   */
  public long writeTo(Sink sink) throws IOException {
    long rows = 0;
    for (Part part : parts) {
      for (List<Row> page : part.pages) {
        for (Row row : page) {
          List<String> values = part.values.apply(row);
          if (values != null) {
            sink.write(values);
            rows++;
          }
        }
      }
    }
    return rows;
  }
}
