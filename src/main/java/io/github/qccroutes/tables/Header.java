package io.github.qccroutes.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the row that names a file's columns says about them. It is one of the first ten rows that
 * are not blank; what stands above it, a title or remarks, is no data.
 *
 * @param row the row itself
 * @param place how many rows that are not blank stand above it
 * @param logins the columns named like a login
 * @param names the columns named like a company
 * @param codes the columns named like the code of a company
 */
record Header(
    RawRow row, int place, List<Integer> logins, List<Integer> names, List<Integer> codes) {
  /** Among so many rows that are not blank the header is looked for. */
  static final int MOST_ROWS = 10;

  private static final Set<String> LOGIN_WORDS =
      Set.of(
          "loginname", "login", "登录名", "登录账号", "账号", "手机号", "手机号码", "手机", "电话", "员工手机号", "用户手机号");

  private static final Set<String> NAME_WORDS =
      Set.of(
          "keyword",
          "companyname",
          "company",
          "关键字",
          "关键词",
          "公司名",
          "公司名称",
          "公司全称",
          "公司",
          "企业名",
          "企业名称",
          "企业",
          "客户名称",
          "客户");

  private static final Set<String> CODE_WORDS =
      Set.of("统一社会信用代码", "统一信用代码", "社会信用代码", "信用代码", "注册号");

  /** What people add to the words of a template. */
  private static final Pattern DECORATION = Pattern.compile("[_*]|[(\\[【](?:必填|选填)[)\\]】]");

  private static final String KNOWN_CHINESE =
      "登录名一列（如 loginName、登录名、手机号、账号）和公司一列（如 keyWord、关键字、公司名称、企业名称、客户名称、统一社会信用代码）";
  private static final String KNOWN_ENGLISH =
      "a column of logins (such as loginName, 登录名, 手机号, 账号) and one of companies (such as keyWord,"
          + " 关键字, 公司名称, 企业名称, 客户名称, 统一社会信用代码)";

  private static Header of(RawRow row, int place) {
    List<Integer> logins = new ArrayList<>();
    List<Integer> names = new ArrayList<>();
    List<Integer> codes = new ArrayList<>();
    for (int i = 0; i < row.cells().size(); i++) {
      String word = word(row.cell(i).text());
      if (LOGIN_WORDS.contains(word)) {
        logins.add(i);
      } else if (NAME_WORDS.contains(word)) {
        names.add(i);
      } else if (CODE_WORDS.contains(word)) {
        codes.add(i);
      }
    }
    return new Header(row, place, logins, names, codes);
  }

  /** The word that a header's cell is looked up by. */
  private static String word(String text) {
    // No word is as long, and a cell may be.
    if (text.length() > 100) {
      return "";
    }
    StringBuilder visible = new StringBuilder();
    Folding.of(Invisible.strip(text))
        .codePoints()
        .filter(c -> !Invisible.isBlank(c))
        .forEach(visible::appendCodePoint);
    return DECORATION.matcher(visible).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /** Whether a text is a word of a header and so no company. */
  static boolean isWord(String text) {
    String word = word(text);
    return LOGIN_WORDS.contains(word) || NAME_WORDS.contains(word) || CODE_WORDS.contains(word);
  }

  /** The rows that a header may be among. Blank rows are left out. */
  static List<RawRow> firstRows(RowSource rows) throws IOException {
    List<RawRow> first = new ArrayList<>();
    RawRow row = rows.next();
    while (row != null) {
      if (!row.isBlank()) {
        first.add(row);
      }
      row = first.size() < MOST_ROWS + 1 ? rows.next() : null;
    }
    return first;
  }

  /**
   * The header among a file's first rows that are not blank, or null: of pairs, the first that
   * names both columns; of single items, the first that names a column, unless it has that one cell
   * only, as a title has, and another one names columns.
   */
  static @Nullable Header find(List<RawRow> rows, Layout layout) {
    Header found = null;
    for (int i = 0; i < rows.size() && i < MOST_ROWS; i++) {
      Header header = of(rows.get(i), i);
      boolean fits =
          header.namesCompany() && (!(layout instanceof Layout.Pairs) || header.namesLogin());
      boolean title =
          found != null
              && !(layout instanceof Layout.Pairs)
              && found.cells() == 1
              && header.cells() > 1;
      if (fits && (found == null || title)) {
        found = header;
      }
    }
    return found;
  }

  private boolean namesLogin() {
    return !logins.isEmpty();
  }

  private boolean namesCompany() {
    return !names.isEmpty() || !codes.isEmpty();
  }

  long cells() {
    return cells(row);
  }

  /** How many cells of a row have a text. */
  static long cells(RawRow row) {
    return row.cells().stream().filter(cell -> !cell.isBlank()).count();
  }

  /** The column of the companies: by name where there is one, else by code. */
  int company(Path file) {
    return one(file, names.isEmpty() ? codes : names, "公司", "company");
  }

  /** The column of the logins. */
  int login(Path file) {
    return one(file, logins, "登录名", "login");
  }

  /** The refusal of a file of pairs whose first rows are these, none of them a header. */
  static DropFileException missing(Path file, List<RawRow> rows) {
    Header nearest = of(rows.get(0), 0);
    for (int i = 1; i < rows.size() && i < MOST_ROWS; i++) {
      Header header = of(rows.get(i), i);
      if (!nearest.namesLogin() && !nearest.namesCompany()) {
        nearest = header.namesLogin() || header.namesCompany() ? header : nearest;
      }
    }
    String lacksChinese = "";
    String lacksEnglish = "";
    if (nearest.namesLogin()) {
      lacksChinese = "，其中没有公司一列";
      lacksEnglish = ", which names no column of companies";
    } else if (nearest.namesCompany()) {
      lacksChinese = "，其中没有登录名一列";
      lacksEnglish = ", which names no column of logins";
    }
    int looked = Math.min(rows.size(), MOST_ROWS);
    String text = shown(nearest.row);
    return new DropFileException(
        file,
        nearest.row.line(),
        null,
        new Message(
            "前 %d 行中没有表头。表头应有%s。第 %d 行是“%s”%s"
                .formatted(looked, KNOWN_CHINESE, nearest.row.line(), text, lacksChinese),
            "none of the first %d rows is a header. A header has %s. Row %d reads \"%s\"%s"
                .formatted(looked, KNOWN_ENGLISH, nearest.row.line(), text, lacksEnglish)));
  }

  /** The first cells of a row, for a reason. */
  static String shown(RawRow row) {
    return ShownText.inReason(
        row.cells().stream()
            .limit(Math.min(6, row.width()))
            .map(cell -> Invisible.strip(cell.text()))
            .collect(Collectors.joining(" | ")));
  }

  private int one(Path file, List<Integer> columns, String chinese, String english) {
    if (columns.size() > 1) {
      String letters =
          columns.stream()
              .map(
                  column ->
                      DropFileException.letters(column)
                          + " "
                          + ShownText.inReason(Invisible.strip(row.cell(column).text())))
              .collect(Collectors.joining(", "));
      throw new DropFileException(
          file,
          row.line(),
          DropFileException.letters(columns.get(1)),
          new Message(
              "表头（第 " + row.line() + " 行）中有不止一列像" + chinese + "（" + letters + "），请只留一列或改名",
              "the header (row "
                  + row.line()
                  + ") has more than one column that could be the "
                  + english
                  + " ("
                  + letters
                  + "); keep or name only one so"));
    }
    return columns.get(0);
  }
}
