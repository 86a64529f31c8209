package io.github.qccroutes.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The file of a SQLite database, and the lock beside it that one node at a time holds. */
record SqliteFile(Path path) {
  private static final String PREFIX = "jdbc:sqlite:";

  /** The file that a JDBC URL names. */
  static SqliteFile of(String url) {
    String file = url.substring(PREFIX.length());
    int parameters = file.indexOf('?');
    return new SqliteFile(Path.of(parameters < 0 ? file : file.substring(0, parameters)));
  }

  boolean isMissing() {
    return Files.notExists(path);
  }

  /** Makes the folder that the file lies in. */
  void makeFolder() throws DatabaseException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw cantWrite(e);
      }
    }
  }

  /**
   * Takes the lock.
   *
   * @throws DatabaseException when another has it
   */
  FileChannel lock() throws DatabaseException {
    try {
      FileChannel channel = tryLock();
      if (channel != null) {
        return channel;
      }
    } catch (IOException e) {
      throw cantWrite(e);
    }
    throw new DatabaseException(
        "qcc.db.url: another qcc-routes is running on "
            + path
            + ". SQLite serves one node: stop the other one, or move to PostgreSQL.");
  }

  private @Nullable FileChannel tryLock() throws IOException {
    Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // this very process holds it: the same refusal
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? null : channel;
  }

  private DatabaseException cantWrite(IOException cause) {
    return new DatabaseException(
        "qcc.db.url: can't write to "
            + path
            + ": "
            + Database.reason(cause)
            + "; unless it is set, the database lies in qcc.data-dir",
        cause);
  }
}
