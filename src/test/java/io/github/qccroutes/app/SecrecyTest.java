package io.github.qccroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.observe.Logging;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing that must stay secret leaves the process, whatever goes wrong and at DEBUG. */
class SecrecyTest {
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void showsNoSecretAnywhere(Dialect dialect) {
    Logging.apply("DEBUG", ZoneOffset.UTC);
    try (LogRecorder log = new LogRecorder();
        TestNode.Plan plan =
            TestNode.on(dialect)
                .with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push")
                .with("qcc.api.timeout-ms", "500")
                .with("qcc.push.max-archive-mb", "1");
        TestNode node = plan.start()) {
      TestNode.eventually(() -> assertThat(plan.provider().push().setting().enabled()).isTrue());
      Faults faults = plan.provider().faults();

      imported(node, Publication.generated(0, 3));
      dead(node, Publication.generated(10, 3).wrongPassword());
      dead(
          node,
          Publication.archive("no archive".getBytes(StandardCharsets.UTF_8), "unz1pPassw0rd"));
      dead(node, Publication.archive(new byte[1_200_000], "unz1pPassw0rd"));
      for (Fault fault :
          List.of(
              Fault.httpStatus(403, "expired"),
              Fault.httpStatus(500, "no"),
              Fault.cut(),
              Fault.resetBeforeEffect(),
              Fault.redirect("http://127.0.0.1:1/redirected?Signature=abc"))) {
        faults.next(Faults.DOWNLOAD, fault);
        imported(node, Publication.generated(20, 1));
      }
      for (Fault fault :
          List.of(
              Fault.httpStatus(503, "no"),
              Fault.html(),
              Fault.cut(),
              Fault.cutText(),
              Fault.resetAfterEffect(),
              Fault.delay(Duration.ofMillis(700)))) {
        faults.next(PushCalls.DOWNLOAD_URL, fault);
        imported(node, Publication.generated(30, 1));
      }
      plan.provider().push().linkLifetime(Duration.ZERO);
      dead(node, Publication.generated(40, 1));
      plan.provider().push().linkLifetime(Duration.ofMinutes(35));
      node.send(node.callback("key=wrong&orderNo=a&unzipPassword=forgedPassword"));
      node.send(node.callback("key=" + plan.provider().account().key() + "&orderNo=bad%20no"));
      node.send(
          HttpRequest.newBuilder(node.callbackOf("FORGED")).header("Token", "forgedToken").build());
      node.awaitState("FORGED", "DEAD");
      faults.next(QuotaCalls.GET_QUOTA, Fault.envelope("107", "【无效请求】"));
      node.get("getQuota", Map.of("password", "x"));
      TestNode.eventually(() -> assertThat(node.count("api_hold")).isOne());

      Set<String> secrets = new TreeSet<>(plan.provider().ledger().secrets());
      secrets.addAll(Set.of("unz1pPassw0rd", "forgedPassword", "forgedSignature"));
      assertThat(secrets).hasSizeGreaterThan(40);

      assertClean("log", log.all(), secrets);
      assertClean("health", List.of(node.health().body()), secrets);
      assertClean("metrics", node.metrics().lines().toList(), secrets);
      for (String table : tables(node)) {
        assertClean(
            table,
            node.sql().sql("select * from " + table).query().listOfRows().stream()
                .map(Object::toString)
                .toList(),
            secrets);
      }
      assertThat(log.all()).hasSizeGreaterThan(1_000);
    } finally {
      Logging.apply("INFO", ZoneOffset.UTC);
    }
  }

  private static void assertClean(String where, List<String> texts, Set<String> secrets) {
    List<String> leaks = new ArrayList<>();
    for (String text : texts) {
      for (String secret : secrets) {
        int at = text.indexOf(secret);
        if (at >= 0) {
          leaks.add(text.substring(Math.max(0, at - 160), at) + "<<secret>>");
          break;
        }
      }
    }
    assertThat(leaks).as(where).isEmpty();
  }

  private static List<String> tables(TestNode node) {
    return node.sql()
        .sql(
            node.database().dialect() == Dialect.SQLITE
                ? "select name from sqlite_master where type = 'table'"
                : "select table_name from information_schema.tables where table_schema = 'public'")
        .query(String.class)
        .list();
  }

  private static void imported(TestNode node, Publication publication) {
    node.awaitState(node.provider().push().publish(publication).orderNo(), "IMPORTED");
  }

  private static void dead(TestNode node, Publication publication) {
    node.awaitState(node.provider().push().publish(publication).orderNo(), "DEAD");
  }
}
