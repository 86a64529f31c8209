package io.github.qccroutes.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cells of a sheet that are merged downwards (ECMA-376 part 1, 18.3.1.55). What the topmost one
 * holds is shown for every row of the merge and so belongs to each; a row that has nothing of its
 * own stays blank, as under a header of two merged rows. For one pass over the rows in order.
 */
final class MergedCells {
  /** As many as a full sheet has that is merged two by two in two columns. */
  private static final int MOST = 1 << 20;

  /** Each column that is merged costs time in every row. */
  private static final int MOST_COLUMNS = 256;

  private static final Pattern RANGE =
      Pattern.compile("([A-Z]{1,3})(\\d{1,7}):[A-Z]{1,3}(\\d{1,7})");

  /** First row, last row and column of each in 24, 24 and 8 bits, in order once all are read. */
  private long[] ranges = new long[16];

  private int count;
  private int next;
  private final Map<Integer, Merge> open = new HashMap<>();

  private record Merge(long lastRow, Cell shown) {}

  private MergedCells() {}

  static MergedCells none() {
    return new MergedCells();
  }

  /** Reads a sheet to its end, as the merges stand behind the rows. */
  static MergedCells read(Path file, XmlPart sheet) throws IOException {
    MergedCells merged = new MergedCells();
    while (sheet.next()) {
      String range = sheet.isStart("mergeCell") ? sheet.attribute("ref") : null;
      if (range != null) {
        merged.add(file, range);
      }
    }
    Arrays.sort(merged.ranges, 0, merged.count);
    return merged;
  }

  /** Whether no cells are merged. */
  boolean areNone() {
    return count == 0;
  }

  private void add(Path file, String range) {
    Matcher parts = RANGE.matcher(range);
    if (!parts.matches()) {
      return;
    }
    int column = SheetRows.column(parts.group(1));
    long first = Long.parseLong(parts.group(2));
    long last = Long.parseLong(parts.group(3));
    if (first >= last || column >= MOST_COLUMNS) {
      return;
    }
    if (count == MOST) {
      throw WorkbookFault.tooLarge(file);
    }
    if (count == ranges.length) {
      ranges = Arrays.copyOf(ranges, 2 * count);
    }
    ranges[count++] = first << 32 | last << 8 | column;
  }

  /** Gives a row, later than all before, what is merged into it from above. */
  void fill(long row, List<Cell> cells) {
    open.values().removeIf(merge -> merge.lastRow() < row);
    if (!open.isEmpty() && !cells.stream().allMatch(Cell::isBlank)) {
      open.forEach(
          (column, merge) -> {
            while (cells.size() <= column) {
              cells.add(Cell.BLANK);
            }
            cells.set(column, merge.shown());
          });
    }
    for (; next < count && ranges[next] >> 32 <= row; next++) {
      long range = ranges[next];
      int column = (int) range & 0xFF;
      if (range >> 32 == row && column < cells.size() && !cells.get(column).isBlank()) {
        open.put(column, new Merge(range >> 8 & 0xFFFFFF, cells.get(column)));
      }
    }
  }
}
