package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * How many records a filter of {@link ConsoleRisks} finds, by level. What {@code risk_day} can tell
 * is exact; other searches are counted up to a number. Thread-safe.
 */
public final class ConsoleRiskCounts {
  private static final long MOST_COUNTED = 10_000;
  private static final List<String> FILTER =
      List.of(
          "companyKey",
          "companyFrom",
          "companyTo",
          "level",
          "type",
          "from",
          "dayAfter",
          "open",
          "handled");

  private final Database database;

  ConsoleRiskCounts(Database database) {
    this.database = database;
  }

  /** Answers how many records of each level the filter finds. */
  public void show(Exchange exchange) {
    Map<String, Object> filter = filter(exchange);
    boolean searched =
        Stream.of("companyKey", "companyFrom", "type", "handled").anyMatch(filter::containsKey);
    Counts counts = searched ? counted(filter) : summed(filter);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("levels", ConsoleLists.items(counts.rows()));
    answer.put("total", counts.total());
    answer.put("capped", counts.capped());
    ConsoleAnswer.json(exchange, answer);
  }

  private static Map<String, Object> filter(Exchange exchange) {
    Map<String, Object> filter = new HashMap<>();
    for (String name : FILTER) {
      Object value = exchange.getVariable(name);
      if (value != null) {
        filter.put(name, value);
      }
    }
    return filter;
  }

  private Counts summed(Map<String, Object> filter) {
    Counts all = Counts.of(database.read("console/sum-risk-days", filter));
    return filter.containsKey("open") ? open(all, filter) : all;
  }

  private Counts counted(Map<String, Object> filter) {
    Map<String, Object> parameters = new HashMap<>(filter);
    if (Stream.of("companyKey", "companyFrom", "handled").noneMatch(filter::containsKey)) {
      parameters.put("newest", true);
    }
    Counts counted = Counts.of(database.read("console/count-risks", parameters));
    return counted.total() > MOST_COUNTED
        ? new Counts(counted.levels(), MOST_COUNTED, true)
        : counted;
  }

  /** All but those that are handled, as long as these can be counted. */
  private Counts open(Counts all, Map<String, Object> filter) {
    Map<String, Object> others = new HashMap<>(filter);
    others.remove("open");
    others.put("handled", true);
    Counts handled = counted(others);
    return handled.capped() ? counted(filter) : all.without(handled);
  }

  /** Numbers by level; the one of null has no level. */
  private record Counts(Map<@Nullable String, Long> levels, long total, boolean capped) {
    static Counts of(List<Map<String, Object>> rows) {
      Map<@Nullable String, Long> levels = new LinkedHashMap<>();
      long total = 0;
      for (Map<String, Object> row : rows) {
        long risks = ConsoleLists.number(row, "risks");
        levels.merge((String) row.get("monitor_level"), risks, Long::sum);
        total += risks;
      }
      return new Counts(levels, total, false);
    }

    Counts without(Counts others) {
      Map<@Nullable String, Long> left = new LinkedHashMap<>();
      levels.forEach(
          (level, risks) -> {
            long rest = risks - others.levels.getOrDefault(level, 0L);
            if (rest > 0) {
              left.put(level, rest);
            }
          });
      return new Counts(left, left.values().stream().mapToLong(Long::longValue).sum(), false);
    }

    List<Map<String, Object>> rows() {
      List<Map<String, Object>> rows = new ArrayList<>();
      levels.forEach(
          (level, risks) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("monitor_level", level);
            row.put("risks", risks);
            rows.add(row);
          });
      return rows;
    }
  }
}
