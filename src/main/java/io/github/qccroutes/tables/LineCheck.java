package io.github.qccroutes.tables;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one file's lines: what a cell's text is sent as, or why it must not be sent. What
 * is invisible around an item comes off, a mobile number and a credit code get their plain form;
 * nothing else is corrected.
 */
final class LineCheck {
  private final LoginCheck logins;
  private final CompanyCheck companies;
  private final boolean lettered;
  private final int columns;

  /**
   * @param foreign whether a text is in another encoding than the rest of its file
   * @param lettered whether the file has columns that a person sees, A, B and so on
   * @param columns how many the header has
   */
  LineCheck(Limits limits, Predicate<String> foreign, boolean lettered, int columns) {
    ItemCheck items = new ItemCheck(limits, foreign);
    this.logins = new LoginCheck(items);
    this.companies = new CompanyCheck(limits, items);
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
    return ShownText.inReason(row.cell(row.width() - 1).text());
  }

  /** The login of a row: as written, or the plain form of a mobile number. */
  CheckedItem login(RawRow row, int column, Pattern pattern) {
    return logins.check(login(row, column), pattern);
  }

  /**
   * Why a row in a folder named after a login is not for that login: it names another one. A text
   * that is no login, a number of the company's say, names none.
   */
  @Nullable Message otherLogin(RawRow row, int column, Layout.Keywords folder) {
    return logins.otherThan(login(row, column), folder);
  }

  private Place login(RawRow row, int column) {
    return new Place(Place.Item.LOGIN, row, column, text(row, column), lettered);
  }

  /** The keyword or company name of a row. */
  CheckedItem keyword(Place.Item item, RawRow row, int column) {
    String text = companies.plain(text(row, column));
    return companies.check(new Place(item, row, column, text, lettered));
  }

  /** The cell as a person finds it, or null in a file without columns. */
  @Nullable String cell(RawRow row, int column) {
    return lettered ? DropFileException.letters(column) + row.line() : null;
  }

  private static String text(RawRow row, int column) {
    return Invisible.strip(FormulaGuard.off(Invisible.strip(row.cell(column).text())));
  }
}
