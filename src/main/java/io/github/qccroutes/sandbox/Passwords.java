package io.github.qccroutes.sandbox;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Unzip passwords like the provider's: 20 letters and digits, such as in its documents. */
final class Passwords {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  static String random() {
    return RANDOM
        .ints(20, 0, ALPHABET.length())
        .mapToObj(index -> ALPHABET.substring(index, index + 1))
        .collect(Collectors.joining());
  }
}
