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
  private static final RequestGuard.Limits USUAL = new RequestGuard.Limits(SECONDS, 64 << 10);

  private static final int MAX_LINE_BYTES = 8 << 10;

  private final int callbackPort;
  private final RefusedRequests refusals;
  private final RequestGuard.Uploads uploads;

  /**
   * @param refusals hears what was refused on the callback's port
   * @param uploads on the other port
   */
  TimedServers(int callbackPort, RefusedRequests refusals, RequestGuard.Uploads uploads) {
    super((VertxInternal) Vertx.vertx());
    this.callbackPort = callbackPort;
    this.refusals = refusals;
    this.uploads = uploads;
  }

  @Override
  public HttpServer createHttpServer(HttpServerOptions options) {
    HttpServer server =
        super.createHttpServer(
            options
                .setIdleTimeout(SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                // The guard knows HTTP/1 only.
                .setHttp2ClearTextEnabled(false));
    return server.connectionHandler(this::guard);
  }

  private void guard(HttpConnection connection) {
    ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
    boolean callbacks = connection.localAddress().port() == callbackPort;
    vertx
        .pipeline()
        .addBefore(
            vertx.name(),
            "request-guard",
            callbacks
                ? new RequestGuard(USUAL, RequestGuard.Uploads.NONE, refusals)
                : new RequestGuard(USUAL, uploads, null));
  }

  /** Ends its threads; the servers are closed by then. */
  void end() {
    close().toCompletionStage().toCompletableFuture().join();
  }
}
