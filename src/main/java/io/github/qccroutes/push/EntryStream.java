package io.github.qccroutes.push;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.io.inputstream.ZipInputStream;
import net.lingala.zip4j.model.AbstractFileHeader;
import net.lingala.zip4j.model.FileHeader;
import net.lingala.zip4j.model.LocalFileHeader;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.EncryptionMethod;
import org.jspecify.annotations.Nullable;

/**
 * The inflated bytes of a push archive's one entry, which are authentic only once -1 was read.
 *
 * <p>Each fault of the archive, also an unchecked one of the ZIP library, is a {@link Fault}.
 */
final class EntryStream extends InputStream {

  static final String NAME = "dd_risk_corp.json";

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
      FileHeader listed = ZipDirectory.of(path, file).only(NAME);
      file.position(listed.getOffsetLocalHeader());
      ZipInputStream zip =
          new ZipInputStream(
              new BufferedInputStream(Channels.newInputStream(file), 1 << 16), password);
      LocalFileHeader local = zip.getNextEntry(listed, false);
      if (local == null || !NAME.equals(local.getFileName())) {
        throw PushArchiveException.damaged();
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
    return PushArchiveException.damaged();
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
