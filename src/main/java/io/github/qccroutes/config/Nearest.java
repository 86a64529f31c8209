package io.github.qccroutes.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The known name that a mistyped one probably means. */
final class Nearest {
  private Nearest() {}

  /** Returns {@code "; did you mean X?"}, or nothing when no name is near. */
  static String hint(String name, List<String> known) {
    String wanted = plain(name);
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(wanted, plain(candidate))))
        .filter(candidate -> distance(wanted, plain(candidate)) <= Math.max(2, wanted.length() / 4))
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  // Levenshtein's, row by row.
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
