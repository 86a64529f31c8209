package io.github.qccroutes.tables;

import org.jspecify.annotations.Nullable;

/**
 * One row of a dropped file that is not blank.
 *
 * @param line the line as an editor counts, from 1; where a quoted field spans lines, the first;
 *     the sheet row of an .xlsx
 * @param loginName the login to send, a mobile number in its plain form (in {@link Layout.Keywords}
 *     the folder's); empty in {@link Layout.Names}
 * @param keyWord the keyword or company name to send, without what was invisible around it
 * @param invalid why the row must not be sent, or null when it is good. The texts of an invalid row
 *     are for showing only: cut off with … where they are too long, NUL shown as ␀
 * @param cell the cell that makes it invalid, as a spreadsheet names it: {@code A3}; null where it
 *     is the row as a whole, or the file has no columns
 */
public record DropRow(
    long line, String loginName, String keyWord, @Nullable Message invalid, @Nullable String cell) {

  /** A row that is good, or invalid as a whole. */
  public DropRow(long line, String loginName, String keyWord, @Nullable Message invalid) {
    this(line, loginName, keyWord, invalid, null);
  }

  public boolean isValid() {
    return invalid == null;
  }
}
