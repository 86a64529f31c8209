package io.github.qccroutes.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.api.DownloadFile;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** What the night clears and what it leaves. */
class RetentionClearRouteTest {
  private static final long DAY_MS = 86_400_000;

  @Test
  void removesWhatKilledNodesLeftOfTheirDownloads() throws Exception {
    try (TestNode.Plan plan = TestNode.on(Dialect.POSTGRESQL);
        TestNode node = plan.start()) {
      Path left = aged(node.data().resolve("tmp/download-1.zip"), 2);
      Path inHand = aged(node.data().resolve("tmp/download-2.zip"), 0);

      node.camel().getRegistry().lookupByNameAndType("downloadFile", DownloadFile.class).sweep();

      assertThat(left).doesNotExist();
      assertThat(inHand).exists();
    }
  }

  @ParameterizedTest
  @EachDatabase
  void clearsWhatIsOlderThanTheDaysAndLeavesEverythingElse(Dialect dialect) throws IOException {
    try (TestNode.Plan plan = TestNode.on(dialect);
        TestNode node = plan.start(Map.of("qcc.keep-days", "30"))) {
      String imported = node.pushListed(Publication.of(RiskRecord.sample(1)));
      node.awaitState(imported, "IMPORTED");
      assign(node, "old", "DONE", -31, 2_500);
      assign(node, "young", "DONE", -29, 3);
      assign(node, "held", "HELD", null, 2);
      node.call("direct:quota-record", Map.of(), null);
      snapshot(node, -31);
      node.sql()
          .sql(
              "insert into report_order(id, order_no, report_type, period, state, file,"
                  + " next_attempt_at, finished_at) values ('day-2026-01-05', 'JKDAY-1', 'day',"
                  + " '2026-01-05', 'READY', 'reports/day/JKDAY-1.zip', "
                  + node.database().nowPlus(0)
                  + ", "
                  + node.database().nowPlus(-31 * DAY_MS)
                  + ")")
          .update();
      for (String day : new String[] {"-31", "-29"}) {
        list(node, "list" + day, Long.parseLong(day));
      }
      Path data = node.data();
      Path oldDone = taken(data.resolve("done/cancel"), 31);
      Path youngDone = taken(data.resolve("done/cancel"), 29);
      Path oldResult = aged(data.resolve("results/assign/old-1.result.csv"), 31);
      Path held = aged(data.resolve("results/assign/held-9.held.txt"), 400);
      Path oldReport = aged(data.resolve("reports/day/JKDAY-1.zip"), 31);
      Path youngReport = aged(data.resolve("reports/day/JKDAY-2.zip"), 29);
      Path rejected = aged(data.resolve("rejected/assign/x.csv.why.txt"), 400);
      Path inInbox = aged(data.resolve("inbox/assign/x.csv.part"), 400);
      Path elsewhere = taken(plan.folder().resolve("elsewhere"), 400);
      Files.createSymbolicLink(data.resolve("done/linked"), elsewhere.getParent().getParent());
      Files.createSymbolicLink(data.resolve("results/linked"), elsewhere.getParent());

      assertThat(node.call("direct:retention-night-clear", Map.of(), null).getException()).isNull();

      assertThat(oldDone.getParent()).doesNotExist();
      assertThat(oldResult).doesNotExist();
      assertThat(oldReport).doesNotExist();
      assertThat(List.of(youngDone, held, youngReport, rejected, inInbox, elsewhere))
          .allSatisfy(file -> assertThat(file).exists());
      assertThat(jobs(node)).containsExactly("held.csv", "young.csv");
      assertThat(node.count("assignment_item")).isEqualTo(5);
      assertThat(node.count("assignment_call")).isEqualTo(2);
      for (String table : new String[] {"job", "item", "call", "finding"}) {
        assertThat(node.count("partnership_" + table)).as(table).isEqualTo(1);
      }
      assertThat(node.count("partnership_relation")).isEqualTo(2);
      assertThat(node.count("quota_snapshot")).isEqualTo(3);
      assertThat(node.sql().sql("select * from report_order").query().singleRow())
          .containsEntry("state", "READY")
          .containsEntry("order_no", "JKDAY-1")
          .containsEntry("file", null);
      assertThat(node.count("push_order")).isEqualTo(1);
      assertThat(node.count("customer_risk")).isEqualTo(1);
    }
  }

  @Test
  void keepsEverythingWhenTheDaysAreNone() throws IOException {
    try (TestNode.Plan plan = TestNode.on(Dialect.SQLITE);
        TestNode node = plan.start(Map.of("qcc.keep-days", "0"))) {
      assign(node, "old", "DONE", -4_000, 1);
      snapshot(node, -4_000);
      Path report = aged(node.data().resolve("reports/day/old.zip"), 4_000);
      Path result = aged(node.data().resolve("results/assign/old-1.result.csv"), 4_000);
      Path done = taken(node.data().resolve("done/assign"), 4_000);

      assertThat(node.call("direct:retention-night-clear", Map.of(), null).getException()).isNull();

      assertThat(jobs(node)).containsExactly("old.csv");
      assertThat(node.count("assignment_item")).isOne();
      assertThat(node.count("quota_snapshot")).isOne();
      assertThat(List.of(report, result, done)).allSatisfy(file -> assertThat(file).exists());
    }
  }

  @Test
  void clearsOnTwoNodesAtOnce() throws Exception {
    try (TestNode.Plan plan = TestNode.on(Dialect.POSTGRESQL)) {
      plan.with("qcc.keep-days", "30")
          .with("qcc.data-dir", plan.folder().resolve("shared").toString());
      try (TestNode first = plan.start();
          TestNode second = plan.start()) {
        assign(first, "old", "DONE", -31, 5_000);
        for (int n = 0; n < 500; n++) {
          aged(first.data().resolve("results/assign/old-" + n + ".result.csv"), 31);
        }
        List<CompletableFuture<Exception>> ends =
            Stream.of(first, second)
                .map(
                    node ->
                        CompletableFuture.supplyAsync(
                            () ->
                                node.call("direct:retention-night-clear", Map.of(), null)
                                    .getException()))
                .toList();

        for (CompletableFuture<Exception> end : ends) {
          assertThat(end.get(60, TimeUnit.SECONDS)).isNull();
        }
        assertThat(jobs(first)).isEmpty();
        assertThat(first.count("assignment_item")).isZero();
        try (Stream<Path> left = Files.list(first.data().resolve("results/assign"))) {
          assertThat(left).isEmpty();
        }
      }
    }
  }

  private static void snapshot(TestNode node, long days) {
    node.sql()
        .sql(
            "insert into quota_snapshot(taken_at, module_id) values ("
                + node.database().nowPlus(days * DAY_MS)
                + ", 'radar_id')")
        .update();
  }

  private static List<String> jobs(TestNode node) {
    return node.sql()
        .sql("select file_name from assignment_job order by file_name")
        .query(String.class)
        .list();
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

  /** The rows of an assignment job, finished so many days ago or not at all. */
  private static void assign(
      TestNode node, String name, String state, @Nullable Integer days, int lines) {
    String finished = days == null ? "null" : node.database().nowPlus(days * DAY_MS);
    String then = node.database().nowPlus(-400 * DAY_MS);
    long id =
        node.sql()
            .sql(
                "insert into assignment_job (action, folder, file_name, sha256, state, created_at,"
                    + " moved_at, finished_at) values ('CANCEL', 'cancel', :name, 'x', :state, "
                    + String.join(", ", then, then, finished)
                    + ") returning id")
            .param("name", name + ".csv")
            .param("state", state)
            .query(Long.class)
            .single();
    node.sql()
        .sql(
            "with recursive lines(line) as (select 1 union all select line + 1 from lines where"
                + " line < :lines) insert into assignment_item (job_id, line, login_name, keyword,"
                + " state) select :id, line, '13800000001', '甲公司', 'FAILED' from lines")
        .param("id", id)
        .param("lines", lines)
        .update();
    node.sql()
        .sql(
            "insert into assignment_call (job_id, shape, call_name, state, next_attempt_at) values"
                + " (:id, 'ONE_LOGIN', 'x', 'DONE', "
                + then
                + ")")
        .param("id", id)
        .update();
  }

  private static Path taken(Path done, int days) throws IOException {
    Path folder = done.resolve(LocalDate.now().minusDays(days).toString());
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve("名单-1.csv"), "x");
  }

  private static Path aged(Path file, int days) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
    return Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
  }
}
