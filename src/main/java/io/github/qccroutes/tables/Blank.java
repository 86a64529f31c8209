package io.github.qccroutes.tables;

/** What counts as white space: everything Unicode calls a space, the ideographic one included. */
final class Blank {
  private Blank() {}

  static boolean is(int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }

  static boolean is(String text) {
    return text.codePoints().allMatch(Blank::is);
  }

  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && is(text.charAt(start))) {
      start++;
    }
    while (end > start && is(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
