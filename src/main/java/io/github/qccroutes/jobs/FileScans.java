package io.github.qccroutes.jobs;

import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.FileEnd;
import io.github.qccroutes.tables.FileScan;
import io.github.qccroutes.tables.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the files in the inbox from reading them to their end, so that each is
 * read so once, be it to see whether it is whole, to make its job or to load it. It counts as long
 * as the file's stamp is the same. Thread-safe.
 */
public final class FileScans {
  private static final int MOST = 1000;

  private final DropFileReader reader;
  private final Map<Path, Known> files =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
          return size() > MOST;
        }
      };

  private record Known(FileStamp stamp, FileScan scan) {}

  public FileScans(DropFileReader reader) {
    this.reader = reader;
  }

  /**
   * Whether a file ends as a list does when it is written to its end.
   *
   * @param stamp as the file was before
   */
  boolean isWhole(Path file, FileStamp stamp) {
    FileEnd end = FileEnd.of(file);
    if (end.scan() != null) {
      keep(file, stamp, end.scan());
    }
    return end.isWhole();
  }

  /** Opens a file for its rows. */
  DropFile open(TakenFile file, Layout layout) throws IOException {
    DropFile rows = reader.open(file.path(), layout, find(file.path(), file.stamp()));
    keep(file.path(), file.stamp(), rows.scan());
    return rows;
  }

  private synchronized @Nullable FileScan find(Path file, FileStamp stamp) {
    Known known = files.get(file);
    return known != null && known.stamp.equals(stamp) ? known.scan : null;
  }

  private synchronized void keep(Path file, FileStamp stamp, FileScan scan) {
    files.put(file, new Known(stamp, scan));
  }

  /** What was read of a file counts no longer. */
  synchronized void forget(Path file) {
    files.remove(file);
  }
}
