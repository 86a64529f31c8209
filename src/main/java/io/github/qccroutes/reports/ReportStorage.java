package io.github.qccroutes.reports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Enumeration;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.camel.Exchange;

/**
 * The folder {@code reports/<type>/}, with one ZIP an order, stored as the provider made it: what
 * is in it is documented nowhere. Thread-safe.
 */
public final class ReportStorage {
  private static final Set<PosixFilePermission> READ_AND_WRITE =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private static final int END_RECORD = 0x06054b50;
  private static final int END_RECORD_BYTES = 22;
  private static final int DIRECTORY_BYTES_AT = 12;
  private static final int COMMENT_BYTES_AT = 20;
  private static final int DIRECTORY_ENTRY = 0x02014b50;
  private static final long IN_ZIP64 = 0xffff_ffffL;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_END_BYTES = 56;
  private static final int ZIP64_DIRECTORY_BYTES_AT = 40;
  private static final int MAX_COMMENT_BYTES = 65_535;
  private static final int MAX_DIRECTORY_BYTES = 16 << 20;

  private final Path dataFolder;
  private final long maxInflatedBytes;

  /**
   * @param dataFolder where {@code reports/} is made; on the file system of the temporary files
   * @param maxInflatedBytes how much a ZIP may inflate to
   */
  public ReportStorage(Path dataFolder, long maxInflatedBytes) {
    this.dataFolder = dataFolder;
    this.maxInflatedBytes = maxInflatedBytes;
  }

  /** Makes the folders that are missing. */
  public void prepare() throws IOException {
    for (ReportType type : ReportType.values()) {
      Files.createDirectories(folder(type));
    }
  }

  /** Makes sure that the file in {@code downloadFile} is a whole ZIP. */
  public void verify(Exchange exchange) throws ReportArchiveException {
    verify(exchange.getVariable("downloadFile", Path.class));
  }

  /**
   * Moves the verified file to its place, where it appears whole or not at all and survives a power
   * failure; one that is there already is replaced. Sets the variable {@code file} to its path
   * below the data folder.
   */
  public void publish(Exchange exchange) throws ReportArchiveException, IOException {
    ReportType type = ReportType.valueOf(exchange.getVariable("reportType", String.class));
    String orderNo = exchange.getVariable("orderNo", String.class);
    if (!ReportReceipt.ORDER_NO.matcher(orderNo).matches()) {
      throw new ReportArchiveException("the order number can't be used as a file name");
    }
    Path downloaded = exchange.getVariable("downloadFile", Path.class);
    Path folder = Files.createDirectories(folder(type));
    Path target = folder.resolve(orderNo + ".zip");
    openToReadersOf(folder, downloaded);
    force(downloaded, StandardOpenOption.WRITE);
    Files.move(downloaded, target, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folder);
    note(exchange, type, orderNo);
  }

  private static void note(Exchange exchange, ReportType type, String orderNo) {
    exchange.setVariable("file", "reports/" + type + "/" + orderNo + ".zip");
  }

  /**
   * Reads every entry to its end; of one that the JDK can't inflate, makes sure that its bytes are
   * there.
   *
   * @throws ReportArchiveException when the file is no ZIP or is cut off, or when bytes don't match
   *     their checksum
   */
  void verify(Path file) throws ReportArchiveException {
    try {
      requireSmallDirectory(file);
    } catch (IOException e) {
      throw new ReportArchiveException("the report can't be read: " + e.getMessage());
    }
    try {
      readToEnd(file);
    } catch (ZipException e) {
      throw new ReportArchiveException("the report is not a whole ZIP: " + e.getMessage());
    } catch (IOException e) {
      throw new ReportArchiveException(
          "the report is not a whole ZIP: it ends too early (" + e.getMessage() + ")");
    } catch (RuntimeException e) {
      throw new ReportArchiveException("the report is not a whole ZIP: its directory is damaged");
    }
  }

  /**
   * Refuses a ZIP whose directory would fill the heap, since {@link ZipFile} reads it in one piece.
   * Whatever it may take for an end record is held to it: one whose comment ends with the file, or
   * that has a directory before it.
   */
  private static void requireSmallDirectory(Path file) throws IOException, ReportArchiveException {
    try (FileChannel channel = FileChannel.open(file)) {
      int length = (int) Math.min(channel.size(), END_RECORD_BYTES + MAX_COMMENT_BYTES);
      long start = channel.size() - length;
      ByteBuffer tail = bytes(channel, start, length);
      for (int at = 0; at + END_RECORD_BYTES <= tail.limit(); at++) {
        if (tail.getInt(at) != END_RECORD) {
          continue;
        }
        long size = Integer.toUnsignedLong(tail.getInt(at + DIRECTORY_BYTES_AT));
        if (size == IN_ZIP64) {
          size = zip64DirectoryBytes(channel, start + at);
        }
        int commentEnd =
            at + END_RECORD_BYTES + Short.toUnsignedInt(tail.getShort(at + COMMENT_BYTES_AT));
        if ((size < 0 || size > MAX_DIRECTORY_BYTES)
            && (commentEnd == tail.limit() || isDirectory(channel, start + at - size))) {
          throw new ReportArchiveException(
              "the report is not a whole ZIP, or its directory is larger than "
                  + MAX_DIRECTORY_BYTES
                  + " bytes");
        }
      }
    }
  }

  /** The size of the directory by the ZIP64 records before an end record, if they are there. */
  private static long zip64DirectoryBytes(FileChannel channel, long endAt) throws IOException {
    ByteBuffer locator = bytes(channel, endAt - ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_BYTES);
    if (locator.limit() < ZIP64_LOCATOR_BYTES || locator.getInt(0) != ZIP64_LOCATOR) {
      return IN_ZIP64;
    }
    ByteBuffer end = bytes(channel, locator.getLong(8), ZIP64_END_BYTES);
    return end.limit() < ZIP64_END_BYTES || end.getInt(0) != ZIP64_END
        ? IN_ZIP64
        : end.getLong(ZIP64_DIRECTORY_BYTES_AT);
  }

  private static boolean isDirectory(FileChannel channel, long at) throws IOException {
    ByteBuffer first = bytes(channel, at, Integer.BYTES);
    return first.limit() == Integer.BYTES && first.getInt(0) == DIRECTORY_ENTRY;
  }

  /** As many of the bytes as are there. */
  private static ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (at >= 0 && bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // until all are there
    }
    return bytes.flip();
  }

  private void readToEnd(Path file) throws IOException, ReportArchiveException {
    ZipFile opened;
    try {
      // Names in any other encoding than UTF-8 are no fault; Latin-1 reads them all.
      opened = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1);
    } catch (ZipException e) {
      if (SealedZip.isWhole(file, maxInflatedBytes)) {
        return;
      }
      throw e;
    }
    try (ZipFile zip = opened) {
      byte[] buffer = new byte[1 << 16];
      long left = maxInflatedBytes;
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        left = readToEnd(zip, all.nextElement(), buffer, left);
      }
    }
  }

  private long readToEnd(ZipFile zip, ZipEntry entry, byte[] buffer, long left)
      throws IOException, ReportArchiveException {
    CRC32 checksum = new CRC32();
    long size = 0;
    try (InputStream in = zip.getInputStream(entry)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        checksum.update(buffer, 0, n);
        size += n;
        if (size > left) {
          throw tooLarge();
        }
      }
    }
    if (size != entry.getSize() || checksum.getValue() != entry.getCrc()) {
      throw new ZipException("an entry does not match its checksum");
    }
    return left - size;
  }

  static ReportArchiveException tooLarge() {
    return new ReportArchiveException(
        "the report inflates to more than qcc.push.max-inflated-mb allows");
  }

  private Path folder(ReportType type) {
    return dataFolder.resolve("reports").resolve(type.name());
  }

  /** The download was for the owner's eyes only; whoever may read the folder may read reports. */
  private static void openToReadersOf(Path folder, Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
      permissions.retainAll(READ_AND_WRITE);
      view.setPermissions(permissions);
    }
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  private static void forceFolder(Path folder) {
    try {
      force(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows opens no folder and needs none.
    }
  }
}
