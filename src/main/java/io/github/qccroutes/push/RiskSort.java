package io.github.qccroutes.push;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings the records of a push into the order of their ids, whatever their number: what memory
 * holds of them goes, sorted, into a scratch file as a run, and the runs are read side by side. Of
 * records with one id the last stays. Rows that come in the order of their key touch each page of
 * its index once.
 *
 * <p>Only the owner may read the scratch file. It goes when this is closed; where the system lets
 * open files have no name, it has none, and goes with the process. For one thread.
 */
final class RiskSort implements Closeable {
  private static final int MAX_RUN_BYTES = 1 << 24;
  private static final int MIN_RUN_BYTES = 1 << 18;

  private final FileChannel file;
  private final int runBytes;
  private final List<RiskRun.Place> runs = new ArrayList<>();
  private final RiskBytes bytes = new RiskBytes();
  private int[] starts = new int[1 << 10];
  private int count;

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
    long share = Runtime.getRuntime().maxMemory() / 16;
    return in(folder, (int) Math.max(MIN_RUN_BYTES, Math.min(MAX_RUN_BYTES, share)));
  }

  /**
   * The same with another size.
   *
   * @param runBytes how much of the records memory holds
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
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    starts[count++] = bytes.size();
    bytes.add(risk);
    if (bytes.size() >= runBytes) {
      writeRun();
    }
  }

  /** All records so far, each id once, in the order of the bytes of the ids. */
  RiskMerge sorted() throws IOException {
    writeRun();
    return RiskMerge.of(file, runs);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void writeRun() throws IOException {
    if (count == 0) {
      return;
    }
    Integer[] order = new Integer[count];
    for (int i = 0; i < count; i++) {
      order[i] = starts[i];
    }
    // Keeps records of one id in the order they came in.
    Arrays.sort(order, bytes::compareIds);
    long start = file.position();
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    for (int i = 0; i < count; i++) {
      if (i + 1 == count || bytes.compareIds(order[i], order[i + 1]) != 0) {
        write(order[i], out);
      }
    }
    flush(out);
    runs.add(new RiskRun.Place(start, file.position()));
    bytes.clear();
    count = 0;
  }

  private void write(int record, ByteBuffer out) throws IOException {
    ByteBuffer left = bytes.record(record);
    while (left.hasRemaining()) {
      if (!out.hasRemaining()) {
        flush(out);
      }
      int part = Math.min(left.remaining(), out.remaining());
      out.put(out.position(), left, left.position(), part);
      out.position(out.position() + part);
      left.position(left.position() + part);
    }
  }

  private void flush(ByteBuffer out) throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      file.write(out);
    }
    out.clear();
  }
}
