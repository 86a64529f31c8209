package io.github.qccroutes.reports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A ZIP with an entry that the JDK can't inflate, because it is encrypted or compressed by another
 * method than Deflate; the JDK does not even open it. What is in a report is documented nowhere, so
 * this is no fault, as long as the structure is whole. ZIP64 is left out.
 */
final class SealedZip {
  private static final int END_RECORD = 0x06054b50;
  private static final int END_RECORD_BYTES = 22;
  private static final int MAX_COMMENT_BYTES = 65_535;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_END_BYTES = 56;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int ZIP64_FIELD = 1;
  private static final long IN_ZIP64 = 0xffff_ffffL;
  private static final int IN_ZIP64_COUNT = 0xffff;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL_ENTRY = 0x04034b50;
  private static final int LOCAL_ENTRY_BYTES = 30;
  private static final int ENCRYPTED = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final FileChannel channel;
  private final byte[] input = new byte[1 << 16];
  private final byte[] output = new byte[1 << 16];
  private long left;
  private boolean sealed;

  private SealedZip(FileChannel channel, long maxInflatedBytes) {
    this.channel = channel;
    this.left = maxInflatedBytes;
  }

  /**
   * Whether the file is such a ZIP, with its directory at its end, the bytes of every entry within,
   * and the right checksum where an entry can be inflated.
   *
   * @throws ReportArchiveException when such entries inflate too far
   * @throws RuntimeException when the directory is damaged
   */
  static boolean isWhole(Path file, long maxInflatedBytes)
      throws IOException, ReportArchiveException {
    try (FileChannel channel = FileChannel.open(file)) {
      SealedZip zip = new SealedZip(channel, maxInflatedBytes);
      return zip.hasAllEntries() && zip.sealed;
    }
  }

  private boolean hasAllEntries() throws IOException, ReportArchiveException {
    long tailAt = Math.max(0, channel.size() - END_RECORD_BYTES - MAX_COMMENT_BYTES);
    ByteBuffer tail = bytes(tailAt, (int) (channel.size() - tailAt));
    int end = tail.limit() - END_RECORD_BYTES;
    while (end >= 0 && !isEndRecord(tail, end)) {
      end--;
    }
    if (end < 0) {
      return false;
    }
    long entries = shortAt(tail, end + 10);
    long directoryBytes = unsigned(tail, end + 12);
    long directoryOffset = unsigned(tail, end + 16);
    long directoryEnd = tailAt + end;
    if (entries == IN_ZIP64_COUNT || directoryBytes == IN_ZIP64 || directoryOffset == IN_ZIP64) {
      ByteBuffer locator = bytes(directoryEnd - ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_BYTES);
      ByteBuffer end64 = bytes(locator.getLong(8), ZIP64_END_BYTES);
      if (locator.getInt(0) != ZIP64_LOCATOR || end64.getInt(0) != ZIP64_END) {
        return false;
      }
      entries = end64.getLong(32);
      directoryBytes = end64.getLong(40);
      directoryOffset = end64.getLong(48);
      directoryEnd = locator.getLong(8);
    }
    long directoryAt = directoryEnd - directoryBytes;
    long firstAt = directoryAt - directoryOffset;
    if (firstAt < 0) {
      return false;
    }
    ByteBuffer directory = bytes(directoryAt, Math.toIntExact(directoryBytes));
    int at = 0;
    for (long n = entries; n > 0; n--) {
      if (!isWhole(directory, at, firstAt, directoryAt)) {
        return false;
      }
      at +=
          ENTRY_BYTES
              + shortAt(directory, at + 28)
              + shortAt(directory, at + 30)
              + shortAt(directory, at + 32);
    }
    return at == directoryBytes;
  }

  private static boolean isEndRecord(ByteBuffer tail, int at) {
    return tail.getInt(at) == END_RECORD
        && at + END_RECORD_BYTES + shortAt(tail, at + 20) == tail.limit();
  }

  private boolean isWhole(ByteBuffer directory, int at, long firstAt, long directoryAt)
      throws IOException, ReportArchiveException {
    int flags = shortAt(directory, at + 8);
    int method = shortAt(directory, at + 10);
    long[] sizes = {
      unsigned(directory, at + 24), unsigned(directory, at + 20), unsigned(directory, at + 42)
    };
    readZip64(directory, at, sizes);
    long compressedBytes = sizes[1];
    long localAt = firstAt + sizes[2];
    ByteBuffer local = bytes(localAt, LOCAL_ENTRY_BYTES);
    long dataAt = localAt + LOCAL_ENTRY_BYTES + shortAt(local, 26) + shortAt(local, 28);
    if (directory.getInt(at) != ENTRY
        || local.getInt(0) != LOCAL_ENTRY
        || ((shortAt(local, 6) ^ flags) & ENCRYPTED) != 0
        || shortAt(local, 8) != method
        || compressedBytes < 0
        || localAt < 0
        || dataAt + compressedBytes > directoryAt) {
      return false;
    }
    if ((flags & ENCRYPTED) != 0 || (method != STORED && method != DEFLATED)) {
      sealed = true;
      return true;
    }
    return inflates(
        dataAt, compressedBytes, method == DEFLATED, sizes[0], unsigned(directory, at + 16));
  }

  /** The figures that do not fit 32 bits stand in an extra field, in this order. */
  private static void readZip64(ByteBuffer directory, int at, long[] figures) {
    int extraAt = at + ENTRY_BYTES + shortAt(directory, at + 28);
    int extraEnd = extraAt + shortAt(directory, at + 30);
    while (extraAt + 4 <= extraEnd) {
      int fieldEnd = extraAt + 4 + shortAt(directory, extraAt + 2);
      if (shortAt(directory, extraAt) == ZIP64_FIELD) {
        int figureAt = extraAt + 4;
        for (int n = 0; n < figures.length && figureAt + Long.BYTES <= fieldEnd; n++) {
          if (figures[n] == IN_ZIP64) {
            figures[n] = directory.getLong(figureAt);
            figureAt += Long.BYTES;
          }
        }
      }
      extraAt = fieldEnd;
    }
  }

  private boolean inflates(
      long dataAt,
      long compressedBytes,
      boolean deflated,
      long expectedBytes,
      long expectedChecksum)
      throws IOException, ReportArchiveException {
    InputStream in = Channels.newInputStream(channel.position(dataAt));
    CRC32 checksum = new CRC32();
    long size = 0;
    long unread = compressedBytes;
    Inflater inflater = new Inflater(true);
    try {
      while (unread > 0) {
        int n = in.readNBytes(input, 0, (int) Math.min(input.length, unread));
        unread -= n;
        if (n == 0) {
          return false;
        }
        if (deflated) {
          inflater.setInput(input, 0, n);
          for (int m = inflater.inflate(output); m > 0 && size <= left; ) {
            checksum.update(output, 0, m);
            size += m;
            m = inflater.inflate(output);
          }
        } else {
          checksum.update(input, 0, n);
          size += n;
        }
        if (size > left) {
          throw ReportStorage.tooLarge();
        }
      }
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
    left -= size;
    return size == expectedBytes && checksum.getValue() == expectedChecksum;
  }

  private ByteBuffer bytes(long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // until all are there
    }
    return bytes.flip();
  }

  private static int shortAt(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static long unsigned(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }
}
