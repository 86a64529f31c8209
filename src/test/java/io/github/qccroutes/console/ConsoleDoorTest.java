package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation of the document is behind the door, and the door knows who may do what. */
class ConsoleDoorTest {
  private static final JsonNode DOCUMENT = document();

  private TestNode node;

  @BeforeEach
  void start() {
    node = ConsoleClient.sharedNode(Dialect.SQLITE);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  private record Call(String method, String path, String role) {}

  private static JsonNode document() {
    try {
      return new ObjectMapper().readTree(OpenApi.read().text());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Call> calls() {
    Map<String, Call> calls = new LinkedHashMap<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            calls.put(
                                method.getKey() + path.getKey(),
                                new Call(
                                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey()
                                        .replace("/console/api", "")
                                        .replaceAll("\\{run}", "s1")
                                        .replaceAll("\\{job}", "1")
                                        .replaceAll("\\{type}", "day")
                                        .replaceAll("\\{\\w+}", "x"),
                                    method.getValue().path("x-role").asText()))));
    return List.copyOf(calls.values());
  }

  @Test
  void nobodyGetsInWithoutALogin() throws Exception {
    ConsoleClient nobody = ConsoleClient.nobody(node);
    for (Call call : calls()) {
      if (!call.role().equals("none") && !call.path().startsWith("/console/")) {
        var answer = nobody.send(call.method(), call.path(), null, "Sec-Fetch-Site", "same-origin");
        assertThat(answer.status()).as("%s", call).isEqualTo(401);
        assertThat(answer.json().path("titleZh").asText()).isEqualTo("请先登录");
      }
    }
  }

  @Test
  void aRoleDoesNotDoWhatTakesAHigherOne() throws Exception {
    for (Role role : Role.values()) {
      ConsoleClient client = ConsoleClient.of(node, role);
      for (Call call : calls()) {
        if (!call.role().equals("none")
            && Role.of(call.role()).compareTo(role) > 0
            && !call.path().startsWith("/console/")) {
          assertThat(client.send(call.method(), call.path(), null).status())
              .as("%s as %s", call, role)
              .isEqualTo(403);
        }
      }
    }
  }
}
