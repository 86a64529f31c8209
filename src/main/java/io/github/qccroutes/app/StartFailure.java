package io.github.qccroutes.app;

import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;

/** Finds the one line in a start-up failure that tells a person which file is wrong, and how. */
final class StartFailure {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\w.:/{}-]+|[.:]+(?=\\s|$)");
  private static final Pattern MARK_OF_A_NAME = Pattern.compile("[A-Z.:/{}-]");

  private StartFailure() {}

  static String inOneLine(Throwable failure, Path routes) {
    try {
      List<String> broken = RouteFiles.broken(routes);
      if (!broken.isEmpty()) {
        return broken.get(0);
      }
      for (Throwable t = failure; t != null; t = t.getCause()) {
        String routeId = routeId(t);
        if (routeId != null) {
          Optional<Path> file = RouteFiles.of(routeId, routes);
          String why = oneLine(t.getCause() == null ? t : t.getCause());
          return "routes: %s: %s"
              .formatted(
                  file.isEmpty()
                      ? "route " + routeId
                      : file.get() + line(why, Files.readAllLines(routes.resolve(file.get()))),
                  why);
        }
      }
    } catch (IOException e) {
      return "routes: can't read " + routes + ": " + Database.reason(e);
    }
    return "can't start: " + Database.reason(failure);
  }

  /** The line with the longest of the names in the failure: a bean, a key, a file, a route. */
  private static String line(String why, List<String> lines) {
    String longest = "";
    int found = 0;
    for (String word : BETWEEN_WORDS.split(why)) {
      for (int n = 0; n < lines.size(); n++) {
        if (word.length() > longest.length() && holds(lines.get(n), word)) {
          longest = word;
          found = n + 1;
        }
      }
    }
    return found == 0 ? "" : ", line " + found;
  }

  /** An ordinary word must be all of the value: descriptions hold such words, too. */
  private static boolean holds(String line, String word) {
    String value = line.replaceFirst("^[^:]*: *", "").replace("\"", "");
    return value.equals(word) || (MARK_OF_A_NAME.matcher(word).find() && value.contains(word));
  }

  private static @Nullable String routeId(Throwable t) {
    if (t instanceof BrokenRouteException e) {
      return e.routeId();
    }
    if (t instanceof FailedToCreateRouteException e) {
      return e.getRouteId();
    }
    return t instanceof FailedToStartRouteException e ? e.getRouteId() : null;
  }

  private static String oneLine(Throwable t) {
    String message = t.getMessage();
    return message == null ? t.getClass().getSimpleName() : message.strip().replaceAll("\\s+", " ");
  }
}
