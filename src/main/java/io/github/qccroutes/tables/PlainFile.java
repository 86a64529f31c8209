package io.github.qccroutes.tables;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A dropped file that is an ordinary one with a known ending, open for passes over its bytes. One
 * channel serves all passes, so each ends where the next one begins.
 *
 * @param channel as long as the file is read
 */
record PlainFile(Path path, FileFormat format, FileChannel channel) implements Closeable {
  /**
   * @throws DropFileException when the file is no plain one, has no known ending, is empty or not
   *     readable
   */
  static PlainFile open(Path file) throws IOException {
    requirePlainFile(file);
    FileFormat format = FileFormat.of(file);
    return new PlainFile(file, format, channel(file));
  }

  private static void requirePlainFile(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      throw new DropFileException(
          file, new Message("这是链接，不是文件本身，不予处理", "a link, not the file itself, so it is not read"));
    }
    if (!attributes.isRegularFile()) {
      throw new DropFileException(
          file, new Message("这不是普通文件，不予处理", "not an ordinary file, so it is not read"));
    }
    if (TemporaryName.isOf(file) || Files.isHidden(file)) {
      throw new DropFileException(file, DroppedName.hidden());
    }
    DroppedName.requireFit(file);
    if (attributes.size() == 0) {
      throw noRows(file);
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException e) {
      throw new DropFileException(file, new Message("没有读取权限", "no permission to read the file"));
    }
  }

  /** How it begins. */
  byte[] head() throws IOException {
    return bytes(0).readNBytes(ForeignContent.HEAD_BYTES);
  }

  /** A pass over its bytes. */
  InputStream bytes(long position) throws IOException {
    return Channels.newInputStream(channel.position(position));
  }

  /** A pass over its characters. */
  DecodedText text(TextEncoding encoding) throws IOException {
    return new DecodedText(bytes(encoding.markBytes()), encoding.charset());
  }

  /** The refusal of a file that has nothing to be done. */
  DropFileException noRows() throws IOException {
    return noRows(path);
  }

  private static DropFileException noRows(Path file) throws IOException {
    return new DropFileException(
        file,
        Files.size(file) == 0
            ? new Message(
                "文件是空的（0 字节），可能没有复制完整，请重新放入",
                "the file is empty (0 bytes) and has no rows; if a copy broke off, drop it again")
            : new Message(
                "文件里没有数据行，请在表头以下填写后重新放入",
                "the file has no rows; add them below the header and drop it again"));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
