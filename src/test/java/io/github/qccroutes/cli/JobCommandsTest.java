package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code jobs}, {@code release} and {@code plan} on the jobs of both flows that take files. */
class JobCommandsTest {
  @TempDir private Path folder;
  private final Properties options = new Properties();
  private CommandRun last = new CommandRun(0, "", "");
  private JdbcClient sql;

  @BeforeEach
  void openDatabase() throws Exception {
    TestDatabase database = TestDatabase.fresh(Dialect.SQLITE, folder);
    options.putAll(
        Map.of(
            "qccroutes.home", Path.of("").toAbsolutePath().toString(),
            "qcc.api.secret-key", Account.sample().secretKey(),
            "qcc.data-dir", folder.toString(),
            "qcc.db.url", database.url()));
    Database.open(
            new Database.Options(database.url(), null, null, Duration.ofMinutes(1), false),
            Clock.systemUTC())
        .close();
    sql = database.sql();
    for (String flow : new String[] {"assignment", "partnership"}) {
      String action = flow.equals("assignment") ? "action, " : "";
      String assign = flow.equals("assignment") ? "'ASSIGN', " : "";
      sql.sql(
              "insert into "
                  + flow
                  + "_job (id, "
                  + action
                  + "folder, file_name, sha256, state, reason, created_at) values (7, "
                  + assign
                  + "'"
                  + flow
                  + "s', '名单.csv', 'x', 'HELD', 'why "
                  + flow
                  + "', '2026-01-05T00:00:00.000Z')")
          .update();
    }
  }

  @Test
  void showsJobsOfBothFlowsAndHowToReleaseEach() {
    assertThat(run("jobs")).isZero();

    assertThat(last.out())
        .containsSubsequence(
            "7  暂停 HELD  assignments/名单.csv",
            "    分配任务 7 暂停（assignments/名单.csv） assignment job is HELD: why assignment\n",
            "qcc-routes release 7",
            "p7  暂停 HELD  partnerships/名单.csv",
            "    合作关系任务 p7 暂停（partnerships/名单.csv） partnership job is HELD: why partnership\n",
            "qcc-routes release p7");
  }

  @Test
  void saysWhenAHeldJobIsLookedAtAgain() {
    sql.sql(
            "update assignment_job set held_check = 'QUOTA',"
                + " next_look_at = '2026-01-05T00:10:00.000Z'")
        .update();

    assertThat(run("jobs")).isZero();

    assertThat(last.out())
        .contains("looked at again by itself: 2026-01-05 08:10:00；立即复查 at once after: ", " quota");
  }

  @Test
  void countsTheLinesThatSucceededAndThatDidNot() {
    String[] states = {
      "OK", "OK", "FAILED", "INVALID", "REFUSED", "UNKNOWN", "DUPLICATE", "PENDING"
    };
    for (int line = 0; line < states.length; line++) {
      sql.sql(
              "insert into assignment_item (job_id, line, login_name, keyword, state) values (7, "
                  + line
                  + ", 'x', 'x', '"
                  + states[line]
                  + "')")
          .update();
    }

    assertThat(run("jobs")).isZero();

    assertThat(last.out())
        .contains("行 lines 8, 成功 succeeded 2, 失败或无效 failed or invalid 4, 未完成 left 1");
  }

  @Test
  void saysThatAStopIsLifted() {
    sql.sql("update assignment_job set held_check = 'STOP'").update();
    sql.sql("update partnership_job set held_check = 'STOP'").update();

    assertThat(run("jobs")).isZero();

    assertThat(last.out())
        .containsSubsequence("why assignment", "qcc-routes holds", "p7", "qcc-routes holds")
        .doesNotContain("release");
  }

  @Test
  void saysWhichCancelsWouldBeHeldOrRefused() throws IOException {
    Path list =
        Files.writeString(
            folder.resolve("取消.csv"),
            "loginName,keyWord\n13800000001,小米科技\n13800000002,小米科技\n13800000002,小米科技\n");
    assertThat(run("plan", "--cancel", list.toString())).isZero();
    assertThat(last.out())
        .contains("calls:        1", "unset qcc.assignments.admin-logins", "would be HELD")
        .doesNotContain("refused");

    options.setProperty("qcc.assignments.admin-logins", "13800000002,13800000009");
    assertThat(run("plan", "--cancel", list.toString())).isZero();
    assertThat(last.out())
        .contains("duplicates:   1", "refused:      1", "one login, many companies:  1")
        .doesNotContain("HELD");

    assertThat(run("plan", list.toString())).isZero();
    assertThat(last.out()).doesNotContain("refused", "HELD");
  }

  @Test
  void tellsTheLimitOfAListOfCompanies() throws IOException {
    String text =
        IntStream.range(0, 5001).mapToObj(n -> "示例企业" + n).collect(Collectors.joining("\n"));
    Path list = Files.writeString(folder.resolve("客户.txt"), text);

    assertThat(run("plan", "--partnerships", list.toString())).isEqualTo(1);

    assertThat(last.err()).contains("more than 5000 company names");
  }

  @Test
  void releasesTheJobOfTheFlowThatIsNamed() {
    assertThat(run("release", "p7")).isZero();
    assertThat(last.out()).contains("job p7 goes on", "no node runs from here");

    assertThat(state("partnership")).isEqualTo("ACCEPTED");
    assertThat(state("assignment")).isEqualTo("HELD");
    assertThat(run("release", "p7")).isEqualTo(1);
    assertThat(last.err()).contains("没有暂停 job p7 is not held");

    assertThat(run("release", "7")).isZero();
    assertThat(state("assignment")).isEqualTo("ACCEPTED");
  }

  @Test
  void refusesWhatIsNoJob() {
    assertThat(run("release", "7p")).isEqualTo(2);
    assertThat(last.err()).contains("7p 不是任务编号 is no job");
  }

  @Test
  void pricesAListOfCompanies() throws IOException {
    String text =
        IntStream.range(0, 100).mapToObj(n -> "示例企业" + n).collect(Collectors.joining("\n"));
    Path list = Files.writeString(folder.resolve("客户.txt"), text + "\n示例企业５\n短\n");

    assertThat(run("plan", "--partnerships", list.toString())).isZero();

    assertThat(last.out())
        .contains("lines:        102", "invalid:      1", "duplicates:   1", "companies:    100")
        .contains("calls:        30")
        .doesNotContain("HELD");
  }

  @Test
  void knowsAListOfCompaniesByItsFolder() throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("inbox/partnerships"));
    String text =
        IntStream.range(0, 700).mapToObj(n -> "示例企业" + n).collect(Collectors.joining("\n"));
    Path list = Files.writeString(inbox.resolve("客户.txt"), text);

    assertThat(run("plan", list.toString())).isZero();

    assertThat(last.out()).contains("companies:    700", "the job would be HELD");
  }

  private Object state(String flow) {
    return sql.sql("select state from " + flow + "_job where id = 7").query(String.class).single();
  }

  private int run(String... arguments) {
    last = CommandRun.of(Map.of(), options, arguments);
    return last.exitCode();
  }
}
