package io.github.qccroutes.app;

import io.github.qccroutes.flow.Todo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the route files on disk, a line each in Chinese and English. The routes that
 * run are not affected by it; the next start is. Thread-safe.
 */
final class RouteFileTrouble {
  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");
  private static final String OF_ROUTES = "routes: ";
  private static final int MOST_NAMED = 3;

  private final Path folder;
  private final RouteReload.Rehearsal rehearsal;
  private final AtomicBoolean rehearsing = new AtomicBoolean();
  private volatile Verdict verdict;

  /**
   * Takes the files as they are for good: the start that follows finds out.
   *
   * @param rehearsal fails where the next start would
   */
  RouteFileTrouble(Path folder, RouteReload.Rehearsal rehearsal) {
    this.folder = folder;
    this.rehearsal = rehearsal;
    this.verdict = new Verdict(stamps(), null);
  }

  /**
   * What is known by now. Files that have changed are tried beside the caller, whose page is not to
   * wait: the next answer has the outcome.
   */
  List<Todo> todo() {
    List<Todo> todo = new ArrayList<>();
    List<Path> missing = RouteFiles.missing(folder);
    if (!missing.isEmpty()) {
      todo.add(
          Todo.of(
              "routes",
              "missing",
              null,
              "缺少 %d 个自带的路由文件，下次启动后其工作不会进行".formatted(missing.size()),
              "%d shipped route file(s) are missing, so the next start will not do their work: %s; 从程序目录复制过来 copy them from the installation"
                  .formatted(missing.size(), named(missing)),
              "qcc-routes check",
              null));
    }
    Map<Path, String> now = stamps();
    if (!now.equals(verdict.stamps) && rehearsing.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> rehearse(now), "route-files");
      thread.setDaemon(true);
      thread.start();
    }
    String failure = verdict.failure;
    if (failure != null) {
      todo.add(
          Todo.of(
              "routes",
              "broken",
              null,
              "路由文件有错，下次启动会失败",
              "a route file is wrong, so that the next start would fail: " + failure,
              "qcc-routes check",
              null));
    }
    return todo;
  }

  private void rehearse(Map<Path, String> stamps) {
    try {
      rehearsal.run();
      verdict = new Verdict(stamps, null);
    } catch (StartException e) {
      String message = String.valueOf(e.getMessage());
      // Whatever else is in the way of a start is told elsewhere, and may pass by itself.
      if (message.startsWith(OF_ROUTES)) {
        verdict = new Verdict(stamps, message.substring(OF_ROUTES.length()));
      }
    } catch (RuntimeException e) {
      LOG.debug("The route files can't be tried", e);
    } finally {
      rehearsing.set(false);
    }
  }

  private static String named(List<Path> files) {
    return files.stream().limit(MOST_NAMED).map(Path::toString).collect(Collectors.joining(", "))
        + (files.size() > MOST_NAMED ? ", ..." : "");
  }

  /** Size and time of each file; nothing while the folder can't be read. */
  private Map<Path, String> stamps() {
    Map<Path, String> stamps = new HashMap<>();
    try {
      for (Path file : RouteFiles.in(folder)) {
        stamps.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    } catch (IOException | UncheckedIOException e) {
      return Map.of();
    }
    return stamps;
  }

  /**
   * How these files would start.
   *
   * @param failure null when they would
   */
  private record Verdict(Map<Path, String> stamps, @Nullable String failure) {}
}
