package io.github.qccroutes.tables;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a workbook shows its numbers (ECMA-376 part 1, 18.8): a number that is shown as a date, with
 * leading zeros, rounded or otherwise as another text is not what its user sees, and must not be
 * sent in place of that. Thousands separators and decimals of zero change nothing.
 */
final class NumberFormats {
  /** As many cell formats as a spreadsheet has. */
  private static final int MOST_FORMATS = 1 << 16;

  private static final Message DATE =
      new Message("是日期或时间，请改为文本格式重新填写", "is a date or a time; enter it again as text");
  private static final Message PADDED =
      new Message(
          "是数字，其前面的 0 只是显示出来的，请改为文本格式重新填写",
          "is a number whose leading zeros are only shown; enter it again as text");
  private static final Message ROUNDED =
      new Message(
          "是数字，显示时被四舍五入，请改为文本格式重新填写", "is a number that is shown rounded; enter it again as text");
  private static final Message DECORATED =
      new Message(
          "是数字，显示的内容与实际数值不同，请改为文本格式重新填写",
          "is a number that is shown as another text than it is; enter it again as text");

  private static final Pattern ELAPSED = Pattern.compile("[hH]+|[mM]+|[sS]+");
  private static final Pattern CURRENCY_OR_CONDITION = Pattern.compile("\\$[^-].*|[<>=].*");
  private static final Set<String> GENERAL = Set.of("General", "G/通用格式");
  private static final String LETTERS_OF_DATES = "ymdhsageb年月日时分秒";

  /** Digits, thousands separated or not, and decimals. */
  private static final Pattern PLAIN = Pattern.compile("([#0?]+(?:,[#0?]+)*)(?:\\.([#0?]*))?");

  /**
   * What the built-in formats are that are neither General, text nor the plain ones (18.8.30; the
   * numbers from 27 on are dates in East Asian settings).
   */
  private static final Map<Integer, Format> BUILT_IN = builtIn();

  /**
   * @param fault what is wrong with any number shown so, or null
   * @param zeros digits that are shown at least before the point
   * @param decimals digits that are shown at most behind it, negative for as many as there are
   */
  private record Format(@Nullable Message fault, int zeros, int decimals) {
    static final Format GENERAL = new Format(null, 0, -1);

    @Nullable Message fault(BigDecimal number) {
      if (fault != null) {
        return fault;
      }
      if (decimals >= 0 && number.scale() > decimals) {
        return ROUNDED;
      }
      // A zero has one digit, whatever its format.
      return zeros > Math.max(1, number.precision() - number.scale()) ? PADDED : null;
    }
  }

  private final List<Format> formats = new ArrayList<>();

  private NumberFormats() {}

  static NumberFormats none() {
    return new NumberFormats();
  }

  /** Reads the part of styles. */
  static NumberFormats read(XmlPart xml) throws IOException {
    NumberFormats read = new NumberFormats();
    Map<String, Format> own = new HashMap<>();
    boolean codes = false;
    boolean cells = false;
    while (xml.next()) {
      codes = xml.isStart("numFmts") || (codes && !xml.isEnd("numFmts"));
      cells = xml.isStart("cellXfs") || (cells && !xml.isEnd("cellXfs"));
      String id = codes && xml.isStart("numFmt") ? xml.attribute("numFmtId") : null;
      String code = id == null ? null : xml.attribute("formatCode");
      if (id != null && code != null && own.size() < MOST_FORMATS) {
        own.put(id, format(code));
      } else if (cells && xml.isStart("xf") && read.formats.size() < MOST_FORMATS) {
        String used = String.valueOf(xml.attribute("numFmtId"));
        Format format = own.get(used);
        read.formats.add(format == null ? builtIn(used) : format);
      }
    }
    return read;
  }

  /**
   * @param style the cell's, or null
   * @return why what is shown is not the number, or null
   */
  @Nullable Message fault(@Nullable String style, BigDecimal number) {
    try {
      int index = style == null ? 0 : Integer.parseInt(Blank.strip(style));
      return index < 0 || index >= formats.size() ? null : formats.get(index).fault(number);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Why a cell that says itself that it is a date must not be sent. */
  static Message date() {
    return DATE;
  }

  private static Format builtIn(String id) {
    try {
      return BUILT_IN.getOrDefault(Integer.parseInt(Blank.strip(id)), Format.GENERAL);
    } catch (NumberFormatException e) {
      return Format.GENERAL;
    }
  }

  private static Map<Integer, Format> builtIn() {
    Map<Integer, Format> formats = new HashMap<>();
    for (int[] dates : new int[][] {{14, 22}, {27, 36}, {45, 47}, {50, 58}}) {
      for (int id = dates[0]; id <= dates[1]; id++) {
        formats.put(id, new Format(DATE, 0, 0));
      }
    }
    for (int id : new int[] {5, 6, 7, 8, 9, 10, 11, 12, 13, 42, 44, 48}) {
      formats.put(id, new Format(DECORATED, 0, 0));
    }
    for (int id : new int[] {1, 3, 37, 38, 41}) {
      formats.put(id, new Format(null, 1, 0));
    }
    for (int id : new int[] {2, 4, 39, 40, 43}) {
      formats.put(id, new Format(null, 1, 2));
    }
    return formats;
  }

  /** Reads a code as far as it is about positive numbers. */
  private static Format format(String code) {
    return code.isEmpty() ? Format.GENERAL : new Code(code).format();
  }

  /** One code, read from its start to the end of its first part. */
  private static final class Code {
    private final String code;
    private final StringBuilder digits = new StringBuilder();
    private boolean general;
    private boolean date;
    private boolean decorated;

    Code(String code) {
      this.code = code;
      int at = 0;
      while (at < code.length() && code.charAt(at) != ';') {
        at = next(at);
      }
    }

    Format format() {
      if (date) {
        return new Format(DATE, 0, 0);
      }
      Matcher plain = PLAIN.matcher(digits);
      if (decorated || (general ? !digits.isEmpty() : !plain.matches())) {
        return new Format(DECORATED, 0, 0);
      }
      if (general) {
        return Format.GENERAL;
      }
      String decimals = plain.group(2);
      int zeros = (int) plain.group(1).chars().filter(c -> c == '0').count();
      return new Format(null, zeros, decimals == null ? 0 : decimals.length());
    }

    /** Takes what stands at a place into account and returns where the next stands. */
    private int next(int at) {
      for (String word : GENERAL) {
        if (code.regionMatches(true, at, word, 0, word.length())) {
          general = true;
          return at + word.length();
        }
      }
      char c = code.charAt(at);
      switch (c) {
        case '"' -> {
          int end = end(at, '"');
          decorated |= !Blank.is(code.substring(at + 1, end));
          return end + 1;
        }
        case '[' -> {
          int end = end(at, ']');
          String inside = code.substring(at + 1, end);
          date |= ELAPSED.matcher(inside).matches();
          decorated |= CURRENCY_OR_CONDITION.matcher(inside).matches();
          return end + 1;
        }
        case '\\' -> {
          decorated |= !Blank.is(code.substring(at + 1, Math.min(at + 2, code.length())));
          return at + 2;
        }
        case '_', '*' -> {
          // The width of a character, or one that fills the cell.
          return at + 2;
        }
        case '@' -> general = true;
        case '0', '#', '?', '.', ',' -> digits.append(c);
        default -> {
          boolean exponent =
              c == 'E' && at + 1 < code.length() && "+-".indexOf(code.charAt(at + 1)) >= 0;
          date |= !exponent && LETTERS_OF_DATES.indexOf(Character.toLowerCase(c)) >= 0;
          decorated |= !Blank.is(c);
        }
      }
      return at + 1;
    }

    private int end(int start, char mark) {
      int end = code.indexOf(mark, start + 1);
      return end < 0 ? code.length() : end;
    }
  }
}
