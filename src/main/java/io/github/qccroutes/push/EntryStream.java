package io.github.qccroutes.push;

import io.github.qccroutes.api.ProviderText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.headers.HeaderReader;
import net.lingala.zip4j.io.inputstream.ZipInputStream;
import net.lingala.zip4j.model.AbstractFileHeader;
import net.lingala.zip4j.model.CentralDirectory;
import net.lingala.zip4j.model.FileHeader;
import net.lingala.zip4j.model.LocalFileHeader;
import net.lingala.zip4j.model.Zip4jConfig;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.EncryptionMethod;
import net.lingala.zip4j.util.InternalZipConstants;
import org.jspecify.annotations.Nullable;

/**
 * The inflated bytes of a push archive's one entry, which are authentic only once -1 was read.
 *
 * <p>Each fault of the archive, also an unchecked one of the ZIP library, is a {@link Fault}.
 */
final class EntryStream extends InputStream {

  static final String NAME = "dd_risk_corp.json";

  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_DIRECTORY_BYTES = 1 << 20;
  private static final int MAX_NAMES_SHOWN = 5;
  private static final int MAX_NAME_CHARS = 60;

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int ZIP64_END_BYTES = 56;

  private final FileChannel file;
  private final ZipInputStream zip;
  private final long maxInflatedBytes;

  private long inflatedBytes;
  private boolean ended;
  private @Nullable Fault fault;

  private EntryStream(FileChannel file, ZipInputStream zip, long maxInflatedBytes) {
    this.file = file;
    this.zip = zip;
    this.maxInflatedBytes = maxInflatedBytes;
  }

  static EntryStream open(Path path, char[] password, long maxInflatedBytes)
      throws PushArchiveException {
    FileChannel file;
    try {
      file = FileChannel.open(path);
    } catch (IOException e) {
      throw new PushArchiveException("the downloaded archive cannot be read from disk");
    }
    try {
      FileHeader listed = listed(path, requireSmallDirectory(file));
      file.position(listed.getOffsetLocalHeader());
      ZipInputStream zip =
          new ZipInputStream(
              new BufferedInputStream(Channels.newInputStream(file), 1 << 16), password);
      LocalFileHeader local = zip.getNextEntry(listed, false);
      if (local == null || !NAME.equals(local.getFileName())) {
        throw damaged();
      }
      // Not the directory's word: zip4j decrypts, and so authenticates, what this header says.
      requireAes256(local);
      return new EntryStream(file, zip, maxInflatedBytes);
    } catch (PushArchiveException e) {
      closeQuietly(file);
      throw e;
    } catch (IOException | RuntimeException e) {
      closeQuietly(file);
      throw faultOf(e);
    }
  }

  @Override
  public int read() throws Fault {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws Fault {
    if (fault != null) {
      throw fault;
    }
    if (ended) {
      return -1;
    }
    int count;
    try {
      count = zip.read(bytes, offset, length);
    } catch (IOException | RuntimeException e) {
      throw failed(faultOf(e));
    }
    if (count < 0) {
      ended = true;
      return -1;
    }
    inflatedBytes += count;
    if (inflatedBytes > maxInflatedBytes) {
      throw failed(
          new PushArchiveException(
              NAME
                  + " inflates to more than the "
                  + maxInflatedBytes
                  + " bytes permitted"
                  + " (qcc.push.max-inflated-mb)"));
    }
    return count;
  }

  /** Reads what is left, so that the checksum behind it is compared. */
  void readToEnd() throws Fault {
    byte[] rest = new byte[1 << 13];
    while (read(rest, 0, rest.length) >= 0) {
      // The bytes themselves are of no interest.
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException | RuntimeException e) {
      // Everything of worth was read before; the channel is closed below.
    }
    closeQuietly(file);
  }

  private Fault failed(PushArchiveException cause) {
    fault = new Fault(cause);
    return fault;
  }

  /**
   * The entry as the directory lists it.
   *
   * @param end where the end record ends; a comment behind it, in which zip4j would look for
   *     another one, is not shown to it
   */
  private static FileHeader listed(Path path, long end) throws IOException, PushArchiveException {
    FileHeader found = null;
    List<String> others = new ArrayList<>();
    try (RandomAccessFile file = new WithoutComment(path, end)) {
      CentralDirectory directory =
          new HeaderReader()
              .readAllHeaders(file, new Zip4jConfig(null, InternalZipConstants.BUFF_SIZE, true))
              .getCentralDirectory();
      for (FileHeader header : directory.getFileHeaders()) {
        if (!NAME.equals(header.getFileName())) {
          others.add(header.getFileName());
          continue;
        }
        if (found != null) {
          throw new PushArchiveException("the archive holds " + NAME + " more than once");
        }
        found = header;
      }
    }
    if (found == null) {
      throw new PushArchiveException(
          "the archive holds no " + NAME + (others.isEmpty() ? "" : ", but " + shown(others)));
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

  private static void requireAes256(AbstractFileHeader header) throws PushArchiveException {
    String found;
    if (!header.isEncrypted()) {
      found = "not encrypted";
    } else if (header.getEncryptionMethod() != EncryptionMethod.AES
        || header.getAesExtraDataRecord() == null) {
      found = "encrypted with the weak ZipCrypto or an unknown method";
    } else if (header.getAesExtraDataRecord().getAesKeyStrength()
        == AesKeyStrength.KEY_STRENGTH_256) {
      return;
    } else {
      found = "encrypted with AES-128 or AES-192";
    }
    throw new PushArchiveException(NAME + " is " + found + "; a push is encrypted with AES-256");
  }

  /**
   * Refuses a directory for which zip4j would fill the heap. The end record is the one whose
   * comment ends with the file, or else the last; the other records are found by zip4j's own rules
   * (HeaderReader), or another directory would be judged than the one read later.
   *
   * @return where the end record ends in the file
   */
  private static long requireSmallDirectory(FileChannel file)
      throws IOException, PushArchiveException {
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
      throw notAZip();
    }
    long endsAt = length - tailBytes + end + END_BYTES;
    long entries = Short.toUnsignedLong(tail.getShort(end + 10));
    if (entries == 0) {
      return endsAt;
    }
    long start = Integer.toUnsignedLong(tail.getInt(end + 16));
    long locatorAt = length - tailBytes + end - ZIP64_LOCATOR_BYTES;
    if (locatorAt < 0) {
      throw damaged();
    }
    ByteBuffer locator = bytes(file, locatorAt, ZIP64_LOCATOR_BYTES);
    if (locator.getInt(0) == ZIP64_LOCATOR_SIGNATURE) {
      ByteBuffer end64 = bytes(file, locator.getLong(8), ZIP64_END_BYTES);
      long end64Bytes = end64.getLong(4);
      if (end64Bytes < 0 || end64Bytes > MAX_DIRECTORY_BYTES) {
        throw damaged();
      }
      entries = end64.getLong(32);
      start = end64.getLong(48);
    }
    if (entries < 0 || entries > MAX_ENTRIES) {
      throw new PushArchiveException("the archive lists more than " + MAX_ENTRIES + " entries");
    }
    if (start < 0 || start > length) {
      throw damaged();
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
      throw damaged();
    }
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw damaged();
      }
    }
    return buffer;
  }

  private static PushArchiveException faultOf(Exception e) {
    if (e instanceof ZipException zip) {
      if (zip.getType() == ZipException.Type.WRONG_PASSWORD) {
        return new PushArchiveException.WrongPassword();
      }
      if (zip.getType() == ZipException.Type.UNKNOWN_COMPRESSION_METHOD) {
        return new PushArchiveException(
            "the archive is packed by a method other than Deflate or Store");
      }
    }
    return damaged();
  }

  private static PushArchiveException notAZip() {
    return new PushArchiveException("the download is not a ZIP archive or is cut off");
  }

  private static PushArchiveException damaged() {
    return new PushArchiveException(
        "the archive is damaged: it is cut off or its bytes do not match their checksum");
  }

  private static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      // Only read from: nothing can be lost.
    }
  }

  /** A fault of the archive on its way through the layers that know of IOExceptions only. */
  static final class Fault extends IOException {

    private static final long serialVersionUID = 1L;

    private final PushArchiveException fault;

    private Fault(PushArchiveException fault) {
      super(fault.getMessage());
      this.fault = fault;
    }

    PushArchiveException fault() {
      return fault;
    }
  }
}
