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
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code sync}, {@code sync adopt}, {@code sync reject}, {@code plan --sync} and {@code release
 * s3}, beside no node.
 */
@Tag("full")
class SyncCommandsTest {
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
            "qcc.assignments.admin-logins", "none",
            "qcc.data-dir", folder.toString(),
            "qcc.db.url", database.url()));
    Database.open(
            new Database.Options(database.url(), null, null, Duration.ofMinutes(1), false),
            Clock.systemUTC())
        .close();
    sql = database.sql();
  }

  @Test
  void saysThatThereIsNoListYet() {
    assertThat(output("sync")).isEqualTo("还没有名单 No list yet: inbox/sync");
  }

  @Test
  void notesWhatIsWatchedAndShowsIt() throws IOException {
    String file = list("名单.csv", 0, 30);

    assertThat(output("sync", "adopt", file, "--scope", "华东"))
        .isEqualTo("已登记 Noted: 30 对为现有关注 pair(s) of 华东 as watched already");

    assertThat(output("sync").lines())
        .satisfiesExactly(
            scope ->
                assertThat(scope)
                    .startsWith(
                        "名单 scope 华东: 需要 wanted 30, 已关注 watched 30, 待取消 to be cancelled 0,"
                            + " 被拒绝 refused 0, 上次完成 last done 20"),
            drift -> assertThat(drift).isEqualTo("名单之外 in no list: 0"),
            run ->
                assertThat(run)
                    .isEqualTo("s1  完成 DONE  sync/华东/名单.csv  对 pairs 30, 新增 adds 0, 取消 cancels 0"),
            reason -> assertThat(reason).contains("nothing was sent"));
    assertThat(count("assignment_job")).isZero();
  }

  @Test
  void countsWhatNoListEverWanted() throws IOException {
    output("sync", "adopt", list("名单.csv", 0, 3));
    sql.sql("delete from watch_claim where keyword like '%1有限公司'").update();

    assertThat(output("sync")).contains("wanted 2, ", "名单之外 in no list: 1");
  }

  @Test
  void adoptsNothingOfAListWithAnInvalidLine() throws IOException {
    String file = file("名单.csv", "loginName,keyWord\n13800000001,小米科技\n1380000000,小米科技\n");

    assertThat(refusal("sync", "adopt", file))
        .contains("没有登记任何一对 nothing was noted", "3: ", "1380000000");
    assertThat(count("watch_pair")).isZero();
    assertThat(count("sync_run")).isZero();
  }

  @Test
  void adoptsNothingOfAListThatIsNotWhole() throws IOException {
    assertThat(refusal("sync", "adopt", file("空.csv", "loginName,keyWord\n"))).contains("空.csv");
    assertThat(refusal("sync", "adopt", file("短.csv", "loginName,keyWord\n1,2\n#END,2\n")))
        .contains("its last line says 2 row(s) and there are 1");
    assertThat(refusal("sync", "adopt", folder.toString())).isNotEmpty();
    assertThat(count("sync_run")).isZero();
  }

  @Test
  void tellsWhatAListWouldDoAndLeavesNothingBehind() throws IOException {
    output("sync", "adopt", list("登记.csv", 0, 30), "--scope", "华东");

    assertThat(output("plan", list("名单.csv", 7, 31), "--sync", "--scope", "华东"))
        .isEqualTo(
            """
            对 pairs:          24
            无效 invalid:      0
            新增 adds:         1
            取消 cancels:      7
              + 13800000000 示例企业30有限公司: 名单中有，尚未关注 / in the list, not watched
              - 13800000000 示例企业0有限公司: 名单中已没有 / no longer in the list
              - 13800000000 示例企业3有限公司: 名单中已没有 / no longer in the list
              - 13800000000 示例企业6有限公司: 名单中已没有 / no longer in the list
              - 13800000001 示例企业1有限公司: 名单中已没有 / no longer in the list
              - 13800000001 示例企业4有限公司: 名单中已没有 / no longer in the list
              - 13800000002 示例企业2有限公司: 名单中已没有 / no longer in the list
              - 13800000002 示例企业5有限公司: 名单中已没有 / no longer in the list
            会暂停 would be HELD: 要取消 7 对，是此名单现有 30 对的 23%，超过 qcc.sync.max-cancel-percent=5 \
            / 7 cancels are 23 % of the 30 pairs that this list holds, more than qcc.sync.max-cancel-percent=5\
            """);

    assertThat(count("sync_run")).isEqualTo(1);
    assertThat(count("sync_line where job_id <> 1")).isZero();
    assertThat(count("sync_change")).isZero();
    assertThat(count("watch_claim where state = 'WANTED'")).isEqualTo(30);
  }

  @Test
  void namesTheFirstTenOfEachKind() throws IOException {
    output("sync", "adopt", list("登记.csv", 0, 12));

    assertThat(output("plan", list("名单.csv", 20, 31), "--sync").lines())
        .filteredOn(line -> line.startsWith("  "))
        .hasSize(21)
        .last()
        .isEqualTo("  …");
  }

  @Test
  void plansNoListThatWouldBeRefused() throws IOException {
    assertThat(refusal("plan", file("空.csv", "loginName,keyWord\n"), "--sync"))
        .contains("文件里没有数据行");
    assertThat(refusal("plan", file("空.csv", "loginName,keyWord\n#END,0\n"), "--sync"))
        .contains("空名单不会取消任何关注");
    CommandRun plan = run("plan", folder.resolve("none.csv").toString(), "--sync");
    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(plan.err()).contains("there is no file");
    assertThat(count("sync_run")).isZero();
  }

  @Test
  void readsTheListOfALogin() throws IOException {
    String file = file("名单.txt", "小米科技有限责任公司\n乐视网信息技术\n#END,2\n");

    assertThat(output("plan", file, "--sync", "--scope", "13800000007"))
        .contains("对 pairs:          2", "+ 13800000007 小米科技有限责任公司");
  }

  @Test
  void releasesAHeldList() {
    sql.sql(
            "insert into assignment_job (id, action, folder, file_name, sha256, state, created_at)"
                + " values (3, 'ASSIGN', 'assign', 'x.csv', 'x', 'HELD',"
                + " '2026-01-05T00:00:00.000Z')")
        .update();
    insertRun(3, "HELD");
    assertThat(output("sync"))
        .contains(
            "s3  暂停 HELD  sync/华东/名单.csv  对 pairs 9, 新增 adds 1, 取消 cancels 6\n    why 3\n"
                + "    执行 to carry it out: qcc-routes release s3；放弃 to give it up: qcc-routes sync"
                + " reject s3");

    assertThat(output("release", "s3"))
        .contains("已放行 Released: 任务继续 job s3 goes on", "no node runs from here");

    assertThat(state(3)).isEqualTo("PLANNED");
    assertThat(sql.sql("select state from assignment_job").query(String.class).single())
        .isEqualTo("HELD");
    assertThat(refusal("release", "s3")).contains("没有暂停 job s3 is not held; see qcc-routes sync");
  }

  @Test
  void givesAListUpThatIsHeldOrWaits() {
    insertRun(3, "HELD");
    insertRun(4, "PLANNED");
    insertRun(5, "RUNNING");
    insertRun(6, "DONE");

    assertThat(output("sync", "reject", "s3")).isEqualTo("已放弃 Given up: s3");
    assertThat(output("sync", "reject", "s4")).isEqualTo("已放弃 Given up: s4");
    for (String other : List.of("s3", "s5", "s6", "s7")) {
      assertThat(refusal("sync", "reject", other))
          .contains(other + " 没有暂停，也不在等待 is neither held nor waiting", "qcc-routes sync");
    }

    assertThat(state(3)).isEqualTo("REJECTED");
    assertThat(state(4)).isEqualTo("REJECTED");
    assertThat(state(5)).isEqualTo("RUNNING");
    assertThat(state(6)).isEqualTo("DONE");
    assertThat(output("sync")).contains("s3  未接受 REJECTED", "由人工放弃 / given up by a person");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sync what",
        "sync adopt",
        "sync adopt none.csv",
        "sync adopt LIST LIST",
        "sync adopt LIST --scope",
        "sync reject",
        "sync reject 3",
        "sync reject p3",
        "sync reject S3",
        "sync reject s3 s4",
        "sync reject s1234567890123456789",
        "release s",
        "release s3x",
        "release s-3",
        "plan LIST --sync --scope",
        "plan --sync",
        "plan LIST --sync --cancel",
        "plan LIST --sync --partnerships",
        "plan LIST --scope 华东",
        "plan LIST --sync --scope ../assign",
        "sync adopt LIST --scope 华东/浙江",
        "sync adopt LIST --scope 华东\\浙江",
        "sync adopt LIST --scope .华东",
        "sync adopt LIST --scope=",
      })
  void refusesWrongArguments(String typed) throws IOException {
    String list = list("名单.csv", 0, 3);
    insertRun(3, "HELD");

    run(typed.replace("LIST", list).split(" "));

    assertThat(last.exitCode()).as(last.toString()).isEqualTo(2);
    assertThat(last.out()).isEmpty();
    assertThat(last.err()).isNotBlank().doesNotContain("\tat ");
    assertThat(state(3)).isEqualTo("HELD");
    assertThat(count("watch_pair")).isZero();
  }

  private void insertRun(int id, String state) {
    sql.sql(
            "insert into sync_run (id, scope, folder, file_name, sha256, state, reason, held_check,"
                + " pairs, adds, cancels, created_at, moved_at)"
                + " values (:id, '华东', 'sync/华东', '名单.csv', 'x', :state, 'why ' || :id, 'CANCELS',"
                + " 9, 1, 6, '2026-01-05T00:00:00.000Z', '2026-01-05T00:00:00.000Z')")
        .param("id", id)
        .param("state", state)
        .update();
  }

  private Object state(int id) {
    return sql.sql("select state from sync_run where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private long count(String table) {
    return sql.sql("select count(*) from " + table).query(Long.class).single();
  }

  /** Pairs of three logins. */
  private String list(String name, int from, int to) throws IOException {
    return file(
        name,
        IntStream.range(from, to)
            .mapToObj(n -> "1380000000" + n % 3 + ",示例企业" + n + "有限公司\n")
            .collect(Collectors.joining("", "loginName,keyWord\n", "#END," + (to - from) + "\n")));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String output(String... arguments) {
    return run(arguments).output();
  }

  private String refusal(String... arguments) {
    return run(arguments).refusal();
  }

  private CommandRun run(String... arguments) {
    last = CommandRun.of(Map.of(), options, arguments);
    return last;
  }
}
