package io.github.qccroutes.torture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of a run, by name; the text form is one line. */
public final class Figures {
  private final Map<String, Object> values = new LinkedHashMap<>();

  void put(String name, Object value) {
    values.put(name, value);
  }

  /** A figure that is a number. */
  public long number(String name) {
    return ((Number) values.get(name)).longValue();
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(" "));
  }
}
