package io.github.qccroutes.tables;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/** The content of an entry of a workbook's archive, counted and checked as it is read. */
final class InflatedPart extends FilterInputStream {
  private static final long RATIO_GRACE_BYTES = 10L << 20;

  private final Path file;
  private final ZipEntry entry;
  private final long maxBytes;
  private final CRC32 checksum = new CRC32();
  private long count;

  /**
   * @param maxRatio inflated to packed bytes, beyond the first 10 MiB
   */
  InflatedPart(Path file, InputStream in, ZipEntry entry, long maxBytes, int maxRatio) {
    super(in);
    this.file = file;
    this.entry = entry;
    this.maxBytes =
        Math.min(maxBytes, Math.max(RATIO_GRACE_BYTES, entry.getCompressedSize() * maxRatio));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(target, offset, length);
    } catch (ZipException | EOFException e) {
      throw WorkbookFault.damaged(file);
    }
    if (read < 0) {
      if (checksum.getValue() != entry.getCrc()) {
        throw WorkbookFault.damaged(file);
      }
      return read;
    }
    checksum.update(target, offset, read);
    count += read;
    if (count > maxBytes) {
      throw WorkbookFault.tooLarge(file);
    }
    return read;
  }
}
