package io.github.qccroutes.jobs;

import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.Message;
import io.github.qccroutes.tables.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Where dropped files lie, go and are answered, below the data directory. A file moves within one
 * file system by a rename, whole or not at all. Thread-safe.
 */
public final class JobFiles {
  /**
   * The folders below {@code inbox}; {@code done}, {@code rejected} and {@code results} have them,
   * too.
   */
  static final List<String> INBOXES = List.of("assign", "cancel", "partnerships", "sync");

  /** So that {@code <name>-2.<ending>.why.txt} stays within the 255 bytes of a file name. */
  private static final int MOST_NAME_BYTES = 200;

  private final Path data;
  private final Clock clock;
  private final ZoneId zone;

  public JobFiles(Path data, Clock clock, ZoneId zone) {
    this.data = data;
    this.clock = clock;
    this.zone = zone;
  }

  /** Makes the folders. */
  public void prepare() throws IOException {
    for (String parent : new String[] {"inbox", "done", "rejected", "results"}) {
      for (String inbox : INBOXES) {
        Files.createDirectories(data.resolve(parent).resolve(inbox));
      }
    }
  }

  /** Where all inboxes are. */
  Path inbox() {
    return data.resolve("inbox").toAbsolutePath().normalize();
  }

  /** A folder below {@code inbox} as the database has it: {@code assign/<login>}, say. */
  String folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return inbox().relativize(folder == null ? file : folder).toString();
  }

  /** The inbox that a folder belongs to: {@code assign} of {@code assign/<login>}. */
  static String inboxOf(String folder) {
    return Path.of(folder).getName(0).toString();
  }

  /** The file in the inbox that a job was made from. */
  Path inInbox(String folder, String fileName) {
    return inbox().resolve(folder).resolve(fileName);
  }

  /**
   * Moves a taken file to {@code done}; a file that has gone already is where it should be.
   *
   * @return where it lies now, or null when another has moved it
   */
  @Nullable Path moveToDone(Path file, String inbox, long jobId) throws IOException {
    Path folder =
        data.resolve("done").resolve(inbox).resolve(LocalDate.now(clock.withZone(zone)).toString());
    Files.createDirectories(folder);
    try {
      return Files.move(file, folder.resolve(named(file, jobId)), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // another node, or this one before it was killed, has moved it
      return null;
    }
  }

  /** Where a file that was moved to {@code done} in the last two days lies, or null. */
  @Nullable Path inDone(String folder, String fileName, long jobId) {
    LocalDate today = LocalDate.now(clock.withZone(zone));
    for (int days = 0; days < 3; days++) {
      Path file =
          data.resolve("done")
              .resolve(inboxOf(folder))
              .resolve(today.minusDays(days).toString())
              .resolve(named(Path.of(fileName), jobId));
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return file;
      }
    }
    return null;
  }

  /**
   * Moves a refused file to {@code rejected}, with the reason beside it. A name that is too long or
   * unprintable is made fit.
   */
  Path reject(Path file, String inbox, DropFileException reason) throws IOException {
    Path folder = data.resolve("rejected").resolve(inbox);
    String name = fit(String.valueOf(file.getFileName()));
    Path target = folder.resolve(name);
    for (int n = 2; Files.exists(target, LinkOption.NOFOLLOW_LINKS); n++) {
      target = folder.resolve(numbered(name, n));
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    WholeFile.write(folder.resolve(target.getFileName() + ".why.txt"), reason.why());
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    return target;
  }

  /**
   * A file that answers the job in the exchange, of the variables {@code folder}, {@code fileName}
   * and {@code jobId}: {@code results/<inbox>/<name>-<job id>.<ending>}.
   *
   * @param ending such as {@code result.csv}
   */
  public Path result(Exchange exchange, String ending) {
    String fileName = exchange.getVariable("fileName", String.class);
    long jobId = exchange.getVariable("jobId", Long.class);
    return result(
        exchange.getVariable("folder", String.class), fileName, Long.toString(jobId), ending);
  }

  /**
   * The same by the name of a job: {@code results/<inbox>/<name>-<job>.<ending>}.
   *
   * @param job what a person calls it
   */
  public Path result(String folder, String fileName, String job, String ending) {
    return results(folder).resolve(stem(fileName) + "-" + job + "." + ending);
  }

  /** Where the results of an inbox are. */
  public Path results(String folder) {
    return data.resolve("results").resolve(inboxOf(folder));
  }

  /** A name beside others: {@code <name>-2.<ending>}. */
  static String numbered(String name, int n) {
    return stem(name) + "-" + n + ending(name);
  }

  private static String named(Path file, long jobId) {
    String name = String.valueOf(file.getFileName());
    return stem(name) + "-" + jobId + ending(name);
  }

  private static String fit(String name) {
    String ending = ending(name);
    StringBuilder fit = new StringBuilder(Message.shown(stem(name)));
    if (bytes(ending) > MOST_NAME_BYTES / 2) {
      fit.append(ending);
      ending = "";
    }
    while (bytes(fit + ending) > MOST_NAME_BYTES) {
      fit.setLength(fit.offsetByCodePoints(fit.length(), -1));
    }
    return fit + Message.shown(ending);
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }
}
