package io.github.qccroutes.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Whether a file ends as a list does when it is written to its end: a text with a line end behind
 * its last line and no quote left open, a workbook with the record that ends it. A copy that pauses
 * seldom does.
 */
public final class FileEnd {
  private FileEnd() {}

  /** True, too, for what is no list or can't be read: that does not change by waiting. */
  public static boolean isWhole(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    try {
      if (Files.size(file) == 0) {
        return false;
      }
      if (name.endsWith(".xlsx")) {
        return !ForeignContent.isArchive(head(file)) || ArchiveEnd.of(file).isThere();
      }
      boolean text = name.endsWith(".csv") || name.endsWith(".txt");
      return !text
          || ForeignContent.isForeign(head(file))
          || (endsWithLine(file) && hasQuotesInPairs(file));
    } catch (IOException e) {
      return true;
    }
  }

  /** A line end in any encoding, or the mark that old programs put behind it. */
  private static boolean endsWithLine(Path file) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(2);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      channel.read(last, Math.max(0, channel.size() - 2));
    }
    int end = last.position() == 0 ? 0 : last.get(last.position() - 1);
    int before = last.position() < 2 ? 0 : last.get(0);
    return end == '\n'
        || end == '\r'
        || end == 26
        || (end == 0 && (before == '\n' || before == '\r'));
  }

  /** Quotes come in pairs once each that was opened is closed. */
  private static boolean hasQuotesInPairs(Path file) throws IOException {
    byte[] head = head(file);
    TextEncoding marked = TextEncoding.marked(head, head.length);
    // In UTF-8 and in GB18030 no other character has the byte of a quote.
    Charset charset = marked == null ? StandardCharsets.ISO_8859_1 : marked.charset();
    boolean paired = true;
    try (Reader in =
        new InputStreamReader(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), charset)) {
      char[] chunk = new char[1 << 14];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        for (int i = 0; i < length; i++) {
          paired ^= chunk[i] == '"';
        }
      }
    }
    return paired;
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(ForeignContent.HEAD_BYTES);
    }
  }
}
