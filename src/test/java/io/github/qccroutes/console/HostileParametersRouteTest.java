package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** Whatever stands in a parameter is a value or a fault of the caller's, and never a statement. */
@ParameterizedClass
@EachDatabase
class HostileParametersRouteTest {
  private static final List<String> TEXTS =
      List.of(
          "'",
          "''",
          "' or '1'='1",
          "'; drop table console_user; --",
          "x') union select name, password_hash, null, null from console_user --",
          "1; delete from console_token",
          "\"",
          "`",
          "\\",
          "\\'",
          "--",
          "/*",
          "*/",
          "-- when :#who",
          ":#who",
          ":who",
          "?",
          "${body}",
          "{{qcc.api.key}}",
          "#{1+1}",
          "$simple{header.x}",
          "%",
          "_",
          "%%%",
          "*",
          "[",
          "(",
          "<script>alert(1)</script>",
          "../../../../etc/passwd",
          "..\\..",
          "null",
          "NaN",
          "-1",
          "0",
          "9223372036854775808",
          "1e9",
          "2026-02-30",
          "0000-00-00",
          "+99999-01-01",
          "+999999999-12-31",
          "-999999999-01-01",
          "9999-12-31",
          "\u202e\ufeff",
          "\ud83d\ude00",
          "企查查'--",
          " ",
          "a".repeat(300),
          "\n",
          "\r\nX-Evil: 1",
          "\t",
          "\u0000",
          "a\u0000b",
          "\u0001");

  /** Not what an encoder makes. */
  private static final List<String> RAW =
      List.of(
          "%",
          "%zz",
          "%4",
          "%ff%fe",
          "%c0%ae",
          "%ed%a0%80",
          "%00",
          "a%00",
          "%f5%80%80%80",
          "%u0027",
          "\u00ff",
          "a+b",
          "a;b",
          "a=b",
          "a#b",
          "a?b",
          "",
          "a".repeat(3_000));

  private final TestNode node;

  HostileParametersRouteTest(Dialect dialect) {
    node = ConsoleClient.sharedNode(dialect);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void aFewTextsInEveryParameter() {
    walk(List.of("' or '1'='1", "a\u0000b"), List.of("%ff%fe"));
  }

  @Test
  @Tag("full")
  void everyTextInEveryParameter() {
    walk(TEXTS, RAW);
  }

  private void walk(List<String> texts, List<String> raw) {
    String token = fill();
    Map<String, String> before = tables();
    List<String> wrong = new ArrayList<>();
    int sent = 0;
    for (var call : ConsoleDocument.calls()) {
      if (!call.method().equals("GET") || isMissing(call, token)) {
        continue;
      }
      for (var parameter : call.parameters()) {
        List<String> values = new ArrayList<>(raw);
        texts.forEach(
            text ->
                values.add(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20")));
        for (String value : values) {
          RawCall.Answer answer = as(token, call.target(parameter.name(), value));
          sent++;
          if (answer.status() < 200
              || answer.status() >= 500
              || answer.head().contains("X-Evil")
              || answer.body().contains("pbkdf2")
              || answer.body().contains("SQL")) {
            wrong.add(call.target(parameter.name(), value) + " -> " + answer);
          }
        }
        RawCall.Answer twice =
            as(token, call.target(parameter.name(), "a&" + parameter.name() + "=b"));
        if (parameter.in().equals("query") && twice.status() != 400) {
          wrong.add("twice " + call.target(parameter.name(), "a") + " -> " + twice.status());
        }
      }
      RawCall.Answer unknown =
          as(token, call.target() + (call.target().contains("?") ? "&" : "?") + "rows=1&after1=x");
      if (unknown.status() >= 500) {
        wrong.add("unknown " + call.target() + " -> " + unknown);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(sent).isGreaterThan(10);
    assertThat(tables()).isEqualTo(before);
  }

  /** A cursor is the caller's text like any other: no page but 400, or one of the list's own. */
  @Test
  @Tag("full")
  void aCursorThatWasMadeUp() {
    String token = fill();
    Map<String, String> before = tables();
    List<String> wrong = new ArrayList<>();
    int lists = 0;
    for (var call : ConsoleDocument.calls()) {
      if (call.parameters().stream().noneMatch(each -> each.name().equals("cursor"))
          || isMissing(call, token)) {
        continue;
      }
      RawCall.Answer first = as(token, call.target("limit", "1"));
      String next = first.status() == 200 ? first.json().path("next").asText() : "";
      lists += next.isEmpty() ? 0 : 1;
      for (String cursor : cursors(next)) {
        RawCall.Answer answer = as(token, call.target("cursor", cursor));
        if (answer.status() != 200 && answer.status() != 400 && answer.status() != 404) {
          wrong.add(call.target("cursor", cursor) + " -> " + answer);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lists).isPositive();
    assertThat(tables()).isEqualTo(before);
  }

  private static List<String> cursors(String next) {
    List<String> all = new ArrayList<>();
    for (String text :
        List.of(
            "[]",
            "{}",
            "null",
            "1",
            "\"x\"",
            "[null]",
            "[null,null]",
            "[1]",
            "[1,2]",
            "[1,2,3,4,5]",
            "[\"a\",\"b\"]",
            "[\"a\"]",
            "[[1],[2]]",
            "[{\"a\":1},2]",
            "[true,false]",
            "[1e400,1]",
            "[\"'\",\"'\"]",
            "[\"\\u0000\",\"\\u0000\"]",
            "[99999999999999999999,1]",
            "[\"2026-01-01T00:00:00Z\",\"x\"]",
            "x",
            "[{\"t\":\"x\"},1]",
            "[{\"t\":\"2026-01-01T00:00:00Z\"}]",
            "[{\"t\":\"2026-01-01T00:00:00Z\"},1]",
            "[{\"t\":\"+999999999-12-31T23:59:59Z\"},\"x\"]",
            "",
            "[".repeat(100),
            "\u0000",
            "2026-01-01T00:00:00Z\u001fx",
            "1\n2",
            "a,b",
            "a|b",
            "1",
            "'",
            "a",
            "\ud83d\ude00")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      all.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      all.add(URLEncoder.encode(Base64.getEncoder().encodeToString(bytes), StandardCharsets.UTF_8));
      all.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
    }
    for (int i = 0; i < next.length(); i++) {
      all.add(next.substring(0, i));
      for (char c : new char[] {'A', '9', '_', '!'}) {
        all.add(
            URLEncoder.encode(
                next.substring(0, i) + c + next.substring(i + 1), StandardCharsets.UTF_8));
      }
    }
    all.add(next + next);
    return all;
  }

  /** Some of everything that a page lists; a token that reads it. */
  private String fill() {
    ConsoleTokens tokens = new ConsoleTokens(node.application().database());
    String token = tokens.add("reader", Role.ADMIN).orElseThrow();
    for (String name : List.of("one", "two", "three")) {
      assertThat(
              RawCall.send(
                      node,
                      "POST",
                      "/console/api/tokens",
                      "{\"name\":\"" + name + "\",\"role\":\"viewer\"}",
                      "Authorization",
                      "Bearer " + token)
                  .status())
          .isEqualTo(201);
    }
    for (int i = 0; i < 3; i++) {
      node.sql()
          .sql(
              """
              insert into push_order (order_no, source, state, received_at, next_attempt_at)
              values (:no, 'LISTING', 'DEAD', cast('2026-01-01T00:00:00.000Z' as %s),
                cast('2026-01-01T00:00:00.000Z' as %s))
              """
                  .replace(
                      "%s", node.database().dialect() == Dialect.SQLITE ? "text" : "timestamptz"))
          .param("no", "P" + i)
          .update();
    }
    return token;
  }

  private boolean isMissing(ConsoleDocument.Call call, String token) {
    RawCall.Answer answer = as(token, call.target());
    return answer.status() == 404 && node.camel().getRoute(call.id()) == null;
  }

  private RawCall.Answer as(String token, String target) {
    return RawCall.send(node, "GET", target, null, "Authorization", "Bearer " + token);
  }

  /** All rows of all tables but for when a token was last used. */
  private Map<String, String> tables() {
    Map<String, String> all = new TreeMap<>();
    List<String> names =
        node.sql()
            .sql(
                node.database().dialect() == Dialect.SQLITE
                    ? "select name from sqlite_master where type = 'table'"
                    : "select tablename from pg_tables where schemaname = 'public'")
            .query(String.class)
            .list();
    for (String name : names) {
      List<Map<String, Object>> rows =
          node.sql()
              .sql(
                  name.equals("console_token")
                      ? "select name, token_hash, role from console_token order by name"
                      : "select * from " + name)
              .query()
              .listOfRows();
      all.put(name, rows.toString());
    }
    return all;
  }
}
