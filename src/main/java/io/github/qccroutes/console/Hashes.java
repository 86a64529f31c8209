package io.github.qccroutes.console;

import io.github.qccroutes.tables.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of passwords, session ids and tokens. Passwords: PBKDF2 with HMAC-SHA-512 and
 * 210,000 rounds (OWASP, Password Storage Cheat Sheet). Ids and tokens have 256 random bits, so
 * that a plain SHA-256 does. Thread-safe.
 */
final class Hashes {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PBKDF2 = "pbkdf2-sha512";
  private static final int ROUNDS = 210_000;
  private static final int BITS = 256;

  private Hashes() {}

  /** A new id or token: 43 letters of {@code A-Za-z0-9_-}. */
  static String secret() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(BITS / 8));
  }

  /** What is kept of an id or token. */
  static String ofSecret(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** What is kept of a password. */
  static String ofPassword(String password) {
    byte[] salt = random(16);
    return kept(salt, derived(password, salt, ROUNDS));
  }

  /** What would be kept of a password that nobody knows; it takes as long to compare with. */
  static String ofNone() {
    return kept(random(16), random(BITS / 8));
  }

  private static String kept(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder();
    return String.join(
        "$",
        PBKDF2,
        Integer.toString(ROUNDS),
        base64.encodeToString(salt),
        base64.encodeToString(hash));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Whether a password is the one of which this was kept. */
  static boolean isOf(String password, String kept) {
    String[] parts = kept.split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(PBKDF2)) {
      throw new IllegalStateException("console_user.password_hash is of no known kind");
    }
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    byte[] hash = derived(password, salt, Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[3]));
  }

  /** Whether two secrets are the same, in a time that tells nothing of how they differ. */
  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] derived(String password, byte[] salt, int rounds) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, rounds, BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
