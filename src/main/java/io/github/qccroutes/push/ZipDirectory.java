package io.github.qccroutes.push;

import io.github.qccroutes.api.ProviderText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.lingala.zip4j.headers.HeaderReader;
import net.lingala.zip4j.model.CentralDirectory;
import net.lingala.zip4j.model.FileHeader;
import net.lingala.zip4j.model.Zip4jConfig;
import net.lingala.zip4j.util.InternalZipConstants;

/** What a push archive lists at its end; one that would fill the heap is refused before. */
final class ZipDirectory {

  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_DIRECTORY_BYTES = 1 << 20;
  private static final int MAX_NAMES_SHOWN = 5;
  private static final int MAX_NAME_CHARS = 60;

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int ZIP64_END_BYTES = 56;

  private final Path path;
  private final long end;

  /**
   * @param end where the end record ends; a comment behind it, in which zip4j would look for
   *     another one, is not shown to it
   */
  private ZipDirectory(Path path, long end) {
    this.path = path;
    this.end = end;
  }

  static ZipDirectory of(Path path, FileChannel file) throws IOException, PushArchiveException {
    return new ZipDirectory(path, requireSmall(file));
  }

  /** The one entry of that name. */
  FileHeader only(String name) throws IOException, PushArchiveException {
    FileHeader found = null;
    List<String> others = new ArrayList<>();
    try (RandomAccessFile file = new WithoutComment(path, end)) {
      CentralDirectory directory =
          new HeaderReader()
              .readAllHeaders(file, new Zip4jConfig(null, InternalZipConstants.BUFF_SIZE, true))
              .getCentralDirectory();
      for (FileHeader header : directory.getFileHeaders()) {
        if (!name.equals(header.getFileName())) {
          others.add(header.getFileName());
          continue;
        }
        if (found != null) {
          throw new PushArchiveException("the archive holds " + name + " more than once");
        }
        found = header;
      }
    }
    if (found == null) {
      throw new PushArchiveException(
          "the archive holds no " + name + (others.isEmpty() ? "" : ", but " + shown(others)));
    }
    return found;
  }

  private static String shown(List<String> names) {
    String listed =
        names.stream()
            .limit(MAX_NAMES_SHOWN)
            .map(
                name ->
                    name.length() <= MAX_NAME_CHARS
                        ? name
                        : name.substring(0, MAX_NAME_CHARS) + "…")
            .map(ProviderText::clean)
            .collect(Collectors.joining(", "));
    return listed
        + (names.size() > MAX_NAMES_SHOWN
            ? " and " + (names.size() - MAX_NAMES_SHOWN) + " more"
            : "");
  }

  /** A file that ends where its end record does. */
  private static final class WithoutComment extends RandomAccessFile {
    private final long end;

    WithoutComment(Path path, long end) throws IOException {
      super(path.toFile(), "r");
      this.end = end;
    }

    @Override
    public long length() {
      return end;
    }
  }

  /**
   * Refuses a directory for which zip4j would fill the heap. The end record is the one whose
   * comment ends with the file, or else the last; the other records are found by zip4j's own rules
   * (HeaderReader), or another directory would be judged than the one read later.
   *
   * @return where the end record ends in the file
   */
  private static long requireSmall(FileChannel file) throws IOException, PushArchiveException {
    long length = file.size();
    int tailBytes = (int) Math.min(length, (1 << 16) + END_BYTES);
    ByteBuffer tail = bytes(file, length - tailBytes, tailBytes);
    int last = -1;
    int end = tailBytes - END_BYTES;
    for (; end >= 0; end--) {
      if (tail.getInt(end) == END_SIGNATURE) {
        last = Math.max(last, end);
        if (end + END_BYTES + Short.toUnsignedInt(tail.getShort(end + 20)) == tailBytes) {
          break;
        }
      }
    }
    end = end < 0 ? last : end;
    if (end < 0) {
      throw new PushArchiveException("the download is not a ZIP archive or is cut off");
    }
    long endsAt = length - tailBytes + end + END_BYTES;
    long entries = Short.toUnsignedLong(tail.getShort(end + 10));
    if (entries == 0) {
      return endsAt;
    }
    long start = Integer.toUnsignedLong(tail.getInt(end + 16));
    long locatorAt = length - tailBytes + end - ZIP64_LOCATOR_BYTES;
    if (locatorAt < 0) {
      throw PushArchiveException.damaged();
    }
    ByteBuffer locator = bytes(file, locatorAt, ZIP64_LOCATOR_BYTES);
    if (locator.getInt(0) == ZIP64_LOCATOR_SIGNATURE) {
      ByteBuffer end64 = bytes(file, locator.getLong(8), ZIP64_END_BYTES);
      long end64Bytes = end64.getLong(4);
      if (end64Bytes < 0 || end64Bytes > MAX_DIRECTORY_BYTES) {
        throw PushArchiveException.damaged();
      }
      entries = end64.getLong(32);
      start = end64.getLong(48);
    }
    if (entries < 0 || entries > MAX_ENTRIES) {
      throw new PushArchiveException("the archive lists more than " + MAX_ENTRIES + " entries");
    }
    if (start < 0 || start > length) {
      throw PushArchiveException.damaged();
    }
    if (length - start > MAX_DIRECTORY_BYTES) {
      throw new PushArchiveException(
          "the archive's directory is larger than " + MAX_DIRECTORY_BYTES + " bytes");
    }
    return endsAt;
  }

  private static ByteBuffer bytes(FileChannel file, long position, int count)
      throws IOException, PushArchiveException {
    if (position < 0) {
      throw PushArchiveException.damaged();
    }
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw PushArchiveException.damaged();
      }
    }
    return buffer;
  }
}
