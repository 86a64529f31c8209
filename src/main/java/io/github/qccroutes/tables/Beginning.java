package io.github.qccroutes.tables;

/** The first characters of a text, counted as SQL's {@code substr} counts them. */
public final class Beginning {
  private Beginning() {}

  /** At most so many of them; the text itself when it has no more. */
  public static String of(String text, int characters) {
    return text.length() <= characters || text.codePointCount(0, text.length()) <= characters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, characters));
  }
}
