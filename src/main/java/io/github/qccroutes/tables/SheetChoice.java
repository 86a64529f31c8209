package io.github.qccroutes.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which sheet of a workbook is read. */
final class SheetChoice {
  private static final int MOST_NAMED = 10;

  private SheetChoice() {}

  /** The one with a header, or, where none has one, the one with any rows. */
  static Workbook.Sheet of(PlainFile file, Workbook workbook, Layout layout) throws IOException {
    List<Workbook.Sheet> visible = workbook.visibleSheets();
    if (visible.size() == 1) {
      return visible.get(0);
    }
    List<Workbook.Sheet> filled = new ArrayList<>();
    List<Workbook.Sheet> headed = new ArrayList<>();
    for (Workbook.Sheet sheet : visible) {
      try (RowSource rows = workbook.peek(sheet)) {
        List<RawRow> first = Header.firstRows(rows);
        if (!first.isEmpty()) {
          filled.add(sheet);
        }
        if (Header.find(first, layout) != null) {
          headed.add(sheet);
        }
      }
    }
    List<Workbook.Sheet> candidates = headed.isEmpty() ? filled : headed;
    if (candidates.isEmpty()) {
      throw file.noRows();
    }
    if (candidates.size() > 1) {
      throw several(file.path(), candidates, !headed.isEmpty());
    }
    return candidates.get(0);
  }

  private static DropFileException several(Path file, List<Workbook.Sheet> sheets, boolean headed) {
    String names =
        sheets.stream()
                .limit(MOST_NAMED)
                .map(sheet -> ShownText.inReason(sheet.name()))
                .collect(Collectors.joining("、"))
            + (sheets.size() > MOST_NAMED ? "…" : "");
    return new DropFileException(
        file,
        new Message(
            "工作簿有 %d 张可见的工作表%s：%s。不猜读哪一张：请只留一张，或把它们合并、隐藏其余各张"
                .formatted(sheets.size(), headed ? "带有表头" : "有内容，且都没有表头", names),
            "the workbook has %d visible sheets %s: %s. Which one is meant is not guessed: keep one, or hide the others"
                .formatted(
                    sheets.size(), headed ? "with a header" : "with rows and no header", names)));
  }
}
