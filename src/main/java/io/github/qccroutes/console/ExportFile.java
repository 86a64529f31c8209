package io.github.qccroutes.console;

import io.github.qccroutes.tables.CsvLine;
import io.github.qccroutes.tables.FormulaGuard;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/** A file of rows that is written from its beginning to its end. For one thread at a time. */
interface ExportFile {
  /** Adds rows; says whether more are taken. */
  boolean write(List<List<@Nullable String>> rows) throws IOException;

  /** Writes what stands behind the last row. */
  void end() throws IOException;

  /** CSV: UTF-8 with BOM. */
  final class Csv implements ExportFile {
    private final Writer out;

    Csv(OutputStream out, Export export) throws IOException {
      this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      this.out.append(CsvLine.START);
      CsvLine.write(this.out, export.headings());
    }

    @Override
    public boolean write(List<List<@Nullable String>> rows) throws IOException {
      for (List<@Nullable String> row : rows) {
        CsvLine.write(out, row);
      }
      out.flush();
      return true;
    }

    @Override
    public void end() throws IOException {
      out.flush();
    }
  }

  /** A workbook of one sheet, whose cells are texts; none of them becomes a formula. */
  final class Xlsx implements ExportFile {
    /**
     * What Excel takes of rows, without the headings and the line that says that there are more.
     */
    static final int MOST_ROWS = Worksheet.MAX_ROWS - 2;

    /** What Excel takes in a cell. */
    private static final int MOST_CHARACTERS = 32_767;

    private final Workbook workbook;
    private final Worksheet sheet;
    private final int most;
    private int next;

    Xlsx(OutputStream out, Export export, int most) {
      this.workbook = new Workbook(out, "qcc-routes", null);
      this.sheet = workbook.newWorksheet(export.title());
      this.most = most;
      sheet.freezePane(0, 1);
      row(export.headings());
    }

    @Override
    public boolean write(List<List<@Nullable String>> rows) throws IOException {
      for (List<@Nullable String> row : rows) {
        if (next > most) {
          row(List.of("只导出前 " + most + " 条，后面还有。请缩小筛选范围，或导出 CSV"));
          return false;
        }
        row(row);
      }
      sheet.flush();
      return true;
    }

    private void row(List<? extends @Nullable String> cells) {
      for (int column = 0; column < cells.size(); column++) {
        String text = cells.get(column);
        if (text != null && !text.isEmpty()) {
          sheet.inlineString(next, column, cut(FormulaGuard.on(text)));
        }
      }
      next++;
    }

    private static String cut(String text) {
      return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }

    @Override
    public void end() throws IOException {
      workbook.finish();
    }
  }
}
