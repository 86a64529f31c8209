package io.github.qccroutes.push;

import io.github.qccroutes.store.NamedStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statement {@code push/merge-risks} with its values: those of the records as lists on
 * PostgreSQL, one by one on SQLite, and those that all records of an import share. Thread-safe.
 */
final class RiskUpsert {
  private static final Map<String, Field> FIELDS =
      Map.of(
          "id", new Field("text", Risk::id),
          "corpKeyNo", new Field("text", Risk::corpKeyNo),
          "corpName", new Field("text", Risk::corpName),
          "monitorContent", new Field("text", Risk::monitorContent),
          "monitorLevel", new Field("text", Risk::monitorLevel),
          "monitorType", new Field("text", Risk::monitorType),
          "score", new Field("int4", Risk::score),
          "changeDate", new Field("text", Risk::changeDate));

  private final NamedStatement statement;

  RiskUpsert(String text) {
    this.statement = NamedStatement.of(text);
  }

  private record Field(String type, Function<Risk, @Nullable Object> value) {}

  /** Prepares it with the values that the import's records share. */
  PreparedStatement prepare(Connection connection, Map<String, @Nullable Object> shared)
      throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement.text());
    List<String> names = statement.names();
    for (int i = 0; i < names.size(); i++) {
      if (!FIELDS.containsKey(names.get(i))) {
        prepared.setObject(i + 1, shared.get(names.get(i)));
      }
    }
    return prepared;
  }

  /** Gives a statement of PostgreSQL all these records. */
  void setAll(PreparedStatement prepared, List<Risk> risks) throws SQLException {
    Connection connection = prepared.getConnection();
    List<String> names = statement.names();
    for (int i = 0; i < names.size(); i++) {
      Field field = FIELDS.get(names.get(i));
      if (field != null) {
        prepared.setArray(
            i + 1,
            connection.createArrayOf(
                field.type(), risks.stream().map(field.value()).toArray(Object[]::new)));
      }
    }
  }

  /** Gives a statement of SQLite one record. */
  void set(PreparedStatement prepared, Risk risk) throws SQLException {
    List<String> names = statement.names();
    for (int i = 0; i < names.size(); i++) {
      Field field = FIELDS.get(names.get(i));
      if (field != null) {
        prepared.setObject(i + 1, field.value().apply(risk));
      }
    }
  }
}
