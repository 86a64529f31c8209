package io.github.qccroutes.bench;

import java.util.HashMap;
import java.util.Map;

/** What a benchmark was told on its command line, each as {@code name=value}. Immutable. */
record BenchArguments(Map<String, String> given) {

  /** Leaves out what has no name. */
  static BenchArguments of(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals > 0) {
        given.put(argument.substring(0, equals), argument.substring(equals + 1));
      }
    }
    return new BenchArguments(Map.copyOf(given));
  }

  String text(String name, String otherwise) {
    return given.getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise) {
    String value = given.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }
}
