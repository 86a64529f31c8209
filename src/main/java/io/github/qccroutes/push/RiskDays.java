package io.github.qccroutes.push;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By how much an import changes the numbers of {@code risk_day}: each record that it stores counts
 * for the day and level it has now, and no longer for those it had. For one thread.
 */
final class RiskDays {
  private static final Map<String, RowStatement.Field<Map.Entry<Day, Integer>>> FIELDS =
      Map.of(
          "day", RowStatement.Field.text(change -> change.getKey().day()),
          "level", RowStatement.Field.text(change -> change.getKey().level()),
          "risks", RowStatement.Field.integer(Map.Entry::getValue));

  private final Map<Day, Integer> changes = new HashMap<>();

  /** The statement that changes the numbers. */
  static RowStatement<Map.Entry<Day, Integer>> statement(String text) {
    return new RowStatement<>(text, FIELDS);
  }

  /** What a record counts for. */
  record Day(String day, String level) {
    /** From two columns of the current row; null when there is nothing in them. */
    static @Nullable Day of(ResultSet row, int day, int level) throws SQLException {
      String text = row.getString(day);
      return text == null ? null : new Day(text, row.getString(level));
    }
  }

  /**
   * A record was stored.
   *
   * @param former null when it was not there before
   */
  void stored(@Nullable Day former, Day now) {
    if (!now.equals(former)) {
      count(now, 1);
      if (former != null) {
        count(former, -1);
      }
    }
  }

  private void count(Day day, int by) {
    changes.merge(day, by, Integer::sum);
  }

  /** How many numbers are to be changed. */
  int size() {
    return changes.size();
  }

  /**
   * Changes them, in the transaction of the records.
   *
   * @param lists whether the statement takes all at once
   */
  void write(Connection connection, RowStatement<Map.Entry<Day, Integer>> statement, boolean lists)
      throws SQLException {
    statement.write(connection, changes.entrySet(), lists);
    changes.clear();
  }
}
