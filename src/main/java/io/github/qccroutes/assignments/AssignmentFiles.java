package io.github.qccroutes.assignments;

import io.github.qccroutes.dropfile.DropFileException;
import io.github.qccroutes.dropfile.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Where dropped files lie, go and are answered, below the data directory. A file moves within one
 * file system by a rename, whole or not at all. Thread-safe.
 */
public final class AssignmentFiles {
  private final Path data;
  private final Clock clock;
  private final ZoneId zone;

  public AssignmentFiles(Path data, Clock clock, ZoneId zone) {
    this.data = data;
    this.clock = clock;
    this.zone = zone;
  }

  /** Makes all folders. */
  public void prepare() throws IOException {
    for (AssignmentAction action : AssignmentAction.values()) {
      for (String parent : new String[] {"inbox", "done", "rejected", "results"}) {
        Files.createDirectories(data.resolve(parent).resolve(action.folder()));
      }
    }
  }

  /** The folder of an action in the inbox. */
  public Path inbox(AssignmentAction action) {
    return data.resolve("inbox").resolve(action.folder());
  }

  /** A folder of the inbox as the database has it: {@code assign} or {@code assign/<login>}. */
  String folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return data.resolve("inbox").relativize(folder == null ? file : folder).toString();
  }

  /** The file in the inbox that a job was made from. */
  Path inInbox(String folder, String fileName) {
    return data.resolve("inbox").resolve(folder).resolve(fileName);
  }

  /** Moves a taken file to {@code done}; a file that has gone already is where it should be. */
  void moveToDone(Path file, AssignmentAction action, long jobId) throws IOException {
    Path folder =
        data.resolve("done")
            .resolve(action.folder())
            .resolve(LocalDate.now(clock.withZone(zone)).toString());
    Files.createDirectories(folder);
    try {
      Files.move(file, folder.resolve(named(file, jobId)), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // another node, or this one before it was killed, has moved it
    }
  }

  /** Moves a refused file to {@code rejected}, with the reason beside it. */
  Path reject(Path file, AssignmentAction action, DropFileException reason) throws IOException {
    Path folder = data.resolve("rejected").resolve(action.folder());
    String name = String.valueOf(file.getFileName());
    Path target = folder.resolve(name);
    for (int n = 2; Files.exists(target, LinkOption.NOFOLLOW_LINKS); n++) {
      target = folder.resolve(stem(name) + "-" + n + ending(name));
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    WholeFile.write(folder.resolve(target.getFileName() + ".why.txt"), reason.why());
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    return target;
  }

  /**
   * A file that answers a job: {@code results/<flow>/<name>-<job id>.<ending>}.
   *
   * @param ending such as {@code result.csv}
   */
  Path result(AssignmentAction action, String fileName, long jobId, String ending) {
    return data.resolve("results")
        .resolve(action.folder())
        .resolve(stem(fileName) + "-" + jobId + "." + ending);
  }

  private static String named(Path file, long jobId) {
    String name = String.valueOf(file.getFileName());
    return stem(name) + "-" + jobId + ending(name);
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
