package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is cleared at night, and what stays. */
final class RetentionWalk extends FailpointWalk {
  private static final Instant LONG_AGO = Instant.parse("2020-01-05T00:00:00Z");
  private static final String OLD = "'2020-01-05T00:00:00.000Z'";
  private static final String NEW = "'" + Instant.ofEpochMilli(System.currentTimeMillis()) + "'";

  RetentionWalk(Path folder, String databaseUrl) {
    super(folder, databaseUrl);
    installation.with("QCC_KEEP_DAYS", "30");
  }

  @Override
  List<String> routes() {
    return List.of("api", "retention");
  }

  @Override
  List<String> walked() {
    return List.of("retention");
  }

  @Override
  Set<String> sample() {
    return Set.of("delete-rows");
  }

  @Override
  Stream<Kill> within(boolean all) {
    return all && records.isSqlite()
        ? Stream.of(
                "assignment_item",
                "assignment_call",
                "assignment_job",
                "partnership_item",
                "partnership_call",
                "partnership_finding",
                "partnership_job",
                "quota_snapshot",
                "report_order")
            .map(table -> new Kill("commit:" + table, USUAL))
        : Stream.of();
  }

  @Override
  void work(String course) throws IOException {
    if (rounds == 0) {
      // Every second instead of every night, and the tables are there.
      Path route = installation.home().resolve("routes/retention/retention-night.camel.yaml");
      Files.writeString(route, Files.readString(route).replace("0 17 3 * * ?", "* * * * * ?"));
      try (Program node = HaltingNode.start(installation, "", "")) {
        node.awaitReady();
        node.terminate();
        node.exitCode();
      }
      add(NEW, Instant.ofEpochMilli(System.currentTimeMillis()), "new");
    }
    add(OLD, LONG_AGO, "old-" + rounds);
  }

  private void add(String time, Instant modified, String name) throws IOException {
    records.change(
        "insert into assignment_job (action, folder, file_name, sha256, state, created_at,"
            + " moved_at, finished_at) values ('ASSIGN', '', '%s', '', 'DONE', %s, %s, %s)"
                .formatted(name, time, time, time));
    String job = "(select max(id) from assignment_job)";
    records.change(
        "insert into assignment_item (job_id, line, login_name, keyword, state)"
            + " select %s, 1, '1', 'k', 'OK'".formatted(job));
    records.change(
        "insert into assignment_call (job_id, shape, call_name, state, next_attempt_at)"
            + " select %s, 'ONE_LOGIN', 'c', 'DONE', %s".formatted(job, time));
    records.change(
        "insert into partnership_job (folder, file_name, sha256, state, created_at, moved_at,"
            + " finished_at) values ('', '%s', '', 'DONE', %s, %s, %s)"
                .formatted(name, time, time, time));
    String list = "(select max(id) from partnership_job)";
    records.change(
        "insert into partnership_item (job_id, line, name, state) select %s, 1, 'n', 'TAKEN'"
            .formatted(list));
    records.change(
        "insert into partnership_call (job_id, lines, state, next_attempt_at)"
            + " select %s, '1', 'DONE', %s".formatted(list, time));
    records.change(
        "insert into partnership_finding (job_id, relation_id) select %s, '%s'"
            .formatted(list, name));
    records.change(
        "insert into partnership_relation (id, company_name, related_company_name, first_seen_at,"
            + " last_seen_at) values ('%s', 'a', 'b', %s, %s)".formatted(name, time, time));
    records.change(
        "insert into quota_snapshot (taken_at, module_id) values (%s, '%s')".formatted(time, name));
    records.change(
        ("insert into report_order (id, report_type, period, state, next_attempt_at, file,"
                + " finished_at) values ('%s', 'day', '%s', 'READY', %s, 'reports/day/%s.zip', %s)")
            .formatted(name, name, time, name, time));
    write("done/assign/" + modified.toString().substring(0, 10) + "/" + name + ".csv", modified);
    write("results/partnerships/" + name + ".result.csv", modified);
    write("reports/day/" + name + ".zip", modified);
  }

  private void write(String name, Instant modified) throws IOException {
    Path file = folder.resolve("data").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  @Override
  boolean isDone() throws IOException {
    return count("assignment_job") == 1
        && count("partnership_job") == 1
        && count("quota_snapshot") == 1
        && count("report_order where file is not null") == 1
        && files("", ".csv").size() == 2
        && files("reports", "").size() == 1;
  }

  @Override
  void check() throws IOException {
    assertThat(
            List.of("assignment_item", "assignment_call", "partnership_item", "partnership_call"))
        .allMatch(table -> count(table) == 1);
    assertThat(count("partnership_finding")).isEqualTo(1);
    assertThat(count("partnership_relation")).as("relations stay").isEqualTo(rounds + 1L);
    assertThat(count("report_order")).as("the claim on a period stays").isEqualTo(rounds + 1L);
    assertThat(files("", "new.csv")).hasSize(1);
    assertThat(files("", "new.result.csv")).hasSize(1);
    assertThat(files("reports", "new.zip")).hasSize(1);
  }
}
