package io.github.qccroutes.push;

import io.github.qccroutes.store.NamedStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By how much an import changes the numbers of {@code risk_day}: each record that it stores counts
 * for the day and level it has now, and no longer for those it had. For one thread.
 */
final class RiskDays {
  private final Map<Day, Integer> changes = new HashMap<>();

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
  void write(Connection connection, NamedStatement statement, boolean lists) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    try (PreparedStatement prepared = connection.prepareStatement(statement.text())) {
      if (lists) {
        writeAll(prepared, statement.names());
      } else {
        for (Map.Entry<Day, Integer> change : changes.entrySet()) {
          set(prepared, statement.names(), change);
          prepared.executeUpdate();
        }
      }
    }
    changes.clear();
  }

  private void writeAll(PreparedStatement prepared, List<String> names) throws SQLException {
    List<Day> keys = new ArrayList<>(changes.keySet());
    Map<String, Object[]> columns =
        Map.of(
            "day", keys.stream().map(Day::day).toArray(),
            "level", keys.stream().map(Day::level).toArray(),
            "risks", keys.stream().map(changes::get).toArray());
    for (int i = 0; i < names.size(); i++) {
      prepared.setArray(
          i + 1,
          prepared
              .getConnection()
              .createArrayOf(
                  names.get(i).equals("risks") ? "int4" : "text", columns.get(names.get(i))));
    }
    prepared.executeUpdate();
  }

  private static void set(
      PreparedStatement prepared, List<String> names, Map.Entry<Day, Integer> change)
      throws SQLException {
    for (int i = 0; i < names.size(); i++) {
      prepared.setObject(
          i + 1,
          switch (names.get(i)) {
            case "day" -> change.getKey().day();
            case "level" -> change.getKey().level();
            default -> change.getValue();
          });
    }
  }
}
