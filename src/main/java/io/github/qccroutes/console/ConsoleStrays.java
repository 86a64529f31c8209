package io.github.qccroutes.console;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests below {@code /console/api/} that the API's document does not have, as problems; it
 * sees all of them before any route does, whichever was there first. Thread-safe.
 */
final class ConsoleStrays implements Handler<RoutingContext> {
  private static final String BELOW = "/console/api/*";
  private static final int FIRST = -1;

  private final OpenApi api;
  private volatile @Nullable Router watched;

  ConsoleStrays(OpenApi api) {
    this.api = api;
  }

  /** Has all requests of a server come by here; once is enough. */
  synchronized void watch(Router router) {
    if (watched != router) {
      router.route(BELOW).order(FIRST).handler(this);
      watched = router;
    }
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = Objects.requireNonNullElse(request.path(), "");
    SortedSet<String> methods = api.methods(path);
    if (methods.contains(request.method().name())) {
      context.next();
      return;
    }
    String others = String.join(", ", methods);
    if (!methods.isEmpty()) {
      context.response().putHeader("Allow", others);
    }
    ConsoleProblem problem =
        methods.isEmpty()
            ? ConsoleProblem.noAddress()
            : ConsoleProblem.wrongMethod(request.method().name(), others);
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", ConsoleAnswer.PROBLEM)
        .end(Buffer.buffer(ConsoleAnswer.bytes(problem.told())));
  }
}
