package io.github.qccroutes.tables;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a file in order, blank ones included, one at a time. */
interface RowSource extends Closeable {

  /**
   * @return the next row, or null after the last
   * @throws DropFileException when the file can't be read on
   */
  @Nullable RawRow next() throws IOException;

  /** These rows, then the others. */
  static RowSource of(List<RawRow> rows, RowSource others) {
    Iterator<RawRow> first = rows.iterator();
    return new RowSource() {
      @Override
      public @Nullable RawRow next() throws IOException {
        return first.hasNext() ? first.next() : others.next();
      }

      @Override
      public void close() throws IOException {
        others.close();
      }
    };
  }
}
