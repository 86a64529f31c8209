package io.github.qccroutes.app;

import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;

/** Finds the one line in a start-up failure that tells a person which file is wrong, and how. */
final class StartFailure {
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
          return "routes: %s: %s"
              .formatted(
                  file.map(Path::toString).orElse("route " + routeId),
                  oneLine(t.getCause() == null ? t : t.getCause()));
        }
      }
    } catch (IOException e) {
      return "routes: can't read " + routes + ": " + Database.reason(e);
    }
    return "can't start: " + Database.reason(failure);
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
