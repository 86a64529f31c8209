package io.github.qccroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.store.Dialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole health page and the name of every metric, word for word: people search for both. */
final class ToldByTheNodeTest {
  private static final Path TOLD = Path.of("src/test/resources/told");
  private static final String TIME = "'2026-01-05T00:00:00.000Z'";

  @Test
  void nothingIsLeftOutOrSaidInOtherWords() throws Exception {
    // The routes that work rows off are left out, so that the rows stay as they are.
    TestNode node = TestNode.on(Dialect.SQLITE).only("api", "quota").start();
    try {
      holds("health-empty.txt", health(node));

      node.run("direct:quota-record", Map.of());
      insert(
          node,
          "api_hold (call, code, msg, held_at) values ('*', '107', '107 签名错误', " + TIME + ")");
      insert(
          node,
          "api_hold (call, code, msg, held_at) values"
              + " ('getQuota', '214', '214 次数已用完', '2026-01-06T00:00:00.000Z')");
      for (String order :
          List.of("'DDMON1', 'LISTING', 'DEAD'", "'DDMON2', 'CALLBACK', 'RECEIVED'")) {
        insert(
            node,
            "push_order (order_no, source, state, last_error, next_attempt_at, received_at) values ("
                + order
                + ", 'unzip failed', "
                + TIME
                + ", "
                + TIME
                + ")");
      }
      insert(
          node,
          "push_order (order_no, source, state, next_attempt_at, received_at, imported_at) values"
              + " ('DDMON3', 'LISTING', 'IMPORTED', "
              + String.join(", ", TIME, TIME, TIME)
              + ")");
      for (String state : List.of("HELD", "RUNNING", "ACCEPTED")) {
        insert(
            node,
            "assignment_job (action, folder, file_name, sha256, state, created_at) values"
                + " ('ASSIGN', 'assign', 'x', '"
                + state
                + "', '"
                + state
                + "', "
                + TIME
                + ")");
      }
      insert(
          node,
          "partnership_job (folder, file_name, sha256, state, created_at) values"
              + " ('partnerships', 'x', 'x', 'HELD', "
              + TIME
              + ")");
      insert(
          node,
          "report_order (id, report_type, period, state, last_error, next_attempt_at) values"
              + " ('day-2026-01-05', 'day', '2026-01-05', 'AMBIGUOUS', 'cut off', "
              + TIME
              + ")");
      insert(
          node,
          "report_order (id, report_type, period, state, next_attempt_at) values"
              + " ('week-2026-01-05', 'week', '2026-01-05', 'READY', "
              + TIME
              + ")");
      insert(node, "quota_low values ('radar_id', " + TIME + ")");
      holds("health-busy.txt", health(node));
      holds("meters.txt", meters(node));
    } finally {
      node.giveBack();
    }
  }

  /** Each check with its state and text; times, ages and the number of missing files are masked. */
  private static String health(TestNode node) throws Exception {
    List<String> lines = new ArrayList<>();
    JsonNode page =
        new ObjectMapper().readTree(node.send(node.management("/observe/health?data=true")).body());
    for (JsonNode check : page.path("checks")) {
      JsonNode data = check.path("data");
      lines.add(
          check.path("name").asText()
              + " "
              + check.path("status").asText()
              + ": "
              + data.path("message").asText(check.path("message").asText())
              + (data.has("trouble") ? " " + data.path("trouble") : ""));
    }
    lines.sort(null);
    return String.join("\n", lines)
            .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:]{5,8}(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)", "<time>")
            .replaceAll("\\(\\d+ min ago\\)", "(<n> min ago)")
            .replaceAll("缺少 .*? \\(qcc-routes check\\)", "<route files>")
        + "\n";
  }

  /** The name of each metric of ours and its tags, without values. */
  private static String meters(TestNode node) {
    return node.metrics()
        .lines()
        .filter(line -> line.startsWith("qcc_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .sorted()
        .reduce("", (all, line) -> all + line + "\n");
  }

  /** With -Dqccroutes.write=true the file is written anew, for a change that is meant. */
  private static void holds(String file, String told) throws Exception {
    if (Boolean.getBoolean("qccroutes.write")) {
      Files.writeString(TOLD.resolve(file), told);
    }
    assertThat(told).isEqualTo(Files.readString(TOLD.resolve(file)));
  }

  private static void insert(TestNode node, String row) {
    node.sql().sql("insert into " + row).update();
  }
}
