package io.github.qccroutes.tables;

import java.nio.file.Path;

/** The one column that has texts where no header says which it is. For one pass over the rows. */
final class OneColumn {
  private final Path file;
  private int column = -1;

  OneColumn(Path file) {
    this.file = file;
  }

  int of(RawRow row) {
    for (int i = 0; i < row.cells().size() && row.fault() == null; i++) {
      if (row.cell(i).isBlank()) {
        continue;
      }
      if (column < 0) {
        column = i;
      } else if (column != i) {
        throw severalColumns(row, i);
      }
    }
    return Math.max(column, 0);
  }

  private DropFileException severalColumns(RawRow row, int other) {
    String first = DropFileException.letters(Math.min(column, other));
    String second = DropFileException.letters(Math.max(column, other));
    String text = ShownText.inReason(Invisible.strip(row.cell(other).text()));
    return new DropFileException(
        file,
        row.line(),
        DropFileException.letters(other),
        new Message(
            "没有表头，却有不止一列有内容（%s 列、%s 列；此处是“%s”），不猜公司在哪一列：请加上表头（如 企业名称），或只留公司一列"
                .formatted(first, second, text),
            "there is no header, and more than one column has content (%s and %s; here it is \"%s\"), so it would be a guess which are the companies: add a header (such as 企业名称), or keep that column only"
                .formatted(first, second, text)));
  }
}
