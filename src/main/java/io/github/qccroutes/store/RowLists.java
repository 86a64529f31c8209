package io.github.qccroutes.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The parameters of a statement that takes many rows at once, each a list of a column's values:
 * {@code cast(:line as bigint[])}. Immutable.
 *
 * @param types what a list is of, by parameter
 */
record RowLists(Map<String, String> types) {
  private static final Pattern LIST = Pattern.compile("cast\\(:(\\w+) as (\\w+)\\[\\]\\)");

  /** Takes them out of a text; there are none in one for SQLite. */
  static RowLists of(String text) {
    return new RowLists(
        LIST.matcher(text)
            .results()
            .collect(Collectors.toUnmodifiableMap(list -> list.group(1), list -> list.group(2))));
  }

  boolean isEmpty() {
    return types.isEmpty();
  }

  /** The lists of these rows; what else a row has is left out. */
  Map<String, Object> values(List<? extends Map<String, ?>> rows) {
    Map<String, Object> values = new HashMap<>();
    types.forEach(
        (name, type) ->
            values.put(
                name, new SqlArrayValue(type, rows.stream().map(row -> row.get(name)).toArray())));
    return values;
  }
}
