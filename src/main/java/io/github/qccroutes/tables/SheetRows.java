package io.github.qccroutes.tables;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one sheet, pulled from its XML (ECMA-376 part 1, 18.3.1). Cells are text: shared or
 * inline strings, the saved result of a formula, or a number written out in full, which is no text
 * where the sheet shows it as another one. A cell merged over several rows counts for each. Rows
 * that a filter hides are rows.
 */
final class SheetRows implements RowSource {
  private static final int MAX_ROWS = 1 << 20;
  private static final int MAX_COLUMNS = 1 << 14;

  /** As many as a spreadsheet keeps of a number. */
  private static final int MAX_DIGITS = 15;

  /** How the format writes characters that XML can't hold (18.4.12, 22.9.2.19). */
  private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");

  private static final Message ROUNDED =
      new Message(
          "是超过 15 位的数字，表格软件已丢失末尾几位，请改为文本格式重新填写",
          "is a number of more than 15 digits, of which a spreadsheet loses the last; enter it"
              + " again as text");
  private static final Message NOT_CALCULATED =
      new Message(
          "是没有计算结果的公式，请在表格软件中打开并保存一次",
          "is a formula without a saved result; open and save the workbook in a spreadsheet"
              + " program");
  private static final Message TRUTH = new Message("是逻辑值，不是文本", "is a truth value, not a text");
  private static final Message UNREADABLE = new Message("无法识别", "can't be understood");

  private final Path file;
  private final XmlPart xml;
  private final SharedStrings strings;
  private final NumberFormats formats;
  private final MergedCells merged;
  private final int maxChars;
  private final Closeable workbook;
  private boolean inData;
  private long row;

  SheetRows(
      Path file,
      XmlPart xml,
      SharedStrings strings,
      NumberFormats formats,
      MergedCells merged,
      Limits limits,
      Closeable workbook) {
    this.file = file;
    this.formats = formats;
    this.merged = merged;
    this.xml = xml;
    this.strings = strings;
    this.maxChars = limits.keptChars();
    this.workbook = workbook;
  }

  @Override
  public @Nullable RawRow next() throws IOException {
    // On to the very end, so that a sheet cut off or altered behind its rows is noticed.
    while (xml.next()) {
      if (xml.isStart("sheetData")) {
        inData = true;
      } else if (xml.isEnd("sheetData")) {
        inData = false;
      } else if (inData && xml.isStart("row")) {
        return row();
      }
    }
    return null;
  }

  private RawRow row() throws IOException {
    long number = number(xml.attribute("r"), row + 1);
    if (number <= row || number > MAX_ROWS) {
      throw WorkbookFault.damaged(file);
    }
    row = number;
    List<Cell> cells = new ArrayList<>();
    int column = -1;
    while (xml.next() && !xml.isEnd("row")) {
      if (xml.isStart("c")) {
        String reference = xml.attribute("r");
        column = reference == null ? column + 1 : column(reference);
        if (column < 0 || column >= MAX_COLUMNS) {
          throw WorkbookFault.damaged(file);
        }
        while (cells.size() <= column) {
          cells.add(Cell.BLANK);
        }
        cells.set(column, cell(String.valueOf(xml.attribute("t")), xml.attribute("s")));
      }
    }
    merged.fill(row, cells);
    return new RawRow(row, row, cells, null);
  }

  private Cell cell(String type, @Nullable String style) throws IOException {
    StringBuilder text = new StringBuilder();
    boolean formula = false;
    while (xml.next() && !xml.isEnd("c")) {
      if (xml.isStart("f")) {
        formula = true;
      } else if (xml.isStart("v")) {
        xml.text(text, maxChars);
      } else if (xml.isStart("is")) {
        xml.richText("is", text, maxChars);
      }
    }
    // An empty result is a result only where it is said to be text.
    if (formula && text.isEmpty() && !type.equals("str")) {
      return new Cell("", NOT_CALCULATED);
    }
    return switch (type) {
      case "s" -> Cell.of(unescaped(shared(text.toString())));
      case "str", "inlineStr" -> Cell.of(unescaped(text.toString()));
      case "d" -> text.isEmpty() ? Cell.BLANK : new Cell(text.toString(), NumberFormats.date());
      case "b" -> new Cell(text.toString(), TRUTH);
      case "e" -> error(text.toString());
      default -> numeric(Blank.strip(text.toString()), style);
    };
  }

  private String shared(String number) throws IOException {
    if (number.isEmpty()) {
      return "";
    }
    String text = strings.get((int) number(number, -1));
    if (text == null) {
      throw WorkbookFault.damaged(file);
    }
    return text;
  }

  private static Cell error(String text) {
    return new Cell(
        text,
        new Message(
            "是错误值 " + text + "，请修正公式后重新填写", "is the error value " + text + "; mend the formula"));
  }

  private Cell numeric(String text, @Nullable String style) {
    if (text.isEmpty()) {
      return Cell.BLANK;
    }
    try {
      BigDecimal number = new BigDecimal(text).stripTrailingZeros();
      long whole = (long) number.precision() - number.scale();
      if (number.precision() > MAX_DIGITS || whole > MAX_DIGITS || number.scale() > MAX_DIGITS) {
        return new Cell(text, ROUNDED);
      }
      return new Cell(number.toPlainString(), formats.fault(style, number));
    } catch (NumberFormatException e) {
      return new Cell(text, UNREADABLE);
    }
  }

  private long number(@Nullable String text, long absent) {
    try {
      return text == null ? absent : Integer.parseInt(Blank.strip(text));
    } catch (NumberFormatException e) {
      throw WorkbookFault.damaged(file);
    }
  }

  /** The column of a reference such as AB12, from 0; too large a one when it has no end. */
  static int column(String reference) {
    int column = 0;
    for (int i = 0; i < reference.length() && column <= MAX_COLUMNS; i++) {
      char c = reference.charAt(i);
      if (c < 'A' || c > 'Z') {
        break;
      }
      column = column * 26 + (c - 'A' + 1);
    }
    return column - 1;
  }

  private static String unescaped(String text) {
    return text.contains("_x")
        ? ESCAPE
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 16))))
        : text;
  }

  @Override
  public void close() throws IOException {
    try (workbook) {
      xml.close();
    }
  }
}
