package io.github.qccroutes.app;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * The Vert.x of both HTTP servers. They close a connection on which nothing moves, and have each
 * request looked at by a {@link RequestGuard}, so that slow or silent clients can't keep
 * connections for ever and large ones can't fill memory or disk; Camel's own settings don't go so
 * far.
 */
final class TimedServers extends VertxWrapper {
  private static final int SECONDS = 20;
  private static final int MAX_BODY_BYTES = 64 << 10;

  TimedServers() {
    super((VertxInternal) Vertx.vertx());
  }

  @Override
  public HttpServer createHttpServer(HttpServerOptions options) {
    HttpServer server =
        super.createHttpServer(
            options
                .setIdleTimeout(SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                // The guard knows HTTP/1 only.
                .setHttp2ClearTextEnabled(false));
    return server.connectionHandler(TimedServers::guard);
  }

  private static void guard(HttpConnection connection) {
    ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
    vertx
        .pipeline()
        .addBefore(vertx.name(), "request-guard", new RequestGuard(SECONDS, MAX_BODY_BYTES));
  }

  /** Ends its threads; the servers are closed by then. */
  void end() {
    close().toCompletionStage().toCompletableFuture().join();
  }
}
