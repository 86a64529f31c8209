package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of bytes, 64 lower-case hexadecimal digits. */
public final class Sha256 {
  private Sha256() {}

  /** Of a file, which is read to its end. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = start();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return of(digest);
  }

  /** Of bytes in memory. */
  public static String of(byte[] content) {
    return HexFormat.of().formatHex(start().digest(content));
  }

  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Of the bytes that a digest was given, which starts anew. */
  static String of(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
