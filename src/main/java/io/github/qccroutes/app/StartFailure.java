package io.github.qccroutes.app;

import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;

/** Finds the one line in a start-up failure that tells a person which file is wrong, and how. */
final class StartFailure {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\w.:/{}-]+|[.:]+(?=\\s|$)");
  private static final Pattern MARK_OF_A_NAME = Pattern.compile("[A-Z.:/{}-]");

  private static final Pattern NO_COMPONENT =
      Pattern.compile("No endpoint could be found for: ([\\w.+-]+)([^?,\\s]*)");
  private static final Pattern GONE =
      Pattern.compile(
          "(?i)no bean could be found|no route starts|there is no routeConfiguration|cannot find");
  private static final String CAMEL =
      String.valueOf(CamelContext.class.getPackage().getImplementationVersion());
  private static final String COMPONENTS = "https://camel.apache.org/components/4.18.x/";

  private StartFailure() {}

  /**
   * Which file is wrong, where, and how.
   *
   * @param home that of the routes
   */
  static String inOneLine(Throwable failure, Path home) {
    Path routes = RouteFiles.folder(home);
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
                      : file.get()
                          + line(address(why), Files.readAllLines(routes.resolve(file.get()))),
                  why + advice(t, why, home));
        }
      }
    } catch (IOException e) {
      return "routes: can't read " + routes + ": " + Database.reason(e);
    }
    return "can't start: " + Database.reason(failure);
  }

  /** Of an address that nothing knows, without its parameters; else all that is told. */
  private static String address(String why) {
    Matcher unknown = NO_COMPONENT.matcher(why);
    return unknown.find()
        ? "%s%s %s"
            .formatted(unknown.group(1), unknown.group(2), unknown.group(1))
            .replace("//", "")
        : why;
  }

  /** What to do about what the installation has not, or has no more. */
  private static String advice(Throwable failure, String why, Path home) throws IOException {
    Matcher scheme = NO_COMPONENT.matcher(why);
    if (scheme.find()) {
      return " Put the component into %s: camel-%s-%s.jar and the jars that it needs, and restart. %s names the jar where it is another one"
          .formatted(home.resolve("lib/ext"), scheme.group(1), CAMEL, COMPONENTS);
    }
    String missing = RouteFiles.missingJar(failure);
    if (!missing.isEmpty()) {
      return missing;
    }
    if (!GONE.matcher(why).find()) {
      return "";
    }
    List<String> words = List.of(BETWEEN_WORDS.split(why));
    Optional<Path> holder = RouteFiles.missingHolder(RouteFiles.folder(home), words);
    return holder.isPresent()
        ? ". It is in %s, which is missing; copy it from the installation".formatted(holder.get())
        : FormerNames.advice(words);
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
