package io.github.qccroutes.tables;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the rows of a file say, by its layout and its header; blank rows say nothing. */
final class RowMapping {
  private final LineCheck check;
  private final int itemChars;

  private RowMapping(LineCheck check, Limits limits) {
    this.check = check;
    this.itemChars = limits.itemChars();
  }

  /**
   * @param first the file's first rows, for the refusal of a file that lacks a header it needs
   * @return gives null for a row that is blank
   */
  static Function<RawRow, @Nullable DropRow> of(
      Path file,
      Layout layout,
      @Nullable Header header,
      List<RawRow> first,
      LineCheck check,
      Limits limits) {
    RowMapping mapping = new RowMapping(check, limits);
    if (layout instanceof Layout.Pairs pairs) {
      if (header == null) {
        throw Header.missing(file, first);
      }
      int login = header.login(file);
      int company = header.company(file);
      return row -> mapping.pair(row, login, company, pairs);
    }
    if (header == null) {
      OneColumn column = new OneColumn(file);
      return row -> mapping.single(row, column.of(row), -1, layout);
    }
    int company = header.company(file);
    int login =
        layout instanceof Layout.Keywords && header.logins().size() == 1
            ? header.logins().get(0)
            : -1;
    return row -> mapping.single(row, company, login, layout);
  }

  private @Nullable DropRow pair(
      RawRow row, int loginColumn, int companyColumn, Layout.Pairs pairs) {
    if (row.isBlank()) {
      return null;
    }
    CheckedItem login = check.login(row, loginColumn, pairs.loginPattern());
    CheckedItem company = check.keyword(Place.Item.KEYWORD, row, companyColumn);
    Message reason = row.fault() != null ? row.fault() : check.columns(row);
    if (reason != null) {
      return row(row, login.text(), company.text(), reason, -1);
    }
    return login.reason() != null
        ? row(row, login.text(), company.text(), login.reason(), loginColumn)
        : row(row, login.text(), company.text(), company.reason(), companyColumn);
  }

  /**
   * @param loginColumn where the row names the login it is for, negative for nowhere
   */
  private @Nullable DropRow single(RawRow row, int companyColumn, int loginColumn, Layout layout) {
    if (row.isBlank()) {
      return null;
    }
    Place.Item item = layout instanceof Layout.Names ? Place.Item.NAME : Place.Item.KEYWORD;
    CheckedItem company = check.keyword(item, row, companyColumn);
    Message reason = row.fault() != null ? row.fault() : check.columns(row);
    int column = -1;
    String loginName = "";
    if (layout instanceof Layout.Keywords keywords) {
      loginName = keywords.loginName();
      if (reason == null && loginColumn >= 0) {
        reason = check.otherLogin(row, loginColumn, keywords);
        column = loginColumn;
      }
    }
    return reason == null
        ? row(row, loginName, company.text(), company.reason(), companyColumn)
        : row(row, loginName, company.text(), reason, column);
  }

  /**
   * @param column of the cell that gives the reason, negative for none
   */
  private DropRow row(
      RawRow row, String login, String company, @Nullable Message reason, int column) {
    return reason == null
        ? new DropRow(row.line(), login, company, null)
        : new DropRow(
            row.line(),
            ShownText.inRow(login, itemChars),
            ShownText.inRow(company, itemChars),
            reason,
            column < 0 ? null : check.cell(row, column));
  }
}
