package io.github.qccroutes.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ColumnMapRowMapper;

/**
 * A row that a statement returned, its values typed by the one who reads them: {@code
 * statement(…).query(Row::of)}. Asking for a column that is not there is a programming error.
 * Immutable.
 */
public final class Row {
  private static final ColumnMapRowMapper COLUMNS = new ColumnMapRowMapper();

  private final Map<String, ? extends @Nullable Object> columns;

  private Row(Map<String, ? extends @Nullable Object> columns) {
    this.columns = columns;
  }

  /** The row at which a result stands. */
  public static Row of(ResultSet result, int number) throws SQLException {
    return new Row(COLUMNS.mapRow(result, number));
  }

  /** A row that was read as a map. */
  public static Row ofColumns(Map<String, ? extends @Nullable Object> columns) {
    return new Row(columns);
  }

  /** Whether the statement has the column. */
  public boolean has(String column) {
    return columns.containsKey(column);
  }

  /** A text, empty for null. */
  public String text(String column) {
    Object value = value(column);
    return value == null ? "" : value.toString();
  }

  /** A text, or null. */
  public @Nullable String optionalText(String column) {
    Object value = value(column);
    return value == null ? null : value.toString();
  }

  /** A whole number, 0 for null. */
  public long number(String column) {
    Long number = optionalNumber(column);
    return number == null ? 0 : number;
  }

  /** A whole number, or null. */
  public @Nullable Long optionalNumber(String column) {
    return value(column) instanceof Number number ? number.longValue() : null;
  }

  /** A time as the driver of either database gives it, or null. */
  public @Nullable Instant instant(String column) {
    return Database.instant(value(column));
  }

  private @Nullable Object value(String column) {
    if (!has(column)) {
      throw new IllegalArgumentException("no column " + column + " among " + columns.keySet());
    }
    return columns.get(column);
  }
}
