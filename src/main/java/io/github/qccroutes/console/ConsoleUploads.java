package io.github.qccroutes.console;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.DroppedName;
import io.github.qccroutes.tables.Message;
import io.github.qccroutes.tables.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that people hand over: each comes under its own name into a folder of its own below {@code
 * <data>/tmp/uploads}, which goes when the request ends, whatever became of it. Thread-safe.
 */
public final class ConsoleUploads {
  /** An age that an upload reaches only if nobody is at it any more. */
  private static final Duration SURELY_LEFT = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger("console");

  private final Path folder;
  private final long maxBytes;
  private final Clock clock;

  ConsoleUploads(Settings settings, Clock clock) {
    this.folder = settings.path("qcc.data-dir").resolve("tmp").resolve("uploads");
    this.maxBytes = settings.number("qcc.console.max-upload-mb") << 20;
    this.clock = clock;
  }

  /**
   * Takes the file of a request: the variables {@code file}, {@code sha256} and {@code size}.
   *
   * @throws ConsoleProblem 400 when no file of its name can be dropped, or it breaks off
   */
  public void receive(Exchange exchange) throws IOException {
    Path name = name(exchange);
    requirePlace(exchange);
    UploadBody body = new UploadBody(ConsoleRequest.of(exchange).http());
    exchange.getMessage().setBody(null);
    Files.createDirectories(folder);
    Path own = Files.createTempDirectory(folder, "");
    ConsoleDoor.atEnd(
        exchange,
        () -> {
          body.discard();
          remove(own);
        });
    Path file = own.resolve(name);
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      body.copyTo(out, maxBytes);
      out.flush();
      channel.force(true);
    }
    exchange.setVariable("file", file);
    exchange.setVariable("sha256", Sha256.of(file));
    exchange.setVariable("size", Files.size(file));
  }

  private static Path name(Exchange exchange) {
    String name = exchange.getVariable("name", String.class);
    try {
      Path path = Path.of(name);
      if (!DroppedName.isSegment(name)) {
        throw new DropFileException(
            path,
            new Message(
                "文件名里不能有 / \\ 和控制字符，也不能以 . 开头",
                "a file's name has no / and \\, no control characters and no dot before it"));
      }
      DroppedName.require(path);
      return path;
    } catch (InvalidPathException e) {
      throw ConsoleProblem.badRequest("这个文件名不能用，请改名", "No file can have this name; rename it");
    }
  }

  private static void requirePlace(Exchange exchange) {
    String flow = exchange.getVariable("flow", "sync", String.class);
    if (exchange.getVariable("login") != null && !List.of("assign", "cancel").contains(flow)) {
      throw ConsoleProblem.badRequest(
          "login 只用于 assign 和 cancel", "The login is for assign and cancel only");
    }
    if (exchange.getVariable("scope") != null && !flow.equals("sync")) {
      throw ConsoleProblem.badRequest("scope 只用于 sync", "The scope is for sync only");
    }
  }

  /** Answers where the file is now. */
  public void tell(Exchange exchange) {
    Map<String, Object> told = new LinkedHashMap<>();
    for (String name : List.of("flow", "folder", "sha256", "size")) {
      told.put(name, exchange.getVariable(name));
    }
    told.put("file", exchange.getVariable("fileName"));
    ConsoleAnswer.accepted(exchange, told);
  }

  /**
   * Removes what killed nodes left.
   *
   * @param all whether nobody else can be at it
   */
  void sweep(boolean all) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> left = Files.list(folder)) {
      for (Path each : (Iterable<Path>) left::iterator) {
        if (all
            || Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(clock.instant().minus(SURELY_LEFT))) {
          remove(each);
        }
      }
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Swept when a node starts.
      LOG.debug("{} can't be removed yet", folder, e);
    }
  }
}
