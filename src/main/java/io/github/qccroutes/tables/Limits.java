package io.github.qccroutes.tables;

/**
 * The sizes beyond which a line is invalid or a file is refused. They bound memory and time, not
 * the number of rows.
 *
 * @param lineChars UTF-16 units of one row, all its columns together
 * @param itemChars characters (code points) of one login, keyword or name
 * @param entries files inside an .xlsx
 * @param entryBytes inflated bytes of one file inside an .xlsx
 * @param entryRatio inflated to packed bytes of one file inside an .xlsx, beyond its first 10 MiB
 */
public record Limits(int lineChars, int itemChars, int entries, long entryBytes, int entryRatio) {

  /**
   * What production uses: no company name comes near 200 characters, no row near a million, and a
   * sheet of 1,048,576 rows inflates to a few hundred MB at about 10:1.
   */
  public static Limits standard() {
    return new Limits(1 << 20, 200, 2_000, 1L << 30, 200);
  }

  public Limits {
    if (itemChars < 2 || itemChars > 10_000) {
      throw new IllegalArgumentException("itemChars must be 2…10000, not " + itemChars);
    }
  }

  /** UTF-16 units after which no more of a text needs to be kept to know that it is too long. */
  int keptChars() {
    return 2 * itemChars + 1;
  }
}
