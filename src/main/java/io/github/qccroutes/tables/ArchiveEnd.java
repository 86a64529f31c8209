package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The last bytes of an archive, among which is the record that ends it (APPNOTE 4.3.16). */
final class ArchiveEnd {
  private static final int SIGNATURE = 0x06054b50;

  /** The record is at least so long. */
  private static final int RECORD_BYTES = 22;

  private final ByteBuffer bytes;

  private ArchiveEnd(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static ArchiveEnd of(Path file) throws IOException {
    byte[] end = new byte[RECORD_BYTES + 0xFFFF];
    int length;
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      length = (int) Math.min(end.length, raw.length());
      raw.seek(raw.length() - length);
      raw.readFully(end, 0, length);
    }
    return new ArchiveEnd(ByteBuffer.wrap(end, 0, length).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Whether the record is there. An archive without it is cut off, or still on its way. */
  boolean isThere() {
    return before(bytes.limit()) >= 0;
  }

  /** Whether the list of entries, whose length the record tells, is short enough to be loaded. */
  boolean listsFew(int entries) {
    for (int at = before(bytes.limit()); at >= 0; at = before(at)) {
      int listed = bytes.getShort(at + 10) & 0xFFFF;
      long listBytes = bytes.getInt(at + 12) & 0xFFFFFFFFL;
      if (listed > entries || listBytes > entries * 1024L) {
        return false;
      }
    }
    return true;
  }

  /** Where the last record before a position starts, negative for nowhere. */
  private int before(int position) {
    int at = Math.min(position - 1, bytes.limit() - RECORD_BYTES);
    while (at >= 0 && bytes.getInt(at) != SIGNATURE) {
      at--;
    }
    return at;
  }
}
