package io.github.qccroutes.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the night clears and what it leaves. */
class RetentionClearRouteTest {
  private static final long DAY_MS = 86_400_000;

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void clearsWhatIsOlderThanTheDaysAndLeavesEverythingElse(Dialect dialect) throws IOException {
    try (TestNode.Plan plan = TestNode.on(dialect)) {
      plan.provider().quota().set("radar_id", 10_000, 0, 0);
      plan.provider()
          .allocation()
          .know(IntStream.range(0, 2_500).mapToObj(Company::sample).toArray(Company[]::new));
      try (TestNode node = plan.start(Map.of("qcc.keep-days", "30"))) {
        String imported = node.pushListed(Publication.of(RiskRecord.sample(1)));
        node.awaitState(imported, "IMPORTED");
        assign(node, "old", 2_500);
        assign(node, "young", 3);
        node.call("direct:quota-record", Map.of(), null);
        node.sql()
            .sql(
                "insert into quota_snapshot(taken_at, module_id) values ("
                    + node.database().nowPlus(-31 * DAY_MS)
                    + ", 'radar_id')")
            .update();
        node.sql()
            .sql(
                "insert into report_order(id, report_type, period, state, file, next_attempt_at,"
                    + " finished_at) values ('day 2026-01-05', 'day', '2026-01-05', 'READY',"
                    + " 'reports/day/JKDAY-1.zip', "
                    + node.database().nowPlus(0)
                    + ", "
                    + node.database().nowPlus(-31 * DAY_MS)
                    + ")")
            .update();
        node.sql()
            .sql(
                "update assignment_job set finished_at = "
                    + node.database().nowPlus(-31 * DAY_MS)
                    + " where file_name = 'old.csv'")
            .update();
        for (String day : new String[] {"-31", "-29"}) {
          list(node, "list" + day, Long.parseLong(day));
        }
        Path data = node.data();
        Path oldDone = taken(data, 31);
        Path youngDone = taken(data, 29);
        Path oldResult = aged(data.resolve("results/assign/old-1.result.csv"), 31);
        Path held = aged(data.resolve("results/assign/held-9.held.txt"), 400);
        Path oldReport = aged(data.resolve("reports/day/JKDAY-1.zip"), 31);
        Path youngReport = aged(data.resolve("reports/day/JKDAY-2.zip"), 29);

        assertThat(node.call("direct:retention-clear", Map.of(), null).getException()).isNull();

        assertThat(oldDone.getParent()).doesNotExist();
        assertThat(oldResult).doesNotExist();
        assertThat(oldReport).doesNotExist();
        assertThat(youngDone).exists();
        assertThat(held).exists();
        assertThat(youngReport).exists();
        assertThat(data.resolve("results/assign/young-2.result.csv")).exists();
        assertThat(
                node.sql().sql("select file_name from assignment_job").query(String.class).list())
            .containsExactly("young.csv");
        assertThat(node.count("assignment_item")).isEqualTo(3);
        assertThat(node.count("assignment_call")).isEqualTo(1);
        for (String table : new String[] {"job", "item", "call", "finding"}) {
          assertThat(node.count("partnership_" + table)).as(table).isEqualTo(1);
        }
        assertThat(node.count("partnership_relation")).isEqualTo(2);
        assertThat(node.count("quota_snapshot")).isEqualTo(3);
        assertThat(node.sql().sql("select * from report_order").query().singleRow())
            .containsEntry("state", "READY")
            .containsEntry("file", null);
        assertThat(node.count("push_order")).isEqualTo(1);
        assertThat(node.count("customer_risk")).isEqualTo(1);
      }
    }
  }

  /** The rows of a finished list of companies. */
  private static void list(TestNode node, String name, long days) {
    String then = node.database().nowPlus(days * DAY_MS);
    long id =
        node.sql()
            .sql(
                "insert into partnership_job (folder, file_name, sha256, state, created_at,"
                    + " moved_at, finished_at) values ('partnerships', :name, 'x', 'DONE', "
                    + String.join(", ", then, then, then)
                    + ") returning id")
            .param("name", name)
            .query(Long.class)
            .single();
    for (String statement :
        new String[] {
          "partnership_item (job_id, line, name, state) values (:id, 1, '甲公司', 'TAKEN')",
          "partnership_call (job_id, lines, state, next_attempt_at) values (:id, '1', 'DONE', "
              + then
              + ")",
          "partnership_finding (job_id, relation_id) values (:id, '" + name + "')",
          "partnership_relation (id, company_name, related_company_name, first_seen_at,"
              + " last_seen_at) values ('"
              + name
              + "', '甲公司', '乙公司', "
              + String.join(", ", then, then)
              + ")"
        }) {
      node.sql().sql("insert into " + statement).param("id", id).update();
    }
  }

  private static void assign(TestNode node, String name, int lines) throws IOException {
    Path inbox = node.data().resolve("inbox/assign");
    Path whole = node.data().resolve(name + ".csv");
    Files.writeString(
        whole,
        IntStream.range(0, lines)
            .mapToObj(n -> "13800000001," + Company.sample(n).name() + "\n")
            .collect(Collectors.joining("", "loginName,keyWord\n", "")));
    Files.move(whole, inbox.resolve(name + ".csv"));
    TestNode.eventually(
        () ->
            assertThat(
                    node.sql()
                        .sql("select state from assignment_job where file_name = :name")
                        .param("name", name + ".csv")
                        .query(String.class)
                        .list())
                .containsExactly("DONE"));
  }

  private static Path taken(Path data, int days) throws IOException {
    Path folder = data.resolve("done/cancel").resolve(LocalDate.now().minusDays(days).toString());
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve("名单-1.csv"), "x");
  }

  private static Path aged(Path file, int days) throws IOException {
    Files.writeString(file, "x");
    return Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
  }
}
