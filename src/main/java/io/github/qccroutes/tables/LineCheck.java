package io.github.qccroutes.tables;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a cell's text is sent as, or why it must not be sent. What is invisible around an item comes
 * off, a mobile number and a credit code get their plain form; nothing else is corrected.
 */
final class LineCheck {
  /** Dresses of a text or a code that keep a spreadsheet from calculating with it. */
  private static final Pattern AS_TEXT = Pattern.compile("=\"([^\"]*)\"");

  private static final Pattern CODE_AS_TEXT = Pattern.compile("['’‘`]([0-9A-Za-z]{8,18})");

  /** What is a number or code whatever the width of its letters, as credit codes are (GB 32100). */
  private static final Pattern ASCII_CODE =
      Pattern.compile("(?=.*\\d)(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})|\\d{6,}");

  /**
   * A credit code (GB 32100), an organisation code, or digits alone as in a registration number.
   */
  private static final Pattern CODE =
      Pattern.compile("[0-9A-Z]{2}\\d{6}[0-9A-Z]{10}|[0-9A-Z]{8}-[0-9A-Z]|\\d+");

  private static final Pattern FEW_DIGITS = Pattern.compile("\\d{1,5}");
  private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?\\d+(?:\\.\\d*)?[Ee][+-]?\\d+");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d+\\.\\d*");
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}(?:[-/.]\\d{1,2}[-/.]\\d{1,2}|年\\d{1,2}月(?:\\d{1,2}日)?)(?:[ T]\\d{1,2}:.*)?");

  /** The errors that spreadsheets show in place of a result. */
  private static final Pattern ERROR =
      Pattern.compile("#(?:N/A(?: N/A)?|[A-Z0-9/_]+[!?]|GETTING_DATA)", Pattern.CASE_INSENSITIVE);

  /** What programs write where there is nothing. */
  private static final Set<String> NOTHING =
      Set.of(
          "nan",
          "-nan",
          "nat",
          "na",
          "<na>",
          "n/a",
          "null",
          "(null)",
          "<null>",
          "[null]",
          "none",
          "nil",
          "undefined",
          "inf",
          "-inf",
          "infinity",
          "true",
          "false",
          "暂无",
          "未知",
          "不详",
          "没有");

  private static final int MOST_SHOWN = 40;

  /** How an item is called in a reason. */
  record Item(String chinese, String english) {
    static final Item LOGIN = new Item("登录名", "the login");
    static final Item KEYWORD = new Item("关键字", "the keyword");
    static final Item NAME = new Item("公司名", "the company name");
  }

  /**
   * @param text what is sent, or what there is to show
   * @param reason why it must not be sent, or null
   */
  record Checked(String text, @Nullable Message reason) {}

  /** A cell and where it is, for reasons. */
  private record Place(Item item, RawRow row, int column, Cell cell, String text) {}

  private final Limits limits;
  private final Predicate<String> foreign;
  private final boolean lettered;
  private final int columns;

  /**
   * @param foreign whether a text is in another encoding than the rest of its file
   * @param lettered whether the file has columns that a person sees, A, B and so on
   * @param columns how many the header has
   */
  LineCheck(Limits limits, Predicate<String> foreign, boolean lettered, int columns) {
    this.limits = limits;
    this.foreign = foreign;
    this.lettered = lettered;
    this.columns = columns;
  }

  /** A comma within a name that is not quoted makes two columns of it: why that is not guessed. */
  @Nullable Message columns(RawRow row) {
    int width = row.width();
    return width <= columns
        ? null
        : new Message(
            "有 %d 列，多于表头的 %d 列（多出的是 %s 列“%s”）；一项中若有逗号请加引号，一行只能有一项"
                .formatted(width, columns, DropFileException.letters(width - 1), last(row)),
            "the row has %d columns, more than the header with %d (“%s” stands in column %s); a text with a comma has to be quoted, and a line holds one item"
                .formatted(width, columns, last(row), DropFileException.letters(width - 1)));
  }

  private static String last(RawRow row) {
    return shown(row.cell(row.width() - 1).text());
  }

  /** The login of a row: as written, or the plain form of a mobile number. */
  Checked login(RawRow row, int column, Pattern pattern) {
    Cell cell = row.cell(column);
    String text = Invisible.strip(FormulaGuard.off(Invisible.strip(cell.text())));
    Place place = new Place(Item.LOGIN, row, column, cell, text);
    // However a sheet shows a number of eleven digits, it is that number.
    if (PhoneNumber.isPlain(text) && pattern.matcher(text).matches()) {
      return new Checked(text, null);
    }
    if (cell.fault() == null && !pattern.matcher(text).matches()) {
      String number = PhoneNumber.of(cell.text());
      if (number != null && pattern.matcher(number).matches()) {
        return new Checked(number, null);
      }
      if (PhoneNumber.isRounded(text)) {
        return new Checked(
            text,
            because(
                place,
                "：表格软件（Excel）把手机号显示成了科学计数法，末尾的数字已丢失；请把这一列设为文本格式后重新填写",
                "is in scientific notation: a spreadsheet (Excel) has shown a mobile number so and"
                    + " lost its last digits; make the column a text column and enter it again"));
      }
    }
    Message reason = item(place);
    if (reason == null && !pattern.matcher(text).matches()) {
      reason = malformed(place, pattern);
    }
    return new Checked(text, reason);
  }

  private Message malformed(Place place, Pattern pattern) {
    if (!pattern.matcher("13800138000").matches()) {
      return because(
          place,
          "不像本企业的登录名（见 qcc.assignments.login-pattern）",
          "does not look like a login of yours (see qcc.assignments.login-pattern)");
    }
    boolean digits = place.text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits
        ? because(
            place,
            "格式不对：有 %d 位数字，手机号应为 11 位、以 1 开头".formatted(place.text.length()),
            "is malformed: it has %d digits, a mobile number has 11 and begins with 1"
                .formatted(place.text.length()))
        : because(place, "格式不对：不是 11 位手机号", "is malformed: it is not a mobile number of 11 digits");
  }

  /**
   * Why a row in a folder named after a login is not for that login: it names another one. A text
   * that is no login, a number of the company's say, names none.
   */
  @Nullable Message otherLogin(RawRow row, int column, Layout.Keywords folder) {
    Checked login = login(row, column, folder.loginPattern());
    return login.reason() != null || Folding.of(login.text()).equals(Folding.of(folder.loginName()))
        ? null
        : because(
            new Place(Item.LOGIN, row, column, row.cell(column), login.text()),
            "与文件夹“" + folder.loginName() + "”不同：带登录名的名单请放到上一级文件夹",
            "is another one than that of the folder, "
                + folder.loginName()
                + "; drop lists with logins in the folder above");
  }

  /** The keyword or company name of a row. */
  Checked keyword(Item item, RawRow row, int column) {
    Cell cell = row.cell(column);
    String text = plain(cell.text());
    Place place = new Place(item, row, column, cell, text);
    Message reason = item(place);
    return new Checked(text, reason == null ? company(place) : reason);
  }

  private String plain(String cell) {
    String text = Invisible.strip(FormulaGuard.off(Invisible.strip(cell)));
    if (text.length() > limits.keptChars()) {
      return text;
    }
    Matcher dress = AS_TEXT.matcher(text);
    if (!dress.matches()) {
      dress = CODE_AS_TEXT.matcher(text);
    }
    if (dress.matches()) {
      text = Invisible.strip(dress.group(1));
    }
    String ascii = Normalizer.normalize(text, Normalizer.Form.NFKC);
    return ASCII_CODE.matcher(ascii).matches() ? ascii : text;
  }

  /** Why what is written can be no company. */
  private @Nullable Message company(Place place) {
    String text = Normalizer.normalize(place.text, Normalizer.Form.NFKC);
    if (text.codePointCount(0, text.length()) < 2) {
      return because(place, "只有一个字", "has one character only; the provider needs two");
    }
    if (FEW_DIGITS.matcher(text).matches()) {
      return because(
          place,
          "只有 %d 位数字，不是公司：可能读到了序号一列".formatted(text.length()),
          "is %d digits only, which is no company: perhaps a column of numbers was read"
              .formatted(text.length()));
    }
    if (!ASCII_CODE.matcher(text).matches() && SCIENTIFIC.matcher(text).matches()) {
      return because(
          place,
          "是科学计数法：表格软件（Excel）已丢失数字，请把这一列设为文本格式后重新填写",
          "is in scientific notation: a spreadsheet (Excel) has lost digits; make the column a text"
              + " column and enter it again");
    }
    if (DECIMAL.matcher(text).matches()) {
      return because(
          place,
          "是带小数点的数字，不是公司或代码；请把这一列设为文本格式后重新填写",
          "is a number with a decimal point, which is no company and no code; make the column a"
              + " text column and enter it again");
    }
    if (DATE.matcher(text).matches()) {
      return because(place, "是日期，不是公司", "is a date, which is no company");
    }
    if (ERROR.matcher(text).matches()) {
      return because(
          place,
          "是表格软件的错误值，不是公司；请修正公式后重新填写",
          "is an error value of a spreadsheet, which is no company; mend the formula");
    }
    if (NOTHING.contains(text.toLowerCase(Locale.ROOT))
        || text.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return because(place, "表示空值，不是公司", "stands for nothing, which is no company");
    }
    if (Header.isWord(text)) {
      return because(
          place,
          "是表头里的字样，不是公司：表头在文件中又出现了一次",
          "is a word of a header, which is no company: the header stands in the file once more");
    }
    if (place.item == Item.NAME
        && CODE.matcher(Folding.of(text).toUpperCase(Locale.ROOT)).matches()) {
      return because(
          place,
          "是统一社会信用代码或注册号，这里只能用公司名",
          "is a credit code or registration number; only names can be compared");
    }
    return null;
  }

  private @Nullable Message item(Place place) {
    Message fault = place.cell.fault();
    if (fault != null) {
      return because(place, fault.chinese(), fault.english());
    }
    if (place.text.isEmpty()) {
      return because(place, "为空", "is empty");
    }
    if (place.text.codePointCount(0, place.text.length()) > limits.itemChars()) {
      return because(
          place,
          "太长（超过 " + limits.itemChars() + " 个字）",
          "is too long (more than " + limits.itemChars() + " characters)");
    }
    Message character = characters(place);
    if (character != null) {
      return character;
    }
    if (foreign.test(place.text)) {
      return because(
          place,
          "是 UTF-8 编码，而文件其他部分是 GB18030",
          "is in UTF-8 while the rest of the file is GB18030");
    }
    return null;
  }

  private @Nullable Message characters(Place place) {
    String text = place.text;
    RawRow row = place.row;
    int position = 1;
    for (int i = 0; i < text.length(); position++) {
      int c = text.codePointAt(i);
      if (c == ',' || c == '，') {
        return because(
            place,
            "第 " + position + " 个字是逗号，一行只能有一项",
            "has a comma at character " + position + "; a line holds one item");
      }
      if (c == '\n' || c == '\r') {
        return row.line() == row.lastLine()
            ? because(place, "里有换行，请写在一行内", "has a line break; write it on one line")
            : because(
                place,
                "里有换行（引号从第 " + row.line() + " 行到第 " + row.lastLine() + " 行），请写在一行内",
                "has a line break (quoted from line "
                    + row.line()
                    + " to line "
                    + row.lastLine()
                    + "); write it on one line");
      }
      if (c == DecodedText.UNDECODABLE) {
        return because(
            place,
            "第 " + position + " 个字无法识别（编码损坏）",
            "has undecodable bytes at character " + position);
      }
      if (c != ' ' && Invisible.isBlank(c)) {
        return because(
            place,
            "第 %d 个字是不可见的字符 %s，请删除".formatted(position, Invisible.name(c)),
            "has the invisible character %s at character %d; delete it"
                .formatted(Invisible.name(c), position));
      }
      i += Character.charCount(c);
    }
    return null;
  }

  private Message because(Place place, String chinese, String english) {
    long line = place.row.line();
    String at = lettered ? DropFileException.letters(place.column) + line : "";
    String text = shown(place.text);
    return new Message(
        place.item.chinese()
            + (lettered ? "（" + at + "）" : "")
            + (text.isEmpty() ? "" : "“" + text + "”")
            + chinese,
        place.item.english()
            + (lettered ? " (" + at + ")" : "")
            + (text.isEmpty() ? "" : " “" + text + "”")
            + " "
            + english);
  }

  /** A text as a reason shows it: in one line, not too long, with what is invisible by number. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MOST_SHOWN)
        .forEach(
            c -> {
              if (c != ' ' && Invisible.isBlank(c)) {
                shown.append("<U+%04X>".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return text.codePointCount(0, text.length()) > MOST_SHOWN
        ? shown.append('…').toString()
        : shown.toString();
  }
}
