package io.github.qccroutes.tables;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The form in which two keywords or logins are compared for being the same: white space trimmed and
 * collapsed, full- and half-width forms made one, the letters of a registration number or credit
 * code in upper case. Only for telling duplicates and matching answers; what is sent is what the
 * user wrote.
 *
 * <p>Full compatibility normalisation (NFKC) is not used on the whole text, as it would also make ①
 * a 1 and ㈱ a (株), which tell companies apart.
 */
public final class Folding {
  private static final Pattern CODE =
      Pattern.compile("(?=.*\\d)(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})");

  private Folding() {}

  public static String of(String text) {
    String narrow = inOneWidth(text);
    StringBuilder folded = new StringBuilder(narrow.length());
    boolean gap = false;
    for (int i = 0; i < narrow.length(); i++) {
      char c = narrow.charAt(i);
      if (Blank.is(c)) {
        gap = !folded.isEmpty();
        continue;
      }
      if (gap) {
        folded.append(' ');
        gap = false;
      }
      folded.append(c);
    }
    String result = Normalizer.normalize(folded, Normalizer.Form.NFC);
    return CODE.matcher(result).matches() ? result.toUpperCase(Locale.ROOT) : result;
  }

  /** Before blanks are looked at: a full-width macron becomes a blank and a combining one. */
  private static String inOneWidth(String text) {
    StringBuilder narrow = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isWidthVariant(c)) {
        narrow.append(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
      } else {
        narrow.append(c);
      }
    }
    return narrow.toString();
  }

  /** Small form variants, and halfwidth and fullwidth forms. */
  private static boolean isWidthVariant(char c) {
    return (c >= '\uFE50' && c <= '\uFE6F') || (c >= '\uFF00' && c <= '\uFFEF');
  }
}
