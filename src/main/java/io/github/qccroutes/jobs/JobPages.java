package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The rows of a job a page at a time, as a million of them need not fit into the memory. The
 * statement returns the first of those behind a given row; the next page is read when it is asked
 * for, and the empty one is the end.
 */
public final class JobPages implements Iterable<List<Row>> {
  private final Database database;
  private final String statement;
  private final Map<String, ?> first;
  private final Function<Row, Map<String, ?>> next;

  /**
   * @param first the parameters of the first page
   * @param next those of the page behind a row
   */
  public JobPages(
      Database database,
      String statement,
      Map<String, ?> first,
      Function<Row, Map<String, ?>> next) {
    this.database = database;
    this.statement = statement;
    this.first = first;
    this.next = next;
  }

  /**
   * In the order of a number.
   *
   * @param statement takes {@code jobId}, and the number behind which it starts as {@code after}
   * @param column the number's
   */
  public static JobPages by(String column, Database database, String statement, long jobId) {
    return new JobPages(
        database,
        statement,
        Map.of("jobId", jobId, "after", 0L),
        row -> Map.of("jobId", jobId, "after", row.number(column)));
  }

  @Override
  public Iterator<List<Row>> iterator() {
    return new Pages();
  }

  private final class Pages implements Iterator<List<Row>> {
    private Map<String, ?> parameters = first;
    private List<Row> page = List.of();
    private boolean read;

    @Override
    public boolean hasNext() {
      if (!read) {
        page = database.statement(statement).params(parameters).query(Row::of).list();
        read = true;
      }
      return !page.isEmpty();
    }

    @Override
    public List<Row> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      parameters = next.apply(page.get(page.size() - 1));
      read = false;
      return page;
    }
  }
}
