package io.github.qccroutes.tables;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a keyword or the name of a company is sent as: a code in its plain form, else as written.
 */
final class CompanyCheck {
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

  private final Limits limits;
  private final ItemCheck items;

  CompanyCheck(Limits limits, ItemCheck items) {
    this.limits = limits;
    this.items = items;
  }

  String plain(String text) {
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

  CheckedItem check(Place place) {
    Message reason = items.fault(place);
    return new CheckedItem(place.text(), reason == null ? company(place) : reason);
  }

  /** Why what is written can be no company. */
  private static @Nullable Message company(Place place) {
    String text = Normalizer.normalize(place.text(), Normalizer.Form.NFKC);
    if (text.codePointCount(0, text.length()) < 2) {
      return place.because("只有一个字", "has one character only; the provider needs two");
    }
    if (FEW_DIGITS.matcher(text).matches()) {
      return place.because(
          "只有 %d 位数字，不是公司：可能读到了序号一列".formatted(text.length()),
          "is %d digits only, which is no company: perhaps a column of numbers was read"
              .formatted(text.length()));
    }
    if (!ASCII_CODE.matcher(text).matches() && SCIENTIFIC.matcher(text).matches()) {
      return place.because(
          "是科学计数法：表格软件（Excel）已丢失数字，请把这一列设为文本格式后重新填写",
          "is in scientific notation: a spreadsheet (Excel) has lost digits; make the column a text"
              + " column and enter it again");
    }
    if (DECIMAL.matcher(text).matches()) {
      return place.because(
          "是带小数点的数字，不是公司或代码；请把这一列设为文本格式后重新填写",
          "is a number with a decimal point, which is no company and no code; make the column a"
              + " text column and enter it again");
    }
    if (DATE.matcher(text).matches()) {
      return place.because("是日期，不是公司", "is a date, which is no company");
    }
    if (ERROR.matcher(text).matches()) {
      return place.because(
          "是表格软件的错误值，不是公司；请修正公式后重新填写",
          "is an error value of a spreadsheet, which is no company; mend the formula");
    }
    if (NOTHING.contains(text.toLowerCase(Locale.ROOT))
        || text.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return place.because("表示空值，不是公司", "stands for nothing, which is no company");
    }
    if (Header.isWord(text)) {
      return place.because(
          "是表头里的字样，不是公司：表头在文件中又出现了一次",
          "is a word of a header, which is no company: the header stands in the file once more");
    }
    if (place.item() == Place.Item.NAME
        && CODE.matcher(Folding.of(text).toUpperCase(Locale.ROOT)).matches()) {
      return place.because(
          "是统一社会信用代码或注册号，这里只能用公司名",
          "is a credit code or registration number; only names can be compared");
    }
    return null;
  }
}
