package io.github.qccroutes.push;

import io.github.qccroutes.store.NamedStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A statement that writes rows, with its values: those of the rows as lists on PostgreSQL, one row
 * after the other on SQLite, and those that all rows share. Thread-safe.
 */
final class RowStatement<T> {
  private final NamedStatement statement;
  private final Map<String, Field<T>> fields;

  /**
   * @param fields what differs from row to row, by parameter
   */
  RowStatement(String text, Map<String, Field<T>> fields) {
    this.statement = NamedStatement.of(text);
    this.fields = fields;
  }

  /**
   * A value of a row.
   *
   * @param type of PostgreSQL
   */
  record Field<T>(String type, Function<T, @Nullable Object> value) {
    static <T> Field<T> text(Function<T, @Nullable Object> value) {
      return new Field<>("text", value);
    }

    static <T> Field<T> integer(Function<T, @Nullable Object> value) {
      return new Field<>("int4", value);
    }
  }

  /** Prepares it with the values that all rows share. */
  PreparedStatement prepare(Connection connection, Map<String, @Nullable Object> shared)
      throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement.text());
    List<String> names = statement.names();
    for (int i = 0; i < names.size(); i++) {
      if (!fields.containsKey(names.get(i))) {
        prepared.setObject(i + 1, shared.get(names.get(i)));
      }
    }
    return prepared;
  }

  /** Gives a statement of PostgreSQL all these rows. */
  void setAll(PreparedStatement prepared, Collection<T> rows) throws SQLException {
    Connection connection = prepared.getConnection();
    List<String> names = statement.names();
    for (int i = 0; i < names.size(); i++) {
      Field<T> field = fields.get(names.get(i));
      if (field != null) {
        prepared.setArray(
            i + 1,
            connection.createArrayOf(
                field.type(), rows.stream().map(field.value()).toArray(Object[]::new)));
      }
    }
  }

  /** Gives a statement of SQLite one row. */
  void set(PreparedStatement prepared, T row) throws SQLException {
    List<String> names = statement.names();
    for (int i = 0; i < names.size(); i++) {
      Field<T> field = fields.get(names.get(i));
      if (field != null) {
        prepared.setObject(i + 1, field.value().apply(row));
      }
    }
  }

  /**
   * Writes rows that share nothing.
   *
   * @param lists whether the statement takes all at once
   */
  void write(Connection connection, Collection<T> rows, boolean lists) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement prepared = prepare(connection, Map.of())) {
      if (lists) {
        setAll(prepared, rows);
        prepared.executeUpdate();
      } else {
        for (T row : rows) {
          set(prepared, row);
          prepared.executeUpdate();
        }
      }
    }
  }
}
