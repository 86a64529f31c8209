package io.github.qccroutes.app;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;

/** Finds the one line in a start-up failure that tells a person which file or setting is wrong. */
final class StartFailure {
  private StartFailure() {}

  static String inOneLine(Throwable failure, Path routes) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof BindException) {
      return "can't listen on qcc.http.host/port or qcc.management.host/port: " + root.getMessage();
    }
    List<String> broken = brokenFiles(routes);
    if (!broken.isEmpty()) {
      return broken.get(0);
    }
    String message = root.getMessage();
    return "can't start: "
        + (message == null
            ? root.getClass().getSimpleName()
            : message.strip().replaceAll("\\s+", " "));
  }

  private static List<String> brokenFiles(Path routes) {
    try {
      return RouteFiles.broken(routes);
    } catch (IOException e) {
      return List.of("routes: can't read " + routes + ": " + e.getMessage());
    }
  }
}
