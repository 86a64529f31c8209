package io.github.qccroutes.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The directory that holds the archives on offer; closing removes what was put there. */
final class Archives implements AutoCloseable {

  private final Path directory;
  private final boolean temporary;
  private final Queue<Path> files = new ConcurrentLinkedQueue<>();

  private Archives(Path directory, boolean temporary) {
    this.directory = directory;
    this.temporary = temporary;
  }

  static Archives in(@Nullable Path directory) throws IOException {
    return directory == null
        ? new Archives(Files.createTempDirectory("qcc-sandbox-"), true)
        : new Archives(Files.createDirectories(directory), false);
  }

  /** A new empty file for one archive, readable by its owner only. */
  Path newFile() throws IOException {
    Path file = Files.createTempFile(directory, "archive-", ".zip");
    files.add(file);
    return file;
  }

  @Override
  public void close() {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      if (temporary) {
        Files.deleteIfExists(directory);
      }
    } catch (DirectoryNotEmptyException e) {
      // A publication broken off by closing may still hold its file; nothing else is lost.
    } catch (IOException e) {
      throw new UncheckedIOException("The archives cannot be removed", e);
    }
  }
}
