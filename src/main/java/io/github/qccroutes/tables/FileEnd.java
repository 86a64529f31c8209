package io.github.qccroutes.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file ends as a list does when it is written to its end: a text with a line end behind
 * its last line and no quote left open, a workbook with the record that ends it. A copy that pauses
 * seldom does.
 *
 * @param isWhole true, too, for what is no list or can't be read: that does not change by waiting
 * @param scan what there is to know of the file, if it had to be read to its end
 */
public record FileEnd(boolean isWhole, @Nullable FileScan scan) {

  /** Looks at the end of a file, and at all of a text that has a line end there. */
  public static FileEnd of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    boolean workbook = name.endsWith(".xlsx");
    boolean text = name.endsWith(".csv") || name.endsWith(".txt");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new FileEnd(true, null);
    }
    try {
      if (Files.size(file) == 0) {
        return new FileEnd(false, null);
      }
      if (!workbook && !text) {
        return new FileEnd(true, null);
      }
      return workbook ? ofWorkbook(file) : ofText(file);
    } catch (IOException e) {
      return new FileEnd(true, null);
    }
  }

  private static FileEnd ofWorkbook(Path file) throws IOException {
    try (FileChannel channel = channel(file)) {
      boolean archive = ForeignContent.isArchive(head(channel));
      return new FileEnd(!archive || ArchiveEnd.of(file).isThere(), null);
    }
  }

  private static FileEnd ofText(Path file) throws IOException {
    try (FileChannel channel = channel(file)) {
      byte[] head = head(channel);
      if (ForeignContent.isForeign(head)) {
        return new FileEnd(true, null);
      }
      if (!endsWithLine(channel, TextEncoding.marked(head, head.length))) {
        return new FileEnd(false, null);
      }
      FileScan scan = FileScan.ofText(Channels.newInputStream(channel.position(0)));
      return new FileEnd(scan.closesQuotes(), scan);
    }
  }

  /**
   * A line end, or the mark that old programs put behind it. Half of a character of UTF-16 may look
   * like one.
   */
  private static boolean endsWithLine(FileChannel channel, @Nullable TextEncoding marked)
      throws IOException {
    Charset charset = marked == null ? StandardCharsets.UTF_8 : marked.charset();
    int width = charset.equals(StandardCharsets.UTF_8) ? 1 : 2;
    if (channel.size() % width != 0) {
      return false;
    }
    ByteBuffer last = ByteBuffer.allocate(width);
    channel.read(last, Math.max(0, channel.size() - width));
    String end = new String(last.array(), charset);
    return end.equals("\n") || end.equals("\r") || end.equals("\u001a");
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  private static byte[] head(FileChannel channel) throws IOException {
    return Channels.newInputStream(channel.position(0)).readNBytes(ForeignContent.HEAD_BYTES);
  }
}
