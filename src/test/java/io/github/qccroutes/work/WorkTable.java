package io.github.qccroutes.work;

import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import io.github.qccroutes.store.Dialect;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A table of work in a database of its own; {@code sql/worktest} has its statements. */
final class WorkTable implements AutoCloseable {
  private final TestDatabase made;
  private final Database database;

  private WorkTable(TestDatabase made, Database database) {
    this.made = made;
    this.database = database;
  }

  static WorkTable on(Dialect dialect, Path folder) throws DatabaseException {
    TestDatabase made = TestDatabase.fresh(dialect, folder);
    WorkTable table = new WorkTable(made, open(made));
    String instant = dialect == Dialect.SQLITE ? "text" : "timestamptz";
    table
        .sql()
        .sql(
            "create table work_row (id bigint primary key, state text not null, claim_no bigint not"
                + " null, lease_until %s, next_attempt_at %s not null, note text)"
                    .formatted(instant, instant))
        .update();
    return table;
  }

  private static Database open(TestDatabase made) throws DatabaseException {
    return Database.open(
        new Database.Options(made.url(), null, null, Duration.ofMinutes(1), false),
        Clock.systemUTC());
  }

  TestDatabase made() {
    return made;
  }

  Database database() {
    return database;
  }

  /** The same database as another node opens it. */
  Database ofAnotherNode() throws DatabaseException {
    return open(made);
  }

  JdbcClient sql() {
    return JdbcClient.create(database.dataSource());
  }

  void clear() {
    sql().sql("delete from work_row").update();
  }

  void insert(int from, int to) {
    IntStream.rangeClosed(from, to).forEach(id -> insert(id, 0, null));
  }

  /**
   * @param dueInMs when the row is due, from now
   */
  void insert(int id, long dueInMs, String note) {
    sql()
        .sql(
            "insert into work_row (id, state, claim_no, next_attempt_at, note) values (:id, 'DUE',"
                + " 0, db_now_plus_ms(cast(:dueInMs as bigint)), :note)")
        .param("id", id)
        .param("dueInMs", dueInMs)
        .param("note", note)
        .update();
  }

  /** Ends a row as a flow does: only while the claim is its own. */
  void finish(Object rowNo, Object claimNo) {
    sql()
        .sql(
            "update work_row set state = 'DONE' where id = :rowNo and claim_no = :claimNo and state"
                + " = 'RUNNING'")
        .param("rowNo", rowNo)
        .param("claimNo", claimNo)
        .update();
  }

  /** The ids of the rows in a state that were claimed so many times. */
  List<Long> ids(String state, int claimNo) {
    return sql()
        .sql("select id from work_row where state = :state and claim_no = :claimNo order by id")
        .param("state", state)
        .param("claimNo", claimNo)
        .query(Long.class)
        .list();
  }

  Map<String, Object> row(int id) {
    return sql().sql("select * from work_row where id = :id").param("id", id).query().singleRow();
  }

  Instant leaseUntil(int id) {
    return Objects.requireNonNull(Database.instant(row(id).get("lease_until")));
  }

  @Override
  public void close() {
    database.close();
    made.close();
  }
}
