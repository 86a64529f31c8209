package io.github.qccroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.store.Dialect;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The health page tells what waits for a person, in both languages, and stays UP. */
final class HealthTroubleTest {
  private static final String TIME = "'2026-01-05T00:00:00.000Z'";

  @Test
  void tellsWhatWaitsForAPerson() throws Exception {
    TestNode node = TestNode.shared(Dialect.SQLITE, List.of("api", "push"));
    try {
      assertThat(trouble(node))
          .singleElement()
          .asString()
          .containsPattern("^缺少 [1-9]\\d* 个自带的路由文件.* \\(qcc-routes check\\)$");

      insert(
          node,
          "api_hold (call, code, msg, held_at) values ('*', '107', '107 签名错误', " + TIME + ")");
      insert(
          node,
          "push_order (order_no, source, state, next_attempt_at, received_at) values"
              + " ('DDMON1', 'LISTING', 'DEAD', "
              + TIME
              + ", "
              + TIME
              + ")");
      insert(
          node,
          "assignment_job (action, folder, file_name, sha256, state, created_at) values"
              + " ('ASSIGN', 'assign', 'x', 'x', 'HELD', "
              + TIME
              + ")");
      insert(
          node,
          "report_order (id, report_type, period, state, next_attempt_at) values"
              + " ('day-2026-01-05', 'day', '2026-01-05', 'AMBIGUOUS', "
              + TIME
              + ")");
      insert(node, "quota_low values ('radar_id', " + TIME + ")");

      assertThat(trouble(node))
          .satisfiesExactly(
              line -> assertThat(line).contains("shipped route file(s) are missing"),
              line -> assertThat(line).startsWith("全部调用已暂停 all calls are held: 107 签名错误"),
              line -> assertThat(line).contains("1 个推送订单", "DEAD", "qcc-routes push list"),
              line -> assertThat(line).contains("1 个分配任务暂停", "HELD", "qcc-routes jobs"),
              line -> assertThat(line).contains("day 2026-01-05 AMBIGUOUS"),
              line -> assertThat(line).contains("额度不足", "radar_id"));
    } finally {
      node.giveBack();
    }
  }

  @Test
  void tellsOfRouteFilesThatAreMissingOrWrongUntilTheyAreMended() throws Exception {
    try (TestNode.Plan plan = TestNode.on(Dialect.SQLITE)) {
      TestNode node = plan.start();
      Path routes = plan.home().resolve("routes");
      assertThat(ofRouteFiles(node)).isEmpty();

      Path tick = routes.resolve("push/push-receive.camel.yaml");
      String whole = Files.readString(tick);
      Files.writeString(tick, whole.replace("    from:", "   from:"));
      TestNode.eventually(
          () ->
              assertThat(ofRouteFiles(node))
                  .singleElement()
                  .asString()
                  .startsWith("路由文件有错，下次启动会失败 a route file is wrong")
                  .contains(": push/push-receive.camel.yaml, line 28: "));
      Files.writeString(tick, whole);
      TestNode.eventually(() -> assertThat(ofRouteFiles(node)).isEmpty());

      Path receive = routes.resolve("push/push-receive.camel.yaml");
      whole = Files.readString(receive);
      Files.delete(receive);
      assertThat(ofRouteFiles(node))
          .singleElement()
          .asString()
          .startsWith("缺少 1 个自带的路由文件，下次启动后其工作不会进行 1 shipped route file(s) are missing")
          .contains("push/push-receive.camel.yaml");
      Files.writeString(receive, whole);
      TestNode.eventually(() -> assertThat(ofRouteFiles(node)).isEmpty());
      node.close();
    }
  }

  @Test
  void namesCommandsAsTheNodeWasCalled() throws Exception {
    String typed = "QCC_HOME=/opt/mine bin/qcc-routes";
    try (TestNode.Plan plan = TestNode.on(Dialect.SQLITE)) {
      TestNode node = plan.only("api", "assignments", "push", "quota").calledAs(typed).start();
      node.drop("cancel/取消.csv", "loginName,keyWord\n13800000001,示例企业\n");

      Path note = node.data().resolve("results/cancel/取消-1.held.txt");
      TestNode.eventually(
          () ->
              assertThat(note)
                  .content()
                  .contains("）：" + typed + " release 1\n", "check: " + typed + " release 1\n"));
      assertThat(trouble(node)).anyMatch(line -> line.contains("HELD (" + typed + " jobs)"));
      node.close();
    }
  }

  private static List<String> ofRouteFiles(TestNode node) throws Exception {
    return trouble(node).stream().filter(line -> line.contains("路由文件")).toList();
  }

  private static void insert(TestNode node, String row) {
    node.sql().sql("insert into " + row).update();
  }

  private static List<String> trouble(TestNode node) throws Exception {
    URI health =
        URI.create(
            "http://127.0.0.1:"
                + node.application().managementPort()
                + "/observe/health?data=true");
    HttpResponse<String> answer = node.send(health);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode page = new ObjectMapper().readTree(answer.body());
    assertThat(page.path("status").asText()).isEqualTo("UP");
    List<String> lines =
        StreamSupport.stream(page.findValue("trouble").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    // Camel escapes a message once more.
    assertThat(page.findValuesAsText("message"))
        .map(message -> message.replace("\\/", "/"))
        .contains(lines.isEmpty() ? "无 none" : String.join("; ", lines));
    return lines;
  }
}
