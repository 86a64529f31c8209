package io.github.qccroutes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary file that a download goes to: only the owner may read it, and it goes when the
 * exchange that asked for it ends, whatever became of it. The path is the variable {@code
 * downloadFile}. Thread-safe.
 */
public final class DownloadFile {
  /** An age that a file reaches only if nobody is at it any more. */
  public static final Duration SURELY_LEFT = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String VARIABLE = "downloadFile";

  private final Path folder;
  private final Clock clock;

  /**
   * @param folder where temporary files stand; made when missing
   */
  public DownloadFile(Path folder, Clock clock) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.clock = clock;
  }

  /**
   * Writes the body into a file.
   *
   * @throws ProviderUnavailableException when it is no ZIP but what a gateway or a file store sends
   *     in place of one, for as long as it can't serve the file
   */
  public void write(Exchange exchange) throws IOException, ProviderUnavailableException {
    Message message = exchange.getMessage();
    InputStream body = message.getBody(InputStream.class);
    // Should it break off, the stream must not stay behind: the caller's route would read it on.
    message.removeHeaders("*");
    message.setBody(null);
    try (InputStream in = body == null ? InputStream.nullInputStream() : body) {
      // Made with mode 0600 where the file system knows modes.
      Path file = Files.createTempFile(folder, "download-", ".zip");
      exchange.setVariable(VARIABLE, file);
      exchange.getExchangeExtension().addOnCompletion(new Removal(file));
      try (OutputStream out = Files.newOutputStream(file)) {
        in.transferTo(out);
      }
      requireZip(file);
    }
  }

  private static void requireZip(Path file) throws IOException, ProviderUnavailableException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(ForeignBody.HEAD_BYTES);
    }
    if (head.length < 2 || head[0] != 'P' || head[1] != 'K') {
      throw new ProviderUnavailableException(
          Outcome.RETRY,
          "the download server, or a gateway before it, sent "
              + ForeignBody.named(head, Files.size(file))
              + " instead of a ZIP file");
    }
  }

  /** Removes what killed processes left behind, of whichever node: no work takes a day. */
  public void sweep() throws IOException {
    clear(SURELY_LEFT);
  }

  /** Removes what a killed process left behind and is older than {@code age}. */
  public void clear(Duration age) throws IOException {
    FileTime limit = FileTime.from(clock.instant().minus(age));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file) && Files.getLastModifiedTime(file).compareTo(limit) <= 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static final class Removal extends SynchronizationAdapter {
    private final Path file;

    Removal(Path file) {
      this.file = file;
    }

    @Override
    public void onDone(Exchange exchange) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // Swept with what killed processes leave.
        LOG.debug("{} can't be removed yet", file, e);
      }
    }
  }
}
