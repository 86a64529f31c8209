package io.github.qccroutes.push;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.store.NamedStatement;
import io.github.qccroutes.store.SqliteTurns;
import io.github.qccroutes.store.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The rows of {@code customer_risk}, as one import after the other writes them: a block of records
 * is one statement on PostgreSQL, and a few turns at the one connection on SQLite. The numbers of
 * {@code risk_day} and the names of {@code risk_company} change in the same transaction.
 * Thread-safe.
 */
public final class RiskTable {
  /** Records that are read and handed over at a time. */
  static final int BLOCK = 10_000;

  private static final long PAUSE_MS = 100;

  /** More days and levels are written before the import ends. */
  private static final int MOST_DAYS = 20_000;

  private final Database database;
  private final RowStatement<Risk> upsert;
  private final NamedStatement former;
  private final RowStatement<Map.Entry<RiskDays.Day, Integer>> addToDays;
  private final RowStatement<RiskCompanies.Company> addCompanies;
  private final @Nullable SqliteTurns turns;

  public RiskTable(Database database) {
    this.database = database;
    boolean sqlite = database.dialect() == Dialect.SQLITE;
    Statements statements = database.statements();
    this.upsert =
        RiskUpsert.statement(
            statements.text("push/merge-risks", sqlite ? Set.of() : Set.of("former")));
    this.former = NamedStatement.of(statements.text("push/find-risk-day"));
    this.addToDays = RiskDays.statement(statements.text("push/add-to-risk-days"));
    this.addCompanies = RiskCompanies.statement(statements.text("push/add-risk-companies"));
    this.turns = sqlite ? new SqliteTurns(database) : null;
  }

  /**
   * Waits for the imports before and takes a number, which the rows get that change; the body
   * becomes the records in blocks.
   */
  public void begin(Exchange exchange) throws Exception {
    PushArchive archive = exchange.getVariable("archive", PushArchive.class);
    Import begun = new Import(turns == null ? null : turns.begin());
    exchange.getExchangeExtension().addOnCompletion(begun);
    Map<String, Object> number = number();
    exchange.setVariable("changeNo", number.get("change_no"));
    begun.share(exchange.getVariable("orderNo", String.class), archive.pushDate(), number);
    exchange.setVariable("import", begun);
    exchange.getMessage().setBody(archive.blocks(BLOCK));
  }

  private Map<String, Object> number() throws InterruptedException {
    while (true) {
      List<Map<String, Object>> taken =
          database.statement("push/take-change-no").query().listOfRows();
      if (!taken.isEmpty()) {
        return taken.get(0);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
  }

  /** Upserts the block in the body. */
  public void merge(Exchange exchange) {
    @SuppressWarnings("unchecked")
    List<Risk> block = exchange.getMessage().getBody(List.class);
    exchange.getVariable("import", Import.class).merge(block);
  }

  /** Writes what else belongs to the records; says how many of them were stored. */
  static long end(Exchange exchange) {
    Import ending = exchange.getVariable("import", Import.class);
    ending.writeDays();
    return ending.stored;
  }

  /** One import; it ends with its exchange. For one thread. */
  private final class Import extends SynchronizationAdapter {
    private final SqliteTurns.@Nullable Writing writing;
    private final Map<String, @Nullable Object> shared = new HashMap<>();
    private final RiskDays days = new RiskDays();
    private final RiskCompanies companies = new RiskCompanies();
    private long stored;

    Import(SqliteTurns.@Nullable Writing writing) {
      this.writing = writing;
    }

    void share(String orderNo, @Nullable String pushDate, Map<String, Object> number) {
      shared.put("pushDate", pushDate);
      shared.put("dated", PushDate.isComparable(pushDate) ? 1 : 0);
      shared.put("orderNo", orderNo);
      shared.put("firstSeenAt", number.get("changed_at"));
      shared.put("changedAt", number.get("changed_at"));
      shared.put("changedBy", orderNo);
      shared.put("changeNo", number.get("change_no"));
    }

    void merge(List<Risk> block) {
      if (writing == null) {
        stored += inOneStatement(block);
        if (days.size() > MOST_DAYS) {
          writeDays();
        }
        return;
      }
      ListIterator<Risk> left = block.listIterator();
      while (left.hasNext()) {
        stored += inOneTurn(writing, left);
      }
    }

    private int inOneStatement(List<Risk> block) {
      return onConnection(
          connection -> {
            int changed = 0;
            try (PreparedStatement prepared = upsert.prepare(connection, shared)) {
              upsert.setAll(prepared, block);
              try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                  days.stored(day(rows, 1), Objects.requireNonNull(day(rows, 3)));
                  changed++;
                }
              }
            }
            block.forEach(companies::stored);
            companies.write(connection, addCompanies, true);
            return changed;
          });
    }

    private int inOneTurn(SqliteTurns.Writing turns, ListIterator<Risk> left) {
      return turns.turn(
          (connection, turn) -> {
            int changed = 0;
            try (PreparedStatement before = connection.prepareStatement(former.text());
                PreparedStatement prepared = upsert.prepare(connection, shared)) {
              while (left.hasNext() && !turn.isOver()) {
                changed += store(before, prepared, left.next());
              }
            }
            days.write(connection, addToDays, false);
            companies.write(connection, addCompanies, false);
            return changed;
          });
    }

    private int store(PreparedStatement before, PreparedStatement prepared, Risk risk)
        throws SQLException {
      before.setString(1, risk.id());
      RiskDays.@Nullable Day was;
      try (ResultSet row = before.executeQuery()) {
        was = row.next() ? day(row, 1) : null;
      }
      upsert.set(prepared, risk);
      try (ResultSet row = prepared.executeQuery()) {
        if (!row.next()) {
          return 0;
        }
        days.stored(was, Objects.requireNonNull(day(row, 1)));
        companies.stored(risk);
        return 1;
      }
    }

    private RiskDays.@Nullable Day day(ResultSet row, int column) throws SQLException {
      return RiskDays.Day.of(row, column, column + 1);
    }

    void writeDays() {
      onConnection(
          connection -> {
            days.write(connection, addToDays, true);
            return 0;
          });
    }

    private int onConnection(ConnectionCallback<Integer> work) {
      Integer changed = new JdbcTemplate(database.dataSource()).execute(work);
      return changed == null ? 0 : changed;
    }

    @Override
    public void onDone(Exchange exchange) {
      if (writing != null) {
        writing.close();
      }
    }
  }
}
