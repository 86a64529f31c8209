package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a list in the texts of a file, a page at a time. Between two pages nothing of the
 * database is held, so a slow reader is in nobody's way. For one thread at a time.
 */
final class ExportRows {
  private static final int PAGE = 2_000;

  private final Database database;
  private final Export export;
  private final Map<String, Object> parameters;
  private final DateTimeFormatter time;
  private boolean ended;

  /**
   * @param parameters of the statement, for the first page
   * @param zone of the times
   */
  ExportRows(Database database, Export export, Map<String, Object> parameters, ZoneId zone) {
    this.database = database;
    this.export = export;
    this.parameters = new HashMap<>(parameters);
    this.time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(zone);
  }

  /** The next rows, in the order of the headings; none at the end. */
  List<List<@Nullable String>> next() {
    if (ended) {
      return List.of();
    }
    parameters.put("rows", PAGE);
    List<Map<String, Object>> rows = database.read(export.statement(), parameters);
    ended = rows.size() < PAGE;
    if (!ended) {
      Map<String, Object> last = rows.get(PAGE - 1);
      for (int i = 1; last.containsKey(ConsoleLists.CURSOR + i); i++) {
        parameters.put("after" + i, Objects.requireNonNull(last.get(ConsoleLists.CURSOR + i)));
      }
    }
    return rows.stream().map(this::texts).toList();
  }

  private List<@Nullable String> texts(Map<String, Object> row) {
    List<@Nullable String> texts = new ArrayList<>();
    for (String column : export.columns().keySet()) {
      texts.add(text(column, row.get(column)));
    }
    return texts;
  }

  private @Nullable String text(String column, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof Timestamp || column.equals("at") || column.endsWith("_at")) {
      Instant instant = Objects.requireNonNull(Database.instant(value));
      return time.format(instant);
    }
    if (value instanceof BigDecimal || value instanceof Double) {
      return new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
    }
    return value.toString();
  }
}
