package io.github.qccroutes.tables;

import java.util.function.IntFunction;

/** What is shown of a text that stands in a file and may be long, or hold what nobody can see. */
final class ShownText {
  private static final int MOST_IN_REASON = 40;

  private ShownText() {}

  /** As a reason shows it: in one line, not too long, with what is invisible by number. */
  static String inReason(String text) {
    return cut(text, MOST_IN_REASON, ShownText::visible);
  }

  /** As a row shows it that is never sent: what a database takes and a person can look at. */
  static String inRow(String text, int mostChars) {
    return cut(text, mostChars, ShownText::storable);
  }

  private static String cut(String text, int mostChars, IntFunction<String> shown) {
    StringBuilder cut = new StringBuilder();
    text.codePoints().limit(mostChars).mapToObj(shown).forEach(cut::append);
    return text.codePointCount(0, text.length()) > mostChars
        ? cut.append('…').toString()
        : cut.toString();
  }

  private static String visible(int c) {
    return c != ' ' && Invisible.isBlank(c) ? "<U+%04X>".formatted(c) : Character.toString(c);
  }

  private static String storable(int c) {
    if (c == 0) {
      return "␀";
    }
    boolean half = Character.getType(c) == Character.SURROGATE;
    return Character.toString(half ? DecodedText.UNDECODABLE : c);
  }
}
