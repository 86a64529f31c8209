package io.github.qccroutes.dropfile;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a file in order, blank ones included, one at a time. */
interface RowSource extends Closeable {

  /**
   * @return the next row, or null after the last
   * @throws DropFileException when the file can't be read on
   */
  @Nullable RawRow next() throws IOException;
}
