package io.github.qccroutes.app;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import java.util.concurrent.TimeUnit;

/**
 * The Vert.x of both HTTP servers. They close a connection on which nothing moves, so that slow or
 * silent clients can't keep connections for ever; Camel's own settings know no such limit.
 */
final class TimedServers extends VertxWrapper {
  private static final int IDLE_SECONDS = 20;

  TimedServers() {
    super((VertxInternal) Vertx.vertx());
  }

  @Override
  public HttpServer createHttpServer(HttpServerOptions options) {
    return super.createHttpServer(
        options.setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS));
  }

  /** Ends its threads; the servers are closed by then. */
  void end() {
    close().toCompletionStage().toCompletableFuture().join();
  }
}
