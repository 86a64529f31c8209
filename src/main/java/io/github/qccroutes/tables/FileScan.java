package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What one reading of a file to its end tells of its bytes. It spares whoever opens the file that
 * reading, as long as the file stays as it was.
 */
public final class FileScan {
  private final String sha256;
  private final @Nullable TextEncoding encoding;
  private final boolean closesQuotes;
  private final boolean merges;

  private FileScan(
      String sha256, @Nullable TextEncoding encoding, boolean closesQuotes, boolean merges) {
    this.sha256 = sha256;
    this.encoding = encoding;
    this.closesQuotes = closesQuotes;
    this.merges = merges;
  }

  /** Reads a text to its end. */
  static FileScan ofText(InputStream in) throws IOException {
    MessageDigest digest = Sha256.start();
    QuoteCount quotes = new QuoteCount(new DigestInputStream(in, digest));
    TextEncoding encoding = TextEncoding.of(quotes);
    return new FileScan(Sha256.of(digest), encoding, quotes.isEven(encoding.charset()), false);
  }

  /** Reads a workbook to its end. */
  static FileScan ofWorkbook(InputStream in) throws IOException {
    MessageDigest digest = Sha256.start();
    new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    return new FileScan(Sha256.of(digest), null, true, true);
  }

  /** The SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** The encoding of a text. */
  TextEncoding encoding() {
    if (encoding == null) {
      throw new IllegalStateException("a workbook has no encoding");
    }
    return encoding;
  }

  /** Whether each quote that is opened in a text is closed. */
  boolean closesQuotes() {
    return closesQuotes;
  }

  /** Whether the sheet that is read of a workbook may have merged cells. */
  boolean mayHaveMerges() {
    return merges;
  }

  /** The same of a workbook in whose sheet no cells are merged, as was seen since. */
  FileScan withoutMerges() {
    return new FileScan(sha256, encoding, closesQuotes, false);
  }
}
