package io.github.qccroutes.tables;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The checked rows of a dropped file in order, read from disk as they are asked for; there is at
 * least one. {@link #next()} throws {@link DropFileException} where the file can't be read on (a
 * quote never closed, a damaged workbook): then no row of it may be used. Not safe for use by
 * several threads; to be closed.
 */
public final class DropFile implements Iterator<DropRow>, Closeable {
  private final FileScan scan;
  private final @Nullable MessageDigest digest;
  private final RowSource source;
  private final Function<RawRow, @Nullable DropRow> checks;
  private final PlainFile file;
  private final long size;
  private final @Nullable Message leftOut;
  private boolean asHashed;
  private @Nullable DropRow next;

  /**
   * @param digest of the bytes that the rows are made of, or null for a workbook
   * @param source the rows below the header
   * @param checks gives null for a row that is blank
   * @param leftOut what stands above the header and is no row, in words
   */
  DropFile(
      PlainFile file,
      FileScan scan,
      @Nullable MessageDigest digest,
      RowSource source,
      Function<RawRow, @Nullable DropRow> checks,
      @Nullable Message leftOut)
      throws IOException {
    this.file = file;
    this.size = file.channel().size();
    this.scan = scan;
    this.digest = digest;
    this.source = source;
    this.checks = checks;
    this.leftOut = leftOut;
    this.next = read();
  }

  /** The SHA-256 of the file's bytes, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return scan.sha256();
  }

  /** What reading the file to its end has told, for whoever opens it again. */
  public FileScan scan() {
    return scan;
  }

  /**
   * Whether all rows were made of the very bytes that the hash is of, once there are no more. Of a
   * workbook it is not known, and taken to be so.
   */
  public boolean isAsHashed() {
    return asHashed;
  }

  /** What was taken for a title or a remark and left out, for an operator; null for nothing. */
  public @Nullable Message leftOut() {
    return leftOut;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  /**
   * {@inheritDoc}
   *
   * @throws DropFileException when the file can't be read on
   * @throws UncheckedIOException when the disk fails
   */
  @Override
  public DropRow next() {
    DropRow row = next;
    if (row == null) {
      throw new NoSuchElementException();
    }
    try {
      next = read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return row;
  }

  private @Nullable DropRow read() throws IOException {
    RawRow raw = source.next();
    while (raw != null) {
      DropRow row = checks.apply(raw);
      if (row != null) {
        return row;
      }
      raw = source.next();
    }
    if (file.channel().size() != size) {
      throw new DropFileException(
          file.path(), new Message("文件在读取时被改动", "the file was changed while it was being read"));
    }
    asHashed = digest == null || Sha256.of(digest).equals(scan.sha256());
    return null;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      source.close();
    }
  }
}
