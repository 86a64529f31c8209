package io.github.qccroutes.tables;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mobile number of mainland China, eleven digits, in the dresses that programs and people give
 * it.
 */
final class PhoneNumber {
  private static final int DIGITS = 11;

  /** No dress is as long, and taking it off costs as much as it is long. */
  private static final int MOST_CHARS = 64;

  /** How spreadsheets and exports keep a number from being calculated with. */
  private static final Pattern QUOTED = Pattern.compile("=?[\"“”](.*)[\"“”]|['’‘`](.*)|=(.*)");

  private static final Pattern SCIENTIFIC = Pattern.compile("\\d(?:\\.\\d+)?[Ee]\\+?\\d{1,2}");
  private static final Pattern BETWEEN = Pattern.compile("[\\p{Zs}\\t\\p{Pd}\u2212()]+");
  private static final Pattern PLAIN = Pattern.compile("1\\d{10}");
  private static final Pattern NUMBER = Pattern.compile("(?:\\+|00)?(?:86)?(1\\d{10})(?:\\.0*)?");

  private PhoneNumber() {}

  /** The eleven digits of a text that is a mobile number in any dress, else null. */
  static @Nullable String of(String text) {
    String bare = bare(text);
    if (SCIENTIFIC.matcher(bare).matches()) {
      BigDecimal number = new BigDecimal(bare);
      // With fewer digits nobody knows whether the others were zeros.
      return number.precision() == DIGITS && number.scale() == 0 ? number.toPlainString() : null;
    }
    Matcher number = NUMBER.matcher(BETWEEN.matcher(bare).replaceAll(""));
    return number.matches() ? number.group(1) : null;
  }

  /** Whether a text is eleven digits and nothing else. */
  static boolean isPlain(String text) {
    return PLAIN.matcher(text).matches();
  }

  /** Whether a text is a number of which scientific notation has left some digits. */
  static boolean isRounded(String text) {
    return SCIENTIFIC.matcher(bare(text)).matches() && of(text) == null;
  }

  private static String bare(String text) {
    if (text.length() > MOST_CHARS) {
      return "";
    }
    String bare = Invisible.strip(Normalizer.normalize(text, Normalizer.Form.NFKC));
    Matcher quoted = QUOTED.matcher(bare);
    while (quoted.matches()) {
      String inside = quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
      bare = Invisible.strip(inside != null ? inside : quoted.group(3));
      quoted = QUOTED.matcher(bare);
    }
    return bare;
  }
}
