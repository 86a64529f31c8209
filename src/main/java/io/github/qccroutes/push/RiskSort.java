package io.github.qccroutes.push;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Brings the records of a push into the order of their ids, whatever their number: what memory
 * holds of them goes, sorted, into a scratch file as a run, and the runs are read side by side. Of
 * records with one id the last stays. Rows that come in the order of their key touch each page of
 * its index once.
 *
 * <p>Only the owner may read the scratch file. It goes when this is closed; where the system lets
 * open files have no name, it has none, and goes with the process. A run is sorted and written
 * while the next one is collected. For one thread.
 */
final class RiskSort implements Closeable {
  private static final int MAX_RUN_BYTES = 1 << 23;
  private static final int MIN_RUN_BYTES = 1 << 18;

  private final FileChannel file;
  private final int runBytes;

  /** Written and read by the task of the last run, which {@link #awaitRun} waits for. */
  private final List<RiskRun.Place> runs = new ArrayList<>();

  private CompletableFuture<Void> lastRun = CompletableFuture.completedFuture(null);
  private RiskBytes collected = new RiskBytes();
  private RiskBytes spare = new RiskBytes();

  private RiskSort(FileChannel file, int runBytes) {
    this.file = file;
    this.runBytes = runBytes;
  }

  /**
   * Makes the scratch file.
   *
   * @param folder where temporary files stand
   */
  static RiskSort in(Path folder) throws IOException {
    long share = Runtime.getRuntime().maxMemory() / 32;
    return in(folder, (int) Math.max(MIN_RUN_BYTES, Math.min(MAX_RUN_BYTES, share)));
  }

  /**
   * The same with another size.
   *
   * @param runBytes how much of the records memory holds, twice
   */
  static RiskSort in(Path folder, int runBytes) throws IOException {
    // Made with mode 0600 where the file system knows modes.
    Path scratch = Files.createTempFile(Files.createDirectories(folder), "push-", ".sort");
    return new RiskSort(
        FileChannel.open(
            scratch,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        runBytes);
  }

  void add(Risk risk) throws IOException {
    collected.add(risk);
    if (collected.size() >= runBytes) {
      writeRun();
    }
  }

  /** All records so far, each id once, in the order of the bytes of the ids. */
  RiskMerge sorted() throws IOException {
    writeRun();
    awaitRun();
    return RiskMerge.of(file, runs);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void writeRun() throws IOException {
    if (collected.size() == 0) {
      return;
    }
    awaitRun();
    RiskBytes full = collected;
    collected = spare;
    spare = full;
    lastRun =
        CompletableFuture.runAsync(
            () -> {
              try {
                long start = file.position();
                full.writeSorted(file);
                full.clear();
                runs.add(new RiskRun.Place(start, file.position()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private void awaitRun() throws IOException {
    try {
      lastRun.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException failed) {
        throw failed.getCause();
      }
      throw e;
    }
  }
}
