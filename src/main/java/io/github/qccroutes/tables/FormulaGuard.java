package io.github.qccroutes.tables;

import java.util.regex.Pattern;

/**
 * The {@code '} that keeps a spreadsheet from running a text as a formula. Taking it off gives back
 * exactly what it was put on: a text that itself starts with {@code '=} gets one more.
 */
public final class FormulaGuard {
  /** Full-width signs too: Excel reads them as the half-width ones in East Asian settings. */
  private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r\\n＝＋－＠]");

  private FormulaGuard() {}

  /** The text as it stands in a file. */
  public static String on(String text) {
    return FORMULA.matcher(text).lookingAt() ? "'" + text : text;
  }

  static String off(String text) {
    return text.startsWith("'") && FORMULA.matcher(text).lookingAt() ? text.substring(1) : text;
  }
}
