package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of a text file, decided on all of it: what its byte order mark says, else whichever
 * of UTF-8 and GB18030 leaves fewer lines that can't be trusted, UTF-8 when both leave as many. A
 * line can't be trusted when it does not decode; nor, in GB18030, when it would be good Chinese in
 * UTF-8 too, since almost any even number of bytes decodes as some Chinese in GB18030.
 *
 * @param markBytes length of the byte order mark
 */
record TextEncoding(Charset charset, int markBytes) {
  private static final Charset GB18030 = Charset.forName("GB18030");
  private static final int CHUNK = 1 << 16;

  /** Below this, UTF-8 needs two bytes or one, which GB18030 text resembles by mere chance. */
  private static final int THREE_BYTES = 0x800;

  /** Reads the stream to its end. */
  static TextEncoding of(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    int length = in.readNBytes(chunk, 0, CHUNK);
    TextEncoding marked = marked(chunk, length);
    if (marked != null) {
      in.transferTo(OutputStream.nullOutputStream());
      return marked;
    }
    Lines lines = new Lines();
    for (; length > 0; length = in.readNBytes(chunk, 0, CHUNK)) {
      lines.add(chunk, length);
    }
    return new TextEncoding(lines.decide(), 0);
  }

  /** What the byte order mark says, or null without one. */
  static @Nullable TextEncoding marked(byte[] head, int length) {
    if (length >= 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF) {
      return new TextEncoding(StandardCharsets.UTF_8, 3);
    }
    if (length >= 2 && head[0] == (byte) 0xFE && head[1] == (byte) 0xFF) {
      return new TextEncoding(StandardCharsets.UTF_16BE, 2);
    }
    if (length >= 2 && head[0] == (byte) 0xFF && head[1] == (byte) 0xFE) {
      return new TextEncoding(StandardCharsets.UTF_16LE, 2);
    }
    return null;
  }

  /** Whether a text of this file was meant in UTF-8 although the file is GB18030. */
  boolean isForeign(String text) {
    if (!charset.equals(GB18030) || text.chars().allMatch(c -> c < 0x80)) {
      return false;
    }
    try {
      // GB18030 maps one to one, so these are the file's own bytes.
      CharBuffer other =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes(GB18030)));
      return other.chars().anyMatch(c -> c >= THREE_BYTES);
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Counts, line by line, what each encoding makes of the same bytes. */
  private static final class Lines {
    private final LineDecoder utf8 = new LineDecoder(StandardCharsets.UTF_8);
    private final LineDecoder gb18030 = new LineDecoder(GB18030);
    private long doubtfulUtf8;
    private long doubtfulGb18030;

    /** CR and LF are never part of a longer character in either encoding. */
    void add(byte[] bytes, int length) {
      int start = 0;
      for (int i = 0; i < length; i++) {
        if (bytes[i] == '\n' || bytes[i] == '\r') {
          feed(bytes, start, i - start);
          endLine();
          start = i + 1;
        }
      }
      feed(bytes, start, length - start);
    }

    Charset decide() {
      endLine();
      return doubtfulUtf8 <= doubtfulGb18030 ? StandardCharsets.UTF_8 : GB18030;
    }

    private void feed(byte[] bytes, int offset, int length) {
      utf8.feed(bytes, offset, length);
      gb18030.feed(bytes, offset, length);
    }

    private void endLine() {
      utf8.endLine();
      gb18030.endLine();
      if (utf8.broken) {
        doubtfulUtf8++;
      }
      if (gb18030.broken || (!utf8.broken && utf8.threeBytes)) {
        doubtfulGb18030++;
      }
      utf8.reset();
      gb18030.reset();
    }
  }

  /** Decodes one line in pieces and keeps no more of it than what was seen. */
  private static final class LineDecoder {
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK + 8);
    private final CharBuffer chars = CharBuffer.allocate(CHUNK + 8);
    private boolean broken;
    private boolean threeBytes;

    LineDecoder(Charset charset) {
      decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    void feed(byte[] source, int offset, int length) {
      if (!broken && length > 0) {
        bytes.put(source, offset, length);
        decode(false);
      }
    }

    void endLine() {
      if (!broken) {
        decode(true);
      }
    }

    void reset() {
      decoder.reset();
      bytes.clear();
      broken = false;
      threeBytes = false;
    }

    private void decode(boolean last) {
      CoderResult result = decoder.decode(bytes.flip(), chars.clear(), last);
      broken = result.isError();
      bytes.compact();
      chars.flip();
      while (!threeBytes && chars.hasRemaining()) {
        threeBytes = chars.get() >= THREE_BYTES;
      }
    }
  }
}
