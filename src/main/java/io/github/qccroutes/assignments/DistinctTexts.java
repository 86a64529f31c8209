package io.github.qccroutes.assignments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A set of texts that remembers 128 bits of each one's SHA-256 rather than the text: some 32 bytes
 * a text, however long it is. Not safe for use by several threads.
 */
final class DistinctTexts {
  private final MessageDigest sha256;

  /** Two numbers a place, both 0 in an empty one; the number of places is a power of two. */
  private long[] places = new long[2 * 1024];

  private int size;

  DistinctTexts() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds a text; whether it is new. */
  boolean add(String text) {
    ByteBuffer hash = ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    boolean added = put(places, hash.getLong() | 1, hash.getLong());
    if (added && ++size > places.length / 2 * 3 / 4) {
      grow();
    }
    return added;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] larger = new long[2 * places.length];
    for (int i = 0; i < places.length; i += 2) {
      if (places[i] != 0) {
        put(larger, places[i], places[i + 1]);
      }
    }
    places = larger;
  }

  private static boolean put(long[] places, long high, long low) {
    int mask = places.length - 2;
    int place = (int) (low << 1) & mask;
    while (places[place] != 0) {
      if (places[place] == high && places[place + 1] == low) {
        return false;
      }
      place = (place + 2) & mask;
    }
    places[place] = high;
    places[place + 1] = low;
    return true;
  }
}
