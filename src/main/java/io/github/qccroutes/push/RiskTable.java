package io.github.qccroutes.push;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.store.SqliteTurns;
import java.sql.PreparedStatement;
import java.util.HashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The rows of {@code customer_risk}, as one import after the other writes them: a block of records
 * is one statement on PostgreSQL, and a few turns at the one connection on SQLite. Thread-safe.
 */
public final class RiskTable {
  /** Records that are read and handed over at a time. */
  static final int BLOCK = 10_000;

  private static final long PAUSE_MS = 100;

  private final Database database;
  private final RiskUpsert upsert;
  private final @Nullable SqliteTurns turns;

  public RiskTable(Database database) {
    this.database = database;
    this.upsert = new RiskUpsert(database.statements().text("push/merge-risks"));
    this.turns = database.dialect() == Dialect.SQLITE ? new SqliteTurns(database) : null;
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

  /** How many records an import has stored so far. */
  static long stored(Exchange exchange) {
    return exchange.getVariable("import", Import.class).stored;
  }

  /** One import; it ends with its exchange. For one thread. */
  private final class Import extends SynchronizationAdapter {
    private final SqliteTurns.@Nullable Writing writing;
    private final Map<String, @Nullable Object> shared = new HashMap<>();
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
        return;
      }
      ListIterator<Risk> left = block.listIterator();
      while (left.hasNext()) {
        stored += inOneTurn(writing, left);
      }
    }

    private int inOneStatement(List<Risk> block) {
      Integer changed =
          new JdbcTemplate(database.dataSource())
              .execute(
                  (ConnectionCallback<Integer>)
                      connection -> {
                        try (PreparedStatement prepared = upsert.prepare(connection, shared)) {
                          upsert.setAll(prepared, block);
                          return prepared.executeUpdate();
                        }
                      });
      return changed == null ? 0 : changed;
    }

    private int inOneTurn(SqliteTurns.Writing turns, ListIterator<Risk> left) {
      return turns.turn(
          (connection, turn) -> {
            int changed = 0;
            try (PreparedStatement prepared = upsert.prepare(connection, shared)) {
              while (left.hasNext() && !turn.isOver()) {
                upsert.set(prepared, left.next());
                changed += prepared.executeUpdate();
              }
            }
            return changed;
          });
    }

    @Override
    public void onDone(Exchange exchange) {
      if (writing != null) {
        writing.close();
      }
    }
  }
}
