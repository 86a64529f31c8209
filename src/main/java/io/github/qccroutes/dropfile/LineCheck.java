package io.github.qccroutes.dropfile;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a login, keyword or name from being sent. Nothing is corrected here: an item is sent
 * as it was written or not at all.
 */
final class LineCheck {
  /** What a spreadsheet makes of a long number when it saves text. */
  private static final Pattern ROUNDED_NUMBER = Pattern.compile("\\d(?:\\.\\d+)?[Ee]\\+\\d+");

  /**
   * A credit code (GB 32100), an organisation code, or digits alone as in a registration number.
   */
  private static final Pattern CODE =
      Pattern.compile("[0-9A-Z]{2}\\d{6}[0-9A-Z]{10}|[0-9A-Z]{8}-[0-9A-Z]|\\d+");

  /** How an item is called in a reason. */
  record Item(String chinese, String english) {
    static final Item LOGIN = new Item("登录名", "the login");
    static final Item KEYWORD = new Item("关键字", "the keyword");
    static final Item NAME = new Item("公司名", "the company name");
  }

  private final Limits limits;
  private final Predicate<String> foreign;
  private final int columns;

  /**
   * @param foreign whether a text is in another encoding than the rest of its file
   * @param columns how many the first row has
   */
  LineCheck(Limits limits, Predicate<String> foreign, int columns) {
    this.limits = limits;
    this.foreign = foreign;
    this.columns = columns;
  }

  /** A comma within a name that is not quoted makes two columns of it: why that is not guessed. */
  @Nullable Message columns(RawRow row) {
    int width = row.width();
    return width <= columns
        ? null
        : new Message(
            "有 " + width + " 列，多于首行的 " + columns + " 列；一项中若有逗号请加引号，一行只能有一项",
            "the row has "
                + width
                + " columns, more than the first row with "
                + columns
                + "; a text with a comma has to be quoted, and a line holds one item");
  }

  /**
   * @param row for the lines a text spans
   * @return why the login must not be sent, or null
   */
  @Nullable Message login(RawRow row, Cell cell, String text, Pattern pattern) {
    Message reason = item(Item.LOGIN, row, cell, text);
    if (reason == null && !pattern.matcher(text).matches()) {
      boolean padded = !Blank.strip(text).equals(text);
      return new Message(
          "登录名格式不对（应符合 " + pattern + (padded ? "，前后有空格）" : "）"),
          "the login is malformed (expected "
              + pattern
              + (padded ? ", and it has spaces around it)" : ")"));
    }
    return reason;
  }

  /** Why the keyword or company name must not be sent, or null. */
  @Nullable Message keyword(Item item, RawRow row, Cell cell, String text) {
    Message reason = item(item, row, cell, text);
    if (reason != null) {
      return reason;
    }
    String bare = Blank.strip(text);
    if (bare.codePointCount(0, bare.length()) < 2) {
      return because(item, "只有一个字", "has one character only; the provider needs two");
    }
    if (ROUNDED_NUMBER.matcher(bare).matches()) {
      return because(
          item,
          "是科学计数法，表格软件已丢失数字，请改为文本格式重新填写",
          "is in scientific notation: a spreadsheet has lost digits; enter it again as text");
    }
    if (item == Item.NAME && CODE.matcher(Folding.of(text).toUpperCase(Locale.ROOT)).matches()) {
      return because(
          item,
          "是统一社会信用代码或注册号，这里只能用公司名",
          "is a credit code or registration number; this call takes names only");
    }
    return null;
  }

  private @Nullable Message item(Item item, RawRow row, Cell cell, String text) {
    if (cell.fault() != null) {
      return because(item, cell.fault().chinese(), cell.fault().english());
    }
    if (Blank.is(text)) {
      return because(item, "为空", "is empty");
    }
    if (text.codePointCount(0, text.length()) > limits.itemChars()) {
      return because(
          item,
          "太长（超过 " + limits.itemChars() + " 个字）",
          "is too long (more than " + limits.itemChars() + " characters)");
    }
    Message character = characters(item, row, text);
    if (character != null) {
      return character;
    }
    if (foreign.test(text)) {
      return because(
          item, "是 UTF-8 编码，而文件其他部分是 GB18030", "is in UTF-8 while the rest of the file is GB18030");
    }
    return null;
  }

  private static @Nullable Message characters(Item item, RawRow row, String text) {
    int position = 1;
    for (int i = 0; i < text.length(); position++) {
      int c = text.codePointAt(i);
      if (c == ',' || c == '，') {
        return because(
            item,
            "第 " + position + " 个字是逗号，一行只能有一项",
            "has a comma at character " + position + "; a line holds one item");
      }
      if (c == '\n' || c == '\r') {
        return row.line() == row.lastLine()
            ? because(item, "里有换行", "has a line break")
            : because(
                item,
                "里有换行（引号从第 " + row.line() + " 行到第 " + row.lastLine() + " 行）",
                "has a line break (quoted from line "
                    + row.line()
                    + " to line "
                    + row.lastLine()
                    + ")");
      }
      if (c == DecodedText.UNDECODABLE) {
        return because(
            item,
            "第 " + position + " 个字无法识别（编码损坏）",
            "has undecodable bytes at character " + position);
      }
      if (isInvisible(c)) {
        return because(
            item,
            "第 %d 个字是不可见的控制字符（U+%04X）".formatted(position, c),
            "has an invisible control character (U+%04X) at character %d".formatted(c, position));
      }
      i += Character.charCount(c);
    }
    return null;
  }

  /** Controls, marks of direction and byte order, zero-width and line separators, half pairs. */
  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || (c & 0xFFFE) == 0xFFFE
        || (c >= 0xFDD0 && c <= 0xFDEF);
  }

  private static Message because(Item item, String chinese, String english) {
    return new Message(item.chinese() + chinese, item.english() + " " + english);
  }
}
