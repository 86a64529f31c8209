package io.github.qccroutes.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code user}, {@code token} and {@code todo}, beside no node. */
@Tag("full")
class ConsoleCommandsTest {
  private static final String PASSWORD = "一个长一点的密码 1";
  private static final String OTHER = "another long password";

  private final InputStream input = System.in;
  @TempDir private Path folder;
  private final Properties options = new Properties();
  private JdbcClient sql;

  @BeforeEach
  void openDatabase() throws Exception {
    TestDatabase database = TestDatabase.fresh(Dialect.SQLITE, folder);
    options.putAll(
        Map.of(
            "qccroutes.home", Path.of("").toAbsolutePath().toString(),
            "qccroutes.command", "./qcc-routes",
            "qcc.api.secret-key", Account.sample().secretKey(),
            "qcc.data-dir", folder.toString(),
            "qcc.db.url", database.url()));
    Database.open(
            new Database.Options(database.url(), null, null, Duration.ofMinutes(1), false),
            Clock.systemUTC())
        .close();
    sql = database.sql();
  }

  @AfterEach
  void giveInputBack() {
    System.setIn(input);
  }

  @Test
  void addsChangesListsAndRemovesPeople() {
    assertThat(run("user", "list").output()).contains("还没有用户", "user add NAME --role admin");

    assertThat(
            typing(PASSWORD, "user", "add", "王芳", "--role", "admin", "--password-stdin").output())
        .isEqualTo("已添加 Added: 王芳 (admin)");
    assertThat(
            typing(PASSWORD, "user", "add", "王芳", "--role", "viewer", "--password-stdin").refusal())
        .contains("there is a user 王芳");
    assertThat(
            typing(PASSWORD, "user", "add", "li", "--role", "viewer", "--password-stdin").output())
        .isEqualTo("已添加 Added: li (viewer)");
    assertThat(run("user", "list").lines()).containsExactly("li  viewer", "王芳  admin");

    assertThat(run("user", "change", "li", "--role", "operator").output())
        .isEqualTo("已修改 Changed: li");
    assertThat(run("user", "change", "nobody", "--role", "viewer").refusal())
        .contains("there is no user nobody");
    assertThat(run("user", "list").lines()).contains("li  operator");

    assertThat(run("user", "remove", "li").output()).isEqualTo("已删除 Removed: li");
    assertThat(run("user", "remove", "li").refusal()).contains("there is no user li");
    assertThat(actions())
        .containsExactly(
            "user add 王芳 admin",
            "user add 王芳 viewer",
            "user add li viewer",
            "user change li operator",
            "user change nobody viewer",
            "user remove li null",
            "user remove li null");
  }

  @Test
  void aNewPasswordEndsAllSessionsAndTheLock() {
    typing(PASSWORD, "user", "add", "li", "--role", "viewer", "--password-stdin");
    String before = hash();
    sql.sql(
            "insert into console_session (id, name, source, opened_at, used_at, expires_at) values"
                + " ('x', 'li', 'y', '2026-01-05', '2026-01-05', '2099-01-05')")
        .update();
    sql.sql(
            "insert into console_login (name, failures, failed_at, locked_until) values ('li', 5,"
                + " '2026-01-05', '2099-01-05T00:00:00.000Z')")
        .update();
    assertThat(run("user", "list").output()).contains("锁定到 locked until 2099-01-05");

    assertThat(typing(OTHER, "user", "change", "li", "--password-stdin").output())
        .isEqualTo("已修改 Changed: li");

    assertThat(hash()).isNotEqualTo(before).doesNotContain(OTHER);
    assertThat(count("console_session")).isZero();
    assertThat(run("user", "list").output()).isEqualTo("li  viewer");
    assertThat(actions()).containsExactly("user add li viewer", "user change li password");
  }

  @Test
  void takesNoPasswordThatIsShortOrMissing() {
    for (String typed : List.of("short\n", "\n", "")) {
      CommandRun add = typing(typed, "user", "add", "li", "--role", "viewer", "--password-stdin");
      assertThat(add.exitCode()).isEqualTo(2);
      assertThat(add.err()).contains("a password has at least 10 letters");
    }
    CommandRun ask = run("user", "add", "li", "--role", "viewer");
    assertThat(ask.exitCode()).isEqualTo(2);
    assertThat(ask.err()).contains("there is no terminal", "--password-stdin");
    assertThat(count("console_user")).isZero();
  }

  @Test
  void leavesAnAdmin() {
    typing(PASSWORD, "user", "add", "li", "--role", "admin", "--password-stdin");

    assertThat(run("user", "change", "li", "--role", "viewer").refusal())
        .contains("this is the last admin: li");
    assertThat(run("user", "list").output()).isEqualTo("li  admin");
  }

  @Test
  void makesListsAndRevokesTokens() {
    assertThat(run("token", "list").output()).isEqualTo("没有令牌 No token.");

    String token = run("token", "add", "erp", "--role", "operator").output();

    assertThat(token).matches("[A-Za-z0-9_.-]{24,}");
    assertThat(run("token", "add", "erp", "--role", "viewer").refusal())
        .contains("there is a token erp");
    assertThat(run("token", "list").output())
        .startsWith("erp  operator  创建 made 20")
        .endsWith("最近使用 last used -")
        .doesNotContain(token);
    assertThat(sql.sql("select * from console_token").query().listOfRows().toString())
        .doesNotContain(token);

    assertThat(run("token", "revoke", "erp").output()).isEqualTo("已撤销 Revoked: erp");
    assertThat(run("token", "revoke", "erp").refusal()).contains("there is no token erp");
    assertThat(count("console_token")).isZero();
    assertThat(actions())
        .containsExactly(
            "token add erp operator",
            "token add erp viewer",
            "token revoke erp null",
            "token revoke erp null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user",
        "user add",
        "user add li",
        "user add li --role boss --password-stdin",
        "user add a/b --role viewer --password-stdin",
        "user change li",
        "user remove",
        "token",
        "token add erp",
        "token add a/b --role viewer",
        "token add erp --role boss",
        "token revoke",
        "todo now"
      })
  void refusesWrongArguments(String typed) {
    CommandRun refused = typing(PASSWORD, typed.split(" "));

    assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).isNotBlank().doesNotContain("\tat ");
    assertThat(count("console_user")).isZero();
    assertThat(count("console_token")).isZero();
  }

  @Test
  void showsWhatWaitsForAPersonTheOldestFirst() {
    assertThat(run("todo").output()).isEqualTo("没有需要处理的事项 Nothing waits for you.");
    sql.sql(
            "insert into assignment_job (id, action, folder, file_name, sha256, state, reason,"
                + " held_check, held_at, created_at) values (7, 'ASSIGN', 'assign', '名单.csv', 'x',"
                + " 'HELD', 'not enough', 'QUOTA', '2026-01-05T01:00:00.000Z',"
                + " '2026-01-05T00:00:00.000Z')")
        .update();
    sql.sql(
            "insert into api_hold (call, code, msg, held_at) values ('getQuota', '111', '111 无权限',"
                + " '2026-01-05T00:00:00.000Z')")
        .update();

    assertThat(run("todo").lines())
        .containsExactly(
            "2026-01-05 08:00:00  调用已暂停 a call is held: getQuota: 111 无权限",
            "    ./qcc-routes holds",
            "2026-01-05 09:00:00  分配任务 7 暂停（assign/名单.csv） assignment job is HELD: not enough",
            "    ./qcc-routes release 7");
    assertThat(run("jobs").output()).contains("assignment job is HELD: not enough");
    assertThat(run("holds").output()).startsWith("调用已暂停 a call is held: getQuota: 111 无权限");
  }

  private String hash() {
    return sql.sql("select password_hash from console_user").query(String.class).single();
  }

  private List<String> actions() {
    return sql.sql(
            "select what || ' ' || subject || ' ' || coalesce(reason, 'null') from operator_action"
                + " where source = 'command' order by id")
        .query(String.class)
        .list();
  }

  private long count(String table) {
    return sql.sql("select count(*) from " + table).query(Long.class).single();
  }

  private CommandRun typing(String line, String... arguments) {
    System.setIn(new ByteArrayInputStream(line.getBytes(UTF_8)));
    return run(arguments);
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(Map.of(), options, arguments);
  }
}
