package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a stream, with U+FFFD for every byte that doesn't decode. The JDK's own reader
 * in GB18030 would swallow a delimiter that follows half a character; here only the stray byte
 * itself is given up, so rows and columns stay where they are.
 */
final class DecodedText extends Reader {
  static final char UNDECODABLE = '\uFFFD';

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final boolean singleBytes;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
  private boolean ended;

  DecodedText(InputStream in, Charset charset) {
    this.in = in;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.singleBytes =
        !charset.equals(StandardCharsets.UTF_16BE) && !charset.equals(StandardCharsets.UTF_16LE);
  }

  /**
   * {@inheritDoc}
   *
   * @param length at least 2, for a character outside the basic plane
   */
  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    CharBuffer out = CharBuffer.wrap(target, offset, length).slice();
    while (true) {
      CoderResult result = decoder.decode(bytes, out, ended);
      if (result.isError() && out.hasRemaining()) {
        boolean oneByte = singleBytes && result.isMalformed();
        bytes.position(bytes.position() + (oneByte ? 1 : result.length()));
        out.put(UNDECODABLE);
      } else if (!result.isUnderflow() || out.position() > 0) {
        return out.position();
      } else if (ended) {
        return -1;
      } else {
        fill();
      }
    }
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    if (read < 0) {
      ended = true;
    } else {
      bytes.position(bytes.position() + read);
    }
    bytes.flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
