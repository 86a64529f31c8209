package io.github.qccroutes.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.store.Row;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of a job, a page at a time. */
class JobPagesTest {
  @TempDir private Path folder;
  private Database database;

  @BeforeEach
  void open() throws Exception {
    database =
        Database.open(
            new Database.Options(
                TestDatabase.fresh(Dialect.SQLITE, folder).url(),
                null,
                null,
                Duration.ofMinutes(1),
                false),
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void givesEachRowOnceInItsOrder() {
    insert(7, 1, 2500);
    insert(8, 1, 10);

    List<Integer> sizes = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    for (List<Row> page : pages()) {
      sizes.add(page.size());
      page.forEach(row -> lines.add(row.number("line")));
    }

    assertThat(sizes).containsExactly(1000, 1000, 500);
    assertThat(lines).isEqualTo(LongStream.rangeClosed(1, 2500).boxed().toList());
  }

  /** What the reader of a page changes behind it is seen. */
  @Test
  void readsAPageWhenItIsAskedFor() {
    insert(7, 1, 1000);
    Iterator<List<Row>> pages = pages().iterator();
    pages.next();
    insert(7, 1001, 1001);

    assertThat(pages.next()).singleElement().extracting(row -> row.number("line")).isEqualTo(1001L);
    assertThat(pages.hasNext()).isFalse();
    assertThatThrownBy(pages::next).isInstanceOf(NoSuchElementException.class);
  }

  private JobPages pages() {
    return JobPages.by("line", database, "assignments/list-pending-items", 7);
  }

  private void insert(long jobId, long from, long to) {
    JdbcClient.create(database.dataSource())
        .sql(
            "with recursive lines (line) as (select :from union all select line + 1 from lines where"
                + " line < :to) insert into assignment_item (job_id, line, login_name, keyword,"
                + " state) select :jobId, line, 'a', 'b', 'PENDING' from lines")
        .params(Map.of("jobId", jobId, "from", from, "to", to))
        .update();
  }
}
