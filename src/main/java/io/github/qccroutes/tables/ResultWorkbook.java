package io.github.qccroutes.tables;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * An {@code .xlsx} file for people, of texts, with the {@code '} that a {@link ResultFile} has, so
 * that both read alike. What does not fit on a sheet goes on to the next. Rows go out as they come.
 * Not safe for use by several threads.
 */
public final class ResultWorkbook implements Closeable {
  private static final int MOST_ROWS = 1_000_000;
  private static final int ROWS_AT_A_TIME = 1000;

  private final Workbook workbook;
  private final List<String> columns;
  private Worksheet sheet;
  private int sheets = 1;
  private int row;

  /** Starts a workbook with its header row; the stream stays open. */
  public ResultWorkbook(OutputStream out, List<String> columns) throws IOException {
    this.workbook = new Workbook(out, "qcc-routes", null);
    this.columns = columns;
    this.sheet = workbook.newWorksheet("1");
    put(columns);
  }

  /** Adds a row. */
  public void write(List<String> values) throws IOException {
    if (row == MOST_ROWS) {
      sheet.finish();
      sheets++;
      sheet = workbook.newWorksheet(Integer.toString(sheets));
      row = 0;
      put(columns);
    }
    put(values);
  }

  private void put(List<String> values) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      // In place: a table of all texts would grow with the file.
      sheet.inlineString(row, i, FormulaGuard.on(values.get(i)));
    }
    row++;
    if (row % ROWS_AT_A_TIME == 0) {
      sheet.flush();
    }
  }

  @Override
  public void close() throws IOException {
    workbook.finish();
  }
}
