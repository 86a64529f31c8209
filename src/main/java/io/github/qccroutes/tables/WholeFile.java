package io.github.qccroutes.tables;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that appears under its name whole, or not at all. It is written to a hidden name in the
 * same folder, forced to disk and renamed by {@link #commit()}, over an older one if need be;
 * closed without that, it leaves nothing. Not safe for use by several threads.
 */
public final class WholeFile implements Closeable {
  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final OutputStream stream;

  private WholeFile(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.channel = channel;
    this.stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
  }

  /** Starts a file; its folder must exist. */
  public static WholeFile create(Path target) throws IOException {
    // A name of its own: a node that lost its claim must not rename what another is still writing.
    // Not made of the target's name, which may be as long as a file system allows.
    Path part = target.resolveSibling("." + UUID.randomUUID() + ".part");
    return new WholeFile(
        target,
        part,
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** Writes a short text in UTF-8 with BOM, which editors on Windows need to show Chinese. */
  public static void write(Path target, String text) throws IOException {
    try (WholeFile file = create(target)) {
      file.stream().write(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));
      file.commit();
    }
  }

  /** The buffered stream of the content; {@link #commit()} flushes it. */
  public OutputStream stream() {
    return stream;
  }

  /** Makes the file appear; what was written survives a power cut from here on. */
  public void commit() throws IOException {
    stream.flush();
    channel.force(true);
    channel.close();
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
  }

  private void forceFolder() {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    } catch (IOException e) {
      // Some systems can't open a folder; the file is whole there all the same.
    }
  }
}
