package io.github.qccroutes.tables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row as the file's format gives it, before any check.
 *
 * @param line where the row starts, from 1
 * @param lastLine where it ends; another line than {@code line} when a quoted field spans lines
 * @param fault why the columns of the row can't be told apart, or null
 */
record RawRow(long line, long lastLine, List<Cell> cells, @Nullable Message fault) {

  Cell cell(int column) {
    return column < cells.size() ? cells.get(column) : Cell.BLANK;
  }

  /** How many columns there are up to the last one with a text. */
  int width() {
    int width = cells.size();
    while (width > 0 && cells.get(width - 1).isBlank()) {
      width--;
    }
    return width;
  }

  boolean isBlank() {
    return fault == null && cells.stream().allMatch(Cell::isBlank);
  }
}
