package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sandbox}: to try the program without a key and a network. */
final class SandboxCommandTest {
  @TempDir private Path folder;

  @Test
  void tellsWhatItImportedAndWritesOnlyBelowItsFolder() throws IOException {
    Installation installation = Installation.in(folder);
    try (Program sandbox = installation.start("sandbox", "--once")) {
      TreeMap<String, String> before = files(installation.home());
      sandbox.awaitLine(" imported ");
      assertThat(sandbox.exitCode()).as(sandbox::toString).isZero();
      assertThat(sandbox.stderr()).isEmpty();
      assertThat(sandbox.stdout())
          .contains(
              "导入 imported: 5 push orders, 1006 records",
              "暂停 held:     离职名单.csv: 请先设置 qcc.assignments.admin-logins",
              "失败 failed: ",
              "the unzip password does not open the archive",
              "合作 partners: ",
              "示例市青禾建设工程有限公司,示例市白鹭物流有限公司,34.8,2021-11,招投标",
              "第 6 行 line 6: 91330000MA00000001: ",
              "示例",
              "2,13800000001,示例企业000001有限公司,f3203e9039f4a821ba56949915dcf9e9,200,保存成功",
              "5,13800000002,没有登记的公司,,500,关键字不存在",
              "6,13800000001,示例企业000001有限公司,,DUPLICATE,与第 2 行重复",
              "7,1380000000,示例企业000003有限公司,,INVALID,\"登录名（A7）“1380000000”格式不对",
              "8,13800000002,\"示例企业000002有限公司,示例企业000003有限公司\",,INVALID,",
              "额度 quota:    bene_id: 98 of 100 left; natural_person_id: 3 of 50 left; radar_id: ",
              "/observe/health");
      assertThat(sandbox.stdout())
          .containsPattern("放行 release:  QCC_HOME=\\S+ qcc-routes release \\d+")
          .containsPattern(
              "\n打开 open:      http://127.0.0.1:\\d+/console/\n"
                  + "用户名 name:    admin\n"
                  + "密码 password:  [a-z0-9]{16}\n\n导入 imported")
          .doesNotContain("Nobody can log in")
          .containsPattern("报告 report:   day \\S+: .*reports/day/JKDAY-\\S+\\.zip")
          .containsPattern("报告 report:   week \\S+: NO_CHANGE");
      String order = whatIsPrintedWorks(installation.home(), sandbox.stdout());
      assertThat(sandbox.stdout())
          .containsPattern(
              "DEAD: .* To try it again: QCC_HOME=\\S+ qcc-routes push retry " + order);
      TreeMap<String, String> after = files(installation.home());
      assertThat(after).isEqualTo(before);
    }
    assertThat(installation.home().resolve("sandbox/data/qcc.db")).exists();
  }

  /** In the shell of a real node as well: there it must not meet the real database. */
  private String whatIsPrintedWorks(Path shell, String printed) {
    Matcher command =
        Pattern.compile("重试 retry: +QCC_HOME=(\\S+) qcc-routes push retry (\\S+)").matcher(printed);
    assertThat(command.find()).as(printed).isTrue();
    Map<String, String> realNode =
        Map.of(
            "QCC_HOME", shell.resolve(command.group(1)).toString(),
            "QCC_DB_URL", "jdbc:sqlite:" + folder.resolve("real.db"),
            "QCC_DATA_DIR", folder.resolve("real").toString());
    String order = command.group(2);

    assertThat(CommandRun.of(realNode, new Properties(), "push", "list").output())
        .contains(
            "QCC_HOME=" + shell.resolve(command.group(1)) + " qcc-routes push retry " + order);
    assertThat(CommandRun.of(realNode, new Properties(), "push", "retry", order).output())
        .contains(order);
    assertThat(CommandRun.of(realNode, new Properties(), "jobs").output()).contains("INCOMPLETE");
    assertThat(CommandRun.of(realNode, new Properties(), "check").out())
        .containsPattern("ok     routes: [1-9]\\d* files");
    assertThat(folder.resolve("real.db")).doesNotExist();
    return order;
  }

  @Test
  @Tag("full")
  void takesNothingFromTheConfigurationOfARealNode() throws IOException {
    Installation installation =
        Installation.in(folder)
            .with("QCC_API_BASE_URL", "http://127.0.0.1:1/api")
            .with("QCC_API_KEY", "the-real-key")
            .with("QCC_API_PROXY", "127.0.0.1:1")
            .with("QCC_API_CA_FILE", "no-such-file.pem")
            .with("QCC_API_MAX_URI_BYTES", "10")
            .with("QCC_HTTP_TLS_KEY_STORE", "no-such-store.p12")
            .with("QCC_SECRETS_DIR", "no-such-folder")
            .with("QCC_DB_URL", "jdbc:postgresql://127.0.0.1:1/real")
            .with("QCC_PUSH_PATH", "/elsewhere")
            .with("QCC_PUSH_RECONCILE_CRON", "off")
            .with("QCC_REPORTS_POLL_CRON", "off")
            .with("QCC_REPORTS_DAY_CRON", "off")
            .with("QCC_QUOTA_CRON", "off")
            .with("QCC_ASSIGNMENTS_LOGIN_PATTERN", "x")
            .with("QCC_PARTNERSHIPS_MAX_CALLS", "0")
            .with("QCC_NO_SUCH_KEY", "x");
    Files.writeString(installation.home().resolve("application.properties"), "qcc.no-such.key=x\n");
    for (int i = 0; i < 2; i++) {
      try (Program sandbox = installation.start("sandbox", "--once")) {
        assertThat(sandbox.exitCode()).as(sandbox::toString).isZero();
        assertThat(sandbox.stderr()).isEmpty();
        assertThat(sandbox.stdout())
            .contains("imported: 5 push orders", "5,13800000002,没有登记的公司,,500,")
            .containsPattern("day \\S+: .*\\.zip")
            .doesNotContain("the-real-key");
      }
    }
  }

  @Test
  void leavesAFolderAloneThatItDidNotMake() throws IOException {
    Installation installation = Installation.in(folder);
    Path mine = installation.home().resolve("sandbox/mine.txt");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "precious");
    assertThat(installation.command("sandbox", "--once").refusal())
        .contains("was not made by the sandbox");
    assertThat(mine).hasContent("precious");
  }

  @Test
  @Tag("full")
  void servesTheProviderAlone() {
    Installation installation = Installation.in(folder);
    int port = Installation.freePort();
    try (Program provider =
        installation.start("sandbox", "--provider-only", "--port", Integer.toString(port))) {
      provider.awaitLine("QCC_DOWNLOAD_HOSTS=");
      Installation customer = Installation.in(folder.resolve("customer"));
      provider
          .lines()
          .forEach(
              line -> {
                String[] variable = line.strip().split("=", 2);
                if (variable.length == 2) {
                  customer.with(variable[0], variable[1]);
                }
              });
      assertThat(customer.get("QCC_API_BASE_URL")).isEqualTo("http://127.0.0.1:" + port + "/api");
      customer.command("check").output();
      provider.terminate();
      assertThat(provider.exitCode()).isEqualTo(143);
    }
  }

  @Test
  @Tag("full")
  void letsItsUserLogInAndEndsSoonOnSigterm() throws Exception {
    Installation installation = Installation.in(folder);
    try (Program sandbox = installation.start("sandbox")) {
      sandbox.awaitLine("To stop: Ctrl-C");
      String password = printed("密码 password:  (\\S+)", sandbox);
      assertThat(logIn(printed("打开 open:      (\\S+)", sandbox), password)).isEqualTo(200);
      assertThat(sandbox.stdout().split(Pattern.quote(password), -1)).hasSize(2);
      assertThat(Files.readString(installation.home().resolve("sandbox/application.properties")))
          .contains("qcc.console.enabled=true")
          .doesNotContain(password);
      sandbox.terminate();
      assertThat(sandbox.exitCode()).isEqualTo(143);
      assertThat(sandbox.toString()).doesNotContain("\tat ");
    }
  }

  private static String printed(String pattern, Program sandbox) {
    Matcher found = Pattern.compile(pattern).matcher(sandbox.stdout());
    assertThat(found.find()).as(sandbox::toString).isTrue();
    return found.group(1);
  }

  private static int logIn(String console, String password) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(console).resolve("api/session"))
                .header("Sec-Fetch-Site", "same-origin")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\": \"admin\", \"password\": \"" + password + "\"}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** The files outside {@code sandbox/}, with their sizes; without the output of the process. */
  private static TreeMap<String, String> files(Path home) throws IOException {
    TreeMap<String, String> sizes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(home)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(home.resolve("sandbox")))
              .filter(file -> !file.getFileName().toString().startsWith("std"))
              .toList();
      for (Path file : files) {
        sizes.put(file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return sizes;
  }
}
