package io.github.qccroutes.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures by what they are of, and their table of medians. For one thread. */
final class PushFigures {
  private static final String FLOOR = "floor";

  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private final Map<String, Integer> records = new LinkedHashMap<>();

  void add(String what, double figure) {
    figures.computeIfAbsent(what, first -> new ArrayList<>()).add(figure);
  }

  /** Has the table say what each of so many records took. */
  void perRecord(String what, int count) {
    records.put(what, count);
  }

  /** Prints all of one product, and forgets them. */
  void print(String product) {
    double floor = median(figures.getOrDefault(FLOOR, List.of(Double.NaN)));
    System.out.printf("%n| %s | median (lowest–highest) | against the floor |%n", product);
    System.out.println("| --- | --- | --- |");
    figures.forEach(
        (what, all) -> {
          boolean seconds = !what.contains(":") || what.startsWith("Camel");
          all.sort(null);
          Integer count = records.get(what);
          System.out.printf(
              "| %s | %.1f (%.1f–%.1f) | %s |%n",
              what,
              median(all),
              all.get(0),
              all.get(all.size() - 1),
              count != null
                  ? "%.1f µs a record".formatted(median(all) / count * 1e6)
                  : seconds && !what.startsWith("start")
                      ? "%.2f".formatted(median(all) / floor)
                      : "");
        });
    System.out.println();
    figures.clear();
    records.clear();
  }

  private static double median(List<Double> all) {
    List<Double> sorted = all.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
