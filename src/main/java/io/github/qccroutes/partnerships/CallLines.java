package io.github.qccroutes.partnerships;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines of a call's names, as {@code partnership_call.lines} holds them: {@code 1,4,7}. */
final class CallLines {
  private CallLines() {}

  static String text(Collection<Long> lines) {
    return lines.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static List<Long> of(Object text) {
    String lines = text.toString();
    return lines.isEmpty()
        ? List.of()
        : Stream.of(lines.split(",", -1)).map(Long::valueOf).toList();
  }
}
