package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A script that somebody got into our tables is data on every way out. */
class StoredScriptRouteTest {
  private static final String SCRIPT = "\"><script>alert('甲')</script><img src=x onerror=y>";

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
  void comesBackAsDataOfATypeThatNoBrowserRuns() {
    String token =
        new ConsoleTokens(node.application().database()).add("t", Role.ADMIN).orElseThrow();
    fill();
    List<String> seen = new ArrayList<>();
    for (var call : ConsoleDocument.calls()) {
      if (!call.method().equals("GET")
          || node.camel().getRoute(call.id()) == null
          || call.id().startsWith("console-pages")) {
        // The files of the pages hold nothing of anybody.
        continue;
      }
      RawCall.Answer answer =
          RawCall.send(node, "GET", call.target(), null, "Authorization", "Bearer " + token);
      String type = answer.header("Content-Type");
      assertThat(type.replaceAll(" ?;.*", ""))
          .as(call.target())
          .isIn(
              "application/json",
              "application/problem+json",
              "text/csv",
              "application/zip",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
      assertThat(answer.header("X-Content-Type-Options")).as(call.target()).isEqualTo("nosniff");
      if (!type.contains("json")) {
        assertThat(answer.header("Content-Disposition")).as(call.target()).startsWith("attachment");
      }
      if (type.contains("json")) {
        answer.json();
      }
      if (answer.body().contains("<script>")) {
        seen.add(call.target());
      }
    }
    assertThat(seen).contains("/console/api/pushes", "/console/api/audit");
  }

  /** What a caller sends is told back by nobody, or as data. */
  @Test
  void aPathOrAParameterIsNoPage() {
    for (String path :
        List.of(
            "/console/<script>alert(1)</script>",
            "/console/api/<script>",
            "/console/api/%3Cscript%3Ealert(1)%3C/script%3E",
            "/console/api/audit?limit=<script>",
            "/console/api/audit?%3Cscript%3E=1")) {
      for (String method : List.of("GET", "POST", "<script>")) {
        RawCall.Answer answer = RawCall.send(node, method, path, null, "Cookie", "<script>=1");
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.body()).as(path).doesNotContain("<script", "alert(1)");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      }
    }
  }

  private void fill() {
    node.sql()
        .sql(
            """
            insert into push_order
              (order_no, source, state, received_at, attempts, next_attempt_at, last_error)
            values
              (:script, 'CALLBACK', 'DEAD', '2026-01-01T00:00:00.000Z', 1,
               '2026-01-01T00:00:00.000Z', :script)
            """)
        .param("script", SCRIPT)
        .update();
    action(SCRIPT, SCRIPT);
  }

  private void action(String subject, String reason) {
    node.sql()
        .sql(
            "insert into operator_action (at, who, source, what, subject, reason)"
                + " values ('2026-01-01T00:00:00.000Z', 'x', 'command', 'x', :subject, :reason)")
        .params(Map.of("subject", subject, "reason", reason))
        .update();
  }
}
