package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The files of the pages need no login, and the browser is strict with them. */
@Tag("full")
class ConsolePagesRouteTest {
  private TestNode node;

  @BeforeEach
  void start() {
    node = ConsoleClient.sharedNode(Dialect.SQLITE);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void comeWithoutALoginUnderAStrictPolicy() {
    Map<String, String> types =
        Map.of(
            "/console", "text/html; charset=utf-8",
            "/console/", "text/html; charset=utf-8",
            "/console/pages/app.js", "text/javascript; charset=utf-8",
            "/console/pages/style.css", "text/css; charset=utf-8",
            "/console/pages/icon.svg", "image/svg+xml");
    types.forEach(
        (path, type) -> {
          RawCall.Answer answer = get(path);
          assertThat(answer.status()).as(path).isEqualTo(200);
          assertThat(answer.header("Content-Type")).as(path).isEqualTo(type);
          assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
          assertThat(answer.header("Content-Security-Policy"))
              .as(path)
              .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
              .doesNotContain("unsafe", "*", "http");
          assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-cache");
        });
  }

  @Test
  void comeOnce() {
    String tag = get("/console/pages/vendor-echarts.js").header("ETag");

    RawCall.Answer again = get("/console/pages/vendor-echarts.js", "If-None-Match", tag);

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get("/console/pages/app.js", "If-None-Match", tag).status()).isEqualTo(200);
  }

  @Test
  void nothingElseIsServed() {
    for (String path :
        List.of(
            "/console/pages/none.js",
            "/console/pages/..%2Fopenapi.json",
            "/console/pages/..%2f..%2fapplication.properties",
            "/console/pages/%2e%2e%2fvendor.json",
            "/console/pages/app.js%00",
            "/console/pages/APP.JS",
            "/console/pages/")) {
      assertThat(get(path).status()).as(path).isIn(400, 404);
    }
  }

  private RawCall.Answer get(String path, String... headers) {
    return RawCall.send(node, "GET", path, null, headers);
  }
}
