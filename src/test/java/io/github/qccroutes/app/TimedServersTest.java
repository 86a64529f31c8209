package io.github.qccroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The guard stands where it sees what HTTP is made of: behind the codec and before Vert.x. The
 * classes that put it there are Vert.x's own, and a later version may move them.
 */
final class TimedServersTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<String> handlers = new CopyOnWriteArrayList<>();
  private TimedServers servers;
  private int port;

  @BeforeEach
  void listen() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    servers = new TimedServers(port, new RefusedRequests(metrics), RequestGuard.Uploads.NONE);
    HttpServer server =
        servers
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
            .requestHandler(
                request -> {
                  handlers.addAll(
                      ((ConnectionBase) request.connection())
                          .channelHandlerContext()
                          .pipeline()
                          .names());
                  seen.add(
                      request.method()
                          + " "
                          + request.uri()
                          + " "
                          + request.getHeader("CamelHttpUri"));
                  request.response().end("seen");
                });
    server.listen().toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void end() {
    servers.end();
  }

  @Test
  void refusesAnUploadBeforeVertxSeesIt() throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/form"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString("--x--")));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(seen).isEmpty();
    assertThat(metrics.counter("qcc.http.refused", "status", "415").count()).isEqualTo(1);
  }

  @Test
  void laysOutARequestForVertxAndItsAnswerForTheClient() throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/page"))
                .header("CamelHttpUri", "http://elsewhere")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(seen).containsExactly("GET /page null");
  }

  @Test
  void asksTheGuardBeforeAConnectionOnWhichNothingMovesIsEnded() throws Exception {
    send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/page")));

    assertThat(handlers).containsSubsequence("idle", "request-guard", "handler");
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
