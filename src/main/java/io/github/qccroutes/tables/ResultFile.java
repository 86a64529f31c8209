package io.github.qccroutes.tables;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file for people: UTF-8 with BOM, of {@link CsvLine}s, whole or absent. Rows go straight to
 * disk. Not safe for use by several threads.
 */
public final class ResultFile implements Closeable {
  private final WholeFile file;
  private final Writer writer;
  private final int columns;

  private ResultFile(WholeFile file, int columns) {
    this.file = file;
    this.writer = new BufferedWriter(new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8));
    this.columns = columns;
  }

  /** Starts a file with its header row; the folder must exist. */
  public static ResultFile create(Path target, List<String> columns) throws IOException {
    ResultFile result = new ResultFile(WholeFile.create(target), columns.size());
    try {
      result.writer.write(CsvLine.START);
      result.write(columns);
      return result;
    } catch (IOException | RuntimeException e) {
      result.close();
      throw e;
    }
  }

  /**
   * Adds a row.
   *
   * @param values one a column, in the header's order; null is written as an empty value
   */
  public void write(List<? extends @Nullable String> values) throws IOException {
    if (values.size() != columns) {
      throw new IllegalArgumentException(values.size() + " values for " + columns + " columns");
    }
    CsvLine.write(writer, values);
  }

  /** Makes the file appear; nothing can be added afterwards. */
  public void commit() throws IOException {
    writer.flush();
    file.commit();
  }

  /** Gives the file up unless it was committed. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
