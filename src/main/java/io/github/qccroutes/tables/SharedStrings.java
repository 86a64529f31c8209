package io.github.qccroutes.tables;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The texts that a workbook's cells refer to by number, in a file on disk: a workbook of a million
 * rows has as many. They are kept in blocks, of which memory holds the positions and those used
 * last; sheets use the texts nearly in order.
 */
final class SharedStrings implements Closeable {
  private static final int BLOCK = 64;
  private static final int RECENT_BLOCKS = 128;
  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);

  private final @Nullable FileChannel file;
  private long[] starts = new long[16];
  private int count;
  private final Map<Integer, String[]> recent =
      new LinkedHashMap<>(RECENT_BLOCKS * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, String[]> eldest) {
          return size() > RECENT_BLOCKS;
        }
      };

  private SharedStrings(@Nullable FileChannel file) {
    this.file = file;
  }

  static SharedStrings none() {
    return new SharedStrings(null);
  }

  /**
   * @param maxChars how much of each text is kept
   */
  static SharedStrings read(XmlPart xml, Path scratch, int maxChars) throws IOException {
    Files.createDirectories(scratch);
    Path path = scratch.resolve(UUID.randomUUID() + ".strings");
    SharedStrings strings = new SharedStrings(FileChannel.open(path, OPTIONS, owners(scratch)));
    try {
      strings.load(xml, maxChars);
      return strings;
    } catch (IOException | RuntimeException e) {
      strings.close();
      throw e;
    }
  }

  /** Only the owner may read it, where the file system knows owners. */
  private static FileAttribute<?>[] owners(Path scratch) throws IOException {
    return Files.getFileStore(scratch).supportsFileAttributeView(PosixFileAttributeView.class)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private void load(XmlPart xml, int maxChars) throws IOException {
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(requireFile()), 1 << 16));
    StringBuilder text = new StringBuilder();
    while (xml.next()) {
      if (xml.isStart("si")) {
        text.setLength(0);
        xml.richText("si", text, maxChars);
        if (count % BLOCK == 0) {
          mark(out.size());
        }
        out.writeUTF(text.toString());
        count++;
      }
    }
    mark(out.size());
    out.flush();
  }

  /** Notes where the block that {@code count} falls into starts, or the last one ends. */
  private void mark(long position) {
    int block = (count + BLOCK - 1) / BLOCK;
    if (block == starts.length) {
      starts = Arrays.copyOf(starts, 2 * block);
    }
    starts[block] = position;
  }

  /** The text of that number, or null when there is none. */
  @Nullable String get(int number) throws IOException {
    if (number < 0 || number >= count) {
      return null;
    }
    String[] block = recent.get(number / BLOCK);
    if (block == null) {
      block = load(number / BLOCK);
      recent.put(number / BLOCK, block);
    }
    return block[number % BLOCK];
  }

  private String[] load(int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) (starts[number + 1] - starts[number]));
    while (bytes.hasRemaining()) {
      if (requireFile().read(bytes, starts[number] + bytes.position()) < 0) {
        throw new IOException("the texts of the workbook were cut off on disk");
      }
    }
    String[] block = new String[Math.min(BLOCK, count - number * BLOCK)];
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.array()));
    for (int i = 0; i < block.length; i++) {
      block[i] = in.readUTF();
    }
    return block;
  }

  private FileChannel requireFile() {
    if (file == null) {
      throw new IllegalStateException("no texts");
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
