package io.github.qccroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The customer's side: signed calls, and a callback address whose answer a test may choose. */
final class Customer implements AutoCloseable {

  /** Stands for a status: the connection is closed without an answer. */
  static final int HANG_UP = 0;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Simulator provider;
  private final Clock clock;
  private final HttpServer server;
  private final List<URI> callbacks = new CopyOnWriteArrayList<>();
  private volatile int httpStatus = 200;
  private volatile String answer = "{\"status\":\"200\",\"msg\":\"成功\"}";

  Customer(Simulator provider, Clock clock) throws IOException {
    this.provider = provider;
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          callbacks.add(exchange.getRequestURI());
          if (httpStatus == HANG_UP) {
            exchange.close();
            return;
          }
          if (httpStatus == 302) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
          }
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(httpStatus, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  String callbackUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/qcc/push";
  }

  /** The callbacks received, as raw as they came. */
  List<URI> callbacks() {
    return callbacks;
  }

  void answers(int newHttpStatus, String newAnswer) {
    httpStatus = newHttpStatus;
    answer = newAnswer;
  }

  JsonNode json(String path, String... parameters) throws Exception {
    return JSON.readTree(call(path, parameters).body());
  }

  HttpResponse<String> call(String path, String... parameters) throws Exception {
    return send(signed(path, parameters).build());
  }

  CompletableFuture<HttpResponse<String>> callAsync(String path, String... parameters) {
    return client()
        .sendAsync(signed(path, parameters).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends without an HTTP client, which might repeat the request, and reads until the end. */
  String sendRaw(HttpRequest request) throws IOException {
    URI uri = request.uri();
    StringBuilder text = new StringBuilder("GET " + uri.getRawPath() + "?" + uri.getRawQuery());
    text.append(" HTTP/1.1\r\nHost: ").append(uri.getAuthority()).append("\r\n");
    request
        .headers()
        .map()
        .forEach(
            (name, values) -> text.append(name).append(": ").append(values.get(0)).append("\r\n"));
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return client().send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> download(String url) throws Exception {
    return client()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Parameters are names and values in turn. */
  HttpRequest.Builder signed(String path, String... parameters) {
    return signed(provider.account(), clock.instant().getEpochSecond(), path, parameters);
  }

  HttpRequest.Builder signed(Account account, long timespan, String path, String... parameters) {
    StringBuilder uri = new StringBuilder(provider.baseUrl() + path + "?key=" + account.key());
    for (int i = 0; i < parameters.length; i += 2) {
      uri.append('&').append(parameters[i]).append('=');
      uri.append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return HttpRequest.newBuilder(URI.create(uri.toString()))
        .header("Timespan", Long.toString(timespan))
        .header("Token", token(account, timespan));
  }

  void enablePush() throws Exception {
    json(PushCalls.SET, "enablePush", "A", "callbackUrl", callbackUrl(), "pushPeriodTime", "9");
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static String token(Account account, long timespan) {
    try {
      byte[] text =
          (account.key() + timespan + account.secretKey()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("MD5").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
