package io.github.qccroutes.tables;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a text, whose quotes are counted as they pass in each way that they may be written,
 * as the encoding is known at the end only: as one byte, which no other character has in UTF-8 and
 * GB18030, and in the two bytes of UTF-16.
 */
final class QuoteCount extends FilterInputStream {
  private boolean evenBytes = true;
  private boolean evenBigEndian = true;
  private boolean evenLittleEndian = true;
  private boolean second;
  private int before;

  QuoteCount(InputStream in) {
    super(in);
  }

  /** Whether each quote so far has its other half in that encoding. */
  boolean isEven(Charset charset) {
    if (charset.equals(StandardCharsets.UTF_16BE)) {
      return evenBigEndian;
    }
    return charset.equals(StandardCharsets.UTF_16LE) ? evenLittleEndian : evenBytes;
  }

  @Override
  public int read() throws IOException {
    int c = in.read();
    if (c >= 0) {
      count(c);
    }
    return c;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    for (int i = 0; i < read; i++) {
      count(target[offset + i]);
    }
    return read;
  }

  private void count(int c) {
    evenBytes ^= c == '"';
    if (second) {
      evenBigEndian ^= before == 0 && c == '"';
      evenLittleEndian ^= before == '"' && c == 0;
    }
    second = !second;
    before = c;
  }
}
