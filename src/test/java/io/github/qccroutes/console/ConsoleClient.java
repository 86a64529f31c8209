package io.github.qccroutes.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A program that calls the API of a node over HTTP, with a token of one role. */
final class ConsoleClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  static final List<String> FLOWS =
      List.of("console", "api", "push", "quota", "reports", "assignments", "partnerships", "sync");

  private final TestNode node;
  private final @Nullable String token;

  private ConsoleClient(TestNode node, @Nullable String token) {
    this.node = node;
    this.token = token;
  }

  /** A node with the console and all that it acts on, which tests share. */
  static TestNode sharedNode(Dialect dialect, String... settings) {
    return TestNode.shared(
        dialect,
        FLOWS,
        Stream.concat(Stream.of("qcc.console.enabled", "true"), Stream.of(settings))
            .toArray(String[]::new));
  }

  /** Somebody with a token. */
  static ConsoleClient of(TestNode node, Role role) {
    ConsoleTokens tokens = new ConsoleTokens(node.application().database());
    tokens.revoke(role.text());
    return new ConsoleClient(node, tokens.add(role.text(), role).orElseThrow());
  }

  /** Somebody nobody knows. */
  static ConsoleClient nobody(TestNode node) {
    return new ConsoleClient(node, null);
  }

  /** Adds a user who can log in by password. */
  static void addUser(TestNode node, String name, Role role, String password) {
    new ConsoleUsers(node.application().database(), Clock.systemUTC()).add(name, role, password);
  }

  /** An answer. */
  record Answer(int status, String text, HttpResponse<byte[]> http) {
    JsonNode json() throws IOException {
      return JSON.readTree(text);
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  Answer get(String path) throws Exception {
    return send("GET", path, null);
  }

  Answer post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  Answer put(String path, String body) throws Exception {
    return send("PUT", path, body);
  }

  Answer delete(String path) throws Exception {
    return send("DELETE", path, null);
  }

  /** The header that tells who it is. */
  String authorization() {
    return "Bearer " + token;
  }

  /** Headers by turns of name and value. */
  Answer send(String method, String path, @Nullable String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + node.application().managementPort()
                        + "/console/api"
                        + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", authorization());
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> answer =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(
        answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8), answer);
  }
}
