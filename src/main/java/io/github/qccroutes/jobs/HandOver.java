package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.DroppedName;
import io.github.qccroutes.tables.Message;
import io.github.qccroutes.tables.Sha256;
import io.github.qccroutes.tables.TemporaryName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The way of a file that came over the network into the inbox of a flow, where it goes on as if a
 * person had dropped it, but for the waiting: it is known to be whole. No file is ever overwritten.
 * Thread-safe.
 */
public final class HandOver {
  private static final int MOST_NAMES = 1000;

  private final JobFlow flow;
  private final Database database;
  private final JobFiles files;
  private final FileIntake.Lines lines;
  private final SteadyFiles steady;

  HandOver(
      JobFlow flow, Database database, JobFiles files, FileIntake.Lines lines, SteadyFiles steady) {
    this.flow = flow;
    this.database = database;
    this.files = files;
    this.lines = lines;
    this.steady = steady;
  }

  /**
   * Puts the file of the variable {@code file} into the folder {@code flow}, or the one in it that
   * is named {@code login} or {@code scope}. Sets the variables {@code folder} and {@code fileName}
   * to where it is now: the name is another one where a different file has it.
   *
   * @throws DropFileException when it would be refused there for its place or as a repeat
   */
  public void drop(Exchange exchange) throws IOException {
    Path file = exchange.getVariable("file", Path.class);
    String sha256 = exchange.getVariable("sha256", String.class);
    String folder = folder(exchange, file);
    boolean made = make(files.inInbox(folder, ""));
    String name;
    try {
      lines.layout(files.inInbox(folder, String.valueOf(file.getFileName())), folder);
      name = place(file, folder, sha256);
    } catch (IOException | RuntimeException e) {
      if (made) {
        Files.deleteIfExists(files.inInbox(folder, ""));
      }
      throw e;
    }
    exchange.setVariable("folder", folder);
    exchange.setVariable("fileName", name);
  }

  private static String folder(Exchange exchange, Path file) {
    String inbox = exchange.getVariable("flow", String.class);
    String login = exchange.getVariable("login", String.class);
    String below = login == null ? exchange.getVariable("scope", String.class) : login;
    if (below == null) {
      return inbox;
    }
    if (!DroppedName.isSegment(below) || TemporaryName.isOf(Path.of(below))) {
      throw new DropFileException(
          file,
          new Message(
              "“" + Message.shown(below) + "”不能作文件夹名，不予处理",
              Message.shown(below) + " can't be the name of a folder, so it is not read"));
    }
    return inbox + "/" + below;
  }

  /** Makes a folder that is missing; says whether it was. */
  private static boolean make(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Files.createDirectories(folder);
    return true;
  }

  private String place(Path file, String folder, String sha256) throws IOException {
    String wanted = String.valueOf(file.getFileName());
    for (int n = 1; n < MOST_NAMES; n++) {
      String name = n == 1 ? wanted : JobFiles.numbered(wanted, n);
      refuseRepeat(file, folder, name, sha256);
      Path target = files.inInbox(folder, name);
      if (put(file, target)) {
        steady.trust(target);
        return name;
      }
      if (holds(target, sha256)) {
        // Handed over before, by somebody who did not hear that it was.
        return name;
      }
    }
    throw new DropFileException(
        file,
        new Message("inbox 中同名文件太多，请改名", "the inbox has too many files of that name; rename it"));
  }

  private void refuseRepeat(Path file, String folder, String name, String sha256) {
    List<Row> repeats =
        database
            .statement(flow.name() + "/find-repeat")
            .params(Map.of("folder", folder, "fileName", name, "sha256", sha256))
            .query(Row::of)
            .list();
    if (!repeats.isEmpty()) {
      throw FileIntake.repeat(file, flow.job(repeats.get(0).number("id")));
    }
  }

  /** Whether the file is now there; false when the name is taken. */
  private static boolean put(Path file, Path target) throws IOException {
    try {
      // As a rename, but never over another file.
      Files.createLink(target, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return move(file, target);
    }
  }

  /** Where there are no links. */
  private static boolean move(Path file, Path target) throws IOException {
    try {
      Files.move(file, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static boolean holds(Path target, @Nullable String sha256) throws IOException {
    return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Sha256.of(target).equals(sha256);
  }
}
