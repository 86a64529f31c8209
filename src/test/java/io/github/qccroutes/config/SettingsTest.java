package io.github.qccroutes.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronExpression;

class SettingsTest {
  private static final String SECRET = "s3cretOfTheTest";

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final Properties options = new Properties();

  @Test
  void hasADefaultForWhatNobodySet() {
    Settings settings = load();

    assertThat(settings.text("qcc.api.base-url")).isEqualTo("https://pro.qcc.com/api");
    assertThat(settings.number("qcc.http.port")).isEqualTo(8080);
    assertThat(settings.flag("qcc.routes-reload")).isFalse();
    assertThat(settings.duration("qcc.api.timeout-ms")).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.duration("qcc.push.download-deadline-s")).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
    assertThat(settings.list("qcc.download-hosts")).containsExactly("pro-files.qichacha.com");
    assertThat(settings.enabled("qcc.push.reconcile-cron")).isTrue();
    assertThat(settings.optional("qcc.push.callback-url")).isEmpty();
    assertThat(settings.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://your.host/qcc/push/word, /qcc/push/word, 0",
    "https://your.host/qcc/push/word, /qcc/push, 1",
    "https://your.host/qcc/push/, /qcc/push, 1",
    "https://your.host, /qcc/push, 1",
    "https://your.host/qcc/push?a=b, /qcc/push, 1",
    "https://your.host/other?a=b, /qcc/push, 2"
  })
  void warnsOfACallbackThatLeadsNowhere(String url, String path, int warnings) {
    options.setProperty("qcc.push.callback-url", url);
    options.setProperty("qcc.push.path", path);

    assertThat(load().warnings())
        .hasSize(warnings)
        .allMatch(warning -> warning.startsWith("qcc.push.callback-url has "));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, , , 1",
    "10.0.0.5, , , 1",
    "console.example, , , 1",
    "127.0.0.1, , , 0",
    "localhost, , , 0",
    "::1, , , 0",
    "0.0.0.0, qcc.management.tls-key-store, server.p12, 0",
    "0.0.0.0, qcc.console.proxy-addresses, 10.0.0.1, 0",
    "0.0.0.0, qcc.console.enabled, false, 0",
    "127.0.0.1, qcc.console.proxy-header, X-User, 1"
  })
  void warnsOfAConsoleThatOthersReachWithoutTls(
      String host, String key, String value, int warnings) {
    options.setProperty("qcc.console.enabled", "true");
    options.setProperty("qcc.management.host", host);
    if (key != null) {
      options.setProperty(key, value);
    }

    assertThat(load().warnings())
        .hasSize(warnings)
        .allMatch(warning -> warning.startsWith("qcc.console."));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"da+ta | +", "da%20ta | %", "da#ta | #", "{{x}} | {", "da?ta | ?"})
  void refusesADataFolderThatNoRouteCanName(String folder, String character) {
    options.setProperty("qcc.data-dir", folder);

    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("qcc.data-dir: ")
        .hasMessageContainingAll(folder + "\"", "holds \"" + character + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+b", "a,b", "a%20b", "a#b", "{{x}}", "a*b"})
  void refusesAHomeThatNoRouteCanName(String folder) {
    home = home.resolve(folder);

    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("the home: ")
        .hasMessageContaining(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"数据", "da ta", "da,ta", "da&ta", "da(ta)", "data@1", "da;ta", "da=ta", "da'ta"})
  void takesAnyOtherDataFolder(String folder) {
    options.setProperty("qcc.data-dir", folder);

    assertThat(load().path("qcc.data-dir")).isEqualTo(home.resolve(folder));
  }

  @Test
  void letsTheStrongerPlaceWin() throws IOException {
    Path secrets = Files.createDirectory(home.resolve("secrets"));
    file("qcc.secrets-dir=secrets", "qcc.db.username=file");
    assertThat(load().text("qcc.db.username")).isEqualTo("file");

    Files.writeString(secrets.resolve("qcc.db.username"), "secrets file");
    assertThat(load().text("qcc.db.username")).isEqualTo("secrets file");

    environment.put("QCC_DB_USERNAME", "environment");
    assertThat(load().text("qcc.db.username")).isEqualTo("environment");

    options.setProperty("qcc.db.username", "option");
    assertThat(load().text("qcc.db.username")).isEqualTo("option");
  }

  @Test
  void readsTheFileAsUtf8EvenWithAByteOrderMark() throws IOException {
    Files.writeString(home.resolve("application.properties"), "\uFEFFqcc.db.username=企查查\n");

    assertThat(load().text("qcc.db.username")).isEqualTo("企查查");
  }

  @Test
  void refusesAFileThatIsNotUtf8() throws IOException {
    Files.write(
        home.resolve("application.properties"),
        "qcc.db.username=企查查".getBytes(Charset.forName("GB18030")));

    assertRefused().hasMessageContaining("application.properties can't be read: it is not UTF-8");
  }

  @Test
  void leavesOtherKeysOfTheFileAlone() throws IOException {
    file("camel.main.name=ours");

    assertThat(load().toProperties()).doesNotContainKey("camel.main.name");
  }

  @ParameterizedTest
  @CsvSource({
    "qcc.api.secretkey, qcc.api.secret-key",
    "QCC_API_SECRET_KEY, qcc.api.secret-key",
    "qcc.http.prot, qcc.http.port"
  })
  void refusesAnUnknownKeyInTheFileAndNamesTheNearest(String key, String nearest)
      throws IOException {
    file(key + "=" + SECRET);

    assertRefused()
        .hasMessageStartingWith(key + " (" + home.resolve("application.properties") + ")")
        .hasMessageEndingWith("no such key; did you mean " + nearest + "?");
  }

  @Test
  void guessesNothingWhenNoKeyIsNear() {
    options.setProperty("qcc.colour", "red");

    assertRefused().hasMessage("qcc.colour (-Dqcc.colour): no such key");
  }

  @Test
  void warnsOfAnUnknownVariable() {
    environment.putAll(
        Map.of(
            "QCC_API_KY", SECRET, "QCC_HOME", "/opt", "QCC_JAVA_OPTS", "-Xmx1g", "PATH", "/bin"));

    assertThat(load().warnings())
        .containsExactly(
            "environment variable QCC_API_KY is ignored: no such key; did you mean QCC_API_KEY?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qcc.http.port | 65536 | not 0 to 65535",
        "qcc.http.port | -1 | not 0 to 65535",
        "qcc.http.port | 99999999999999999999 | not 0 to 65535",
        "qcc.http.port | 80a | not a whole number",
        "qcc.http.port | ٨٠ | not a whole number",
        "qcc.http.port | '' | empty",
        "qcc.http.host | a b | malformed",
        "qcc.api.timeout-ms | 0 | not 1 or more",
        "qcc.api.max-in-flight | 6 | not 1 to 5",
        "qcc.api.base-url | pro.qcc.com/api | does not start with http",
        "qcc.api.base-url | https://pro.qcc.com/api?x=1 | has a query",
        "qcc.api.base-url | https:///api | has no valid host",
        "qcc.api.base-url | https://pro qcc | not well-formed",
        "qcc.api.base-url | https://u:p@pro.qcc.com/api | has a user name",
        "qcc.push.callback-url | ftp://example.org/ | does not start with http",
        "qcc.push.callback-url | http://example.org/#a | has a fragment",
        "qcc.push.path | qcc/push | malformed",
        "qcc.push.path | //proxy | malformed",
        "qcc.push.path | /qcc/push?a=b | malformed",
        "qcc.push.period-time | 10 | unknown value",
        "qcc.push.reconcile-cron | 0 0 * * * * | not a Quartz cron",
        "qcc.push.reconcile-cron | hourly | not a Quartz cron",
        "qcc.time-zone | Asia/Peking | not a known zone id",
        "qcc.time-zone | UTC+08:00 | not a known zone id",
        "qcc.log-level | TRACE | unknown value",
        "qcc.routes-reload | yes | unknown value",
        "qcc.download-hosts | a.example,,b.example | has an entry that is not host[:port]",
        "qcc.download-hosts | https://a.example | has an entry that is not host[:port]",
        "qcc.download-hosts | a.example/path | has an entry that is not host[:port]",
        "qcc.download-hosts | user@a.example | has an entry that is not host[:port]",
        "qcc.download-hosts | a.example: | has an entry that is not host[:port]",
        "qcc.download-hosts | ::1 | has an entry that is not host[:port]",
        "qcc.download-hosts | a.example:0 | has a port that is not 1 to 65535",
        "qcc.download-hosts | a.example:65536 | has a port that is not 1 to 65535",
        "qcc.db.url | jdbc:h2:mem | neither SQLite nor PostgreSQL",
        "qcc.db.url | jdbc:sqlite: | names no file",
        "qcc.db.url | jdbc:sqlite::memory: | names no file",
        "qcc.db.url | jdbc:sqlite:file:a?mode=memory | has a file: URI",
        "qcc.db.url | jdbc:sqlite:a.db?synchronous=NORMAL | weakens synchronous",
        "qcc.db.url | jdbc:sqlite:a.db?cache_size=9&Synchronous=off | weakens synchronous",
        "qcc.db.url | jdbc:sqlite:a.db?synchronous=1 | weakens synchronous",
        "qcc.db.url | jdbc:sqlite:a.db?journal_mode=MEMORY | changes journal_mode",
      })
  void refusesAValueThatIsNotAccepted(String key, String value, String problem) {
    options.setProperty(key, value);

    assertRefused()
        .hasMessageStartingWith(key + " \"")
        .hasMessageContaining("(-D" + key + "): " + problem)
        .hasMessageContaining("; accepted: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qcc.http.port | 0 | 0",
        "qcc.http.port | ' 0081 ' | 81",
        "qcc.http.host | ::1 | ::1",
        "qcc.http.host | node-1.example | node-1.example",
        "qcc.api.base-url | http://127.0.0.1:9000/api// | http://127.0.0.1:9000/api",
        "qcc.push.period-time | 19 | 19",
        "qcc.push.reconcile-cron | 0 0/5 * * * ? | 0 0/5 * * * ?",
        "qcc.push.reconcile-cron | OFF | off",
        "qcc.log-level | debug | DEBUG",
        "qcc.download-hosts | 'A.example, b.example:81,[::1]:82' | a.example,b.example:81,[::1]:82",
        "qcc.db.url | jdbc:postgresql://db/qcc | jdbc:postgresql://db/qcc",
        "qcc.db.url | jdbc:sqlite:/q.db?synchronous=EXTRA | jdbc:sqlite:/q.db?synchronous=EXTRA",
        "qcc.db.url | jdbc:sqlite:/q.db?journal_mode=wal | jdbc:sqlite:/q.db?journal_mode=wal",
      })
  void bringsAValueIntoOneForm(String key, String value, String expected) {
    options.setProperty(key, value);

    assertThat(load().text(key)).isEqualTo(expected);
  }

  /** What no value of a key may be; a key of plain text has none. */
  private static final Map<String, String> BAD =
      Map.ofEntries(
          entry("qcc.api.base-url", "pro.qcc.com"),
          entry("qcc.api.key", "two words"),
          entry("qcc.api.secret-key", "密钥"),
          entry("qcc.api.max-in-flight", "0"),
          entry("qcc.api.max-uri-bytes", "-1"),
          entry("qcc.api.timeout-ms", "30s"),
          entry("qcc.api.slot-lease-ms", "30000"),
          entry("qcc.api.proxy", "proxy.example"),
          entry("qcc.api.ca-file", "\0"),
          entry("qcc.management.tls-key-store", "\0"),
          entry("qcc.console.enabled", "maybe"),
          entry("qcc.console.hosts", "https://qcc.example"),
          entry("qcc.console.max-upload-mb", "0"),
          entry("qcc.console.proxy-header", "Remote User"),
          entry("qcc.console.proxy-addresses", "proxy.example"),
          entry("qcc.work.lease-ms", "60"),
          entry("qcc.db.url", "jdbc:oracle:thin:@db"),
          entry("qcc.data-dir", "\0"),
          entry("qcc.keep-days", "36501"),
          entry("qcc.secrets-dir", "/nowhere"),
          entry("qcc.http.host", "0.0.0.0:8080"),
          entry("qcc.http.port", "70000"),
          entry("qcc.http.tls-key-store", "\0"),
          entry("qcc.management.host", "*"),
          entry("qcc.management.port", "none"),
          entry("qcc.time-zone", "CST+8"),
          entry("qcc.log-level", "WARNING"),
          entry("qcc.log-file", "\0"),
          entry("qcc.routes-reload", "1"),
          entry("qcc.push.callback-url", "/qcc/push"),
          entry("qcc.push.path", "/qcc/{order}"),
          entry("qcc.push.period-time", "8"),
          entry("qcc.push.reconcile-cron", "0 0 0 30 2 ?"),
          entry("qcc.push.poll-ms", "0"),
          entry("qcc.push.max-attempts", "1001"),
          entry("qcc.push.retry-delay-ms", "2147483648"),
          entry("qcc.push.give-up-hours", "87601"),
          entry("qcc.push.max-archive-mb", "0.5"),
          entry("qcc.push.max-inflated-mb", "4g"),
          entry("qcc.push.download-deadline-s", "0"),
          entry("qcc.download-hosts", "*.qichacha.com/"),
          entry("qcc.assignments.poll-ms", "-5"),
          entry("qcc.assignments.admin-logins", "a,,b"),
          entry("qcc.assignments.allow-unfollow", "on"),
          entry("qcc.assignments.login-pattern", "("),
          entry("qcc.assignments.quota-check", "off"),
          entry("qcc.partnerships.poll-ms", "1e3"),
          entry("qcc.partnerships.max-calls", "1000001"),
          entry("qcc.reports.day-cron", "0 0 8 * *"),
          entry("qcc.reports.week-cron", "0 0 8 ? * FUNDAY"),
          entry("qcc.reports.month-cron", "0 0 8 1 * ? 1999"),
          entry("qcc.reports.poll-cron", "@hourly"),
          entry("qcc.reports.retry-delay-ms", ""),
          entry("qcc.reports.max-attempts", "0"),
          entry("qcc.reports.deadline-minutes", "0"),
          entry("qcc.sync.poll-ms", "0"),
          entry("qcc.sync.max-cancel-percent", "101"),
          entry("qcc.sync.max-cancels", "-1"),
          entry("qcc.sync.adds-while-held", "ja"),
          entry("qcc.sync.require-trailer", "ja"),
          entry("qcc.sync.jdbc-url", "postgresql://host/db"),
          entry("qcc.sync.cron", "0 61 * * * ?"),
          entry("qcc.sync.scope", "../x"),
          entry("qcc.quota.cron", "0 61 * * * ?"),
          entry("qcc.quota.warn-remaining-percent", "101"));

  @TestFactory
  Stream<DynamicTest> refusesABadValueOfEveryKeyInOneLineThatNamesIt() {
    return SettingCatalog.ALL.stream()
        .filter(setting -> !setting.type().accepted().equals("text"))
        .map(
            setting ->
                dynamicTest(
                    setting.key(),
                    () -> {
                      assertThat(BAD).containsKey(setting.key());
                      options.clear();
                      options.setProperty(setting.key(), BAD.get(setting.key()));
                      assertRefused().hasMessageStartingWith(setting.key() + " ");
                    }));
  }

  /** A key that a person sets and nobody reads would be a promise that is not kept. */
  @TestFactory
  Stream<DynamicTest> everyKeyIsRead() throws IOException {
    StringBuilder readers = new StringBuilder();
    for (Path folder : List.of(Path.of("src/main"), Path.of("routes"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!file.endsWith("NodeSettings.java")
              && !file.endsWith("FlowSettings.java")
              && file.toString().matches(".*(java|yaml|sql)")) {
            readers.append(Files.readString(file));
          }
        }
      }
    }
    return SettingCatalog.ALL.stream()
        .map(
            setting ->
                dynamicTest(
                    setting.key(),
                    () ->
                        assertThat(readers.toString())
                            .containsPattern(
                                "\"%1$s\"|\\{\\{%1$s(\\.enabled)?}}|:%1$s}"
                                    .formatted(Pattern.quote(setting.key())))));
  }

  @Test
  void takesPathsFromTheHome() {
    options.setProperty("qcc.data-dir", "../shared");

    Settings settings = load();

    Path data = home.resolveSibling("shared");
    assertThat(settings.path("qcc.data-dir")).isEqualTo(data);
    assertThat(settings.text("qcc.db.url")).isEqualTo("jdbc:sqlite:" + data.resolve("qcc.db"));
    options.setProperty("qcc.db.url", "jdbc:sqlite:own.db?cache_size=9");
    assertThat(load().text("qcc.db.url"))
        .isEqualTo("jdbc:sqlite:" + home.resolve("own.db") + "?cache_size=9");
  }

  @Test
  void refusesALeaseThatLeavesNoTimeBeforeTheCall() {
    environment.put("QCC_API_TIMEOUT_MS", "120000");

    assertRefused()
        .hasMessage(
            "qcc.api.slot-lease-ms 120000 (default): must be at least 100 above "
                + "qcc.api.timeout-ms, "
                + "which is 120000 (environment variable QCC_API_TIMEOUT_MS)");
    environment.put("QCC_API_SLOT_LEASE_MS", "120099");
    assertRefused().hasMessageContaining("120099");
    environment.put("QCC_API_SLOT_LEASE_MS", "120100");
    assertThat(load().number("qcc.api.slot-lease-ms")).isEqualTo(120_100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qcc.push.callback-url", "qcc.db.password", "qcc.secrets-dir"})
  void takesAnEmptyValueOfAnOptionalKeyAsNone(String key) throws IOException {
    options.setProperty(key, " ");

    assertThat(load().optional(key)).isEmpty();
  }

  @Test
  void takesNoneAsNoPeriodTime() {
    options.setProperty("qcc.push.period-time", "none");

    assertThat(load().optional("qcc.push.period-time")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "two words " + SECRET, SECRET + "\u200b"})
  void refusesAnApplicationKeyWithoutShowingIt(String value) {
    environment.put("QCC_API_SECRET_KEY", value);

    assertRefused()
        .hasMessageStartingWith("qcc.api.secret-key (environment variable QCC_API_SECRET_KEY): ")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void hidesPasswordsInAnUrlThatItRefuses() {
    options.setProperty("qcc.db.url", "jdbc:mysql://h/db?password=" + SECRET);
    assertRefused().hasMessageNotContaining(SECRET);

    options.setProperty("qcc.db.url", "mysql://root:" + SECRET + "@h/db");
    assertRefused().hasMessageNotContaining(SECRET);
  }

  @Test
  void keepsTheMessageOnOneLine() {
    options.setProperty("qcc.http.host", "a\nb\r" + "c".repeat(1000));

    assertRefused().hasMessageContaining("a?b?c").message().hasSizeLessThan(300);
  }

  @Test
  void namesTheMissingCredentials() {
    assertThatThrownBy(() -> load().requireCredentials())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "qcc.api.key and qcc.api.secret-key are not set; set QCC_API_KEY in the environment, "
                + "qcc.api.key in application.properties, or a file qcc.api.key in "
                + "qcc.secrets-dir");

    environment.put("QCC_API_KEY", "appKeyOfTheTest");
    assertThatThrownBy(() -> load().requireCredentials())
        .hasMessageStartingWith("qcc.api.secret-key is not set; set QCC_API_SECRET_KEY");

    environment.put("QCC_API_SECRET_KEY", SECRET);
    load().requireCredentials();
  }

  @Test
  void refusesToGuessAValueThatIsMissing() {
    assertThatThrownBy(() -> load().text("qcc.push.callback-url"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("qcc.push.callback-url is not set; ");
    assertThatThrownBy(() -> load().text("qcc.unknown"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsSecretsAsKubernetesMountsThem() throws IOException {
    Path secrets = Files.createDirectories(home.resolve("run/secrets"));
    Path data = Files.createDirectory(secrets.resolve("..2026_11_23"));
    Files.writeString(data.resolve("qcc.api.secret-key"), SECRET + "\r\n");
    Files.createSymbolicLink(secrets.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(
        secrets.resolve("qcc.api.secret-key"), Path.of("..data/qcc.api.secret-key"));
    Files.writeString(secrets.resolve(".qcc.hidden"), "");
    Files.writeString(secrets.resolve("README"), "");
    options.setProperty("qcc.secrets-dir", "run/secrets");

    assertThat(load().text("qcc.api.secret-key")).isEqualTo(SECRET);
  }

  @Test
  void refusesAnUnknownSecretsFile() throws IOException {
    Path secrets = Files.createDirectory(home.resolve("secrets"));
    Files.writeString(secrets.resolve("qcc.api.secret_key"), SECRET);
    options.setProperty("qcc.secrets-dir", "secrets");

    assertRefused()
        .hasMessageStartingWith("qcc.api.secret_key (secrets file ")
        .hasMessageEndingWith("did you mean qcc.api.secret-key?")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void refusesSecretsThatCannotBeRead() throws IOException {
    options.setProperty("qcc.secrets-dir", "secrets");
    assertRefused()
        .hasMessage(
            "qcc.secrets-dir (-Dqcc.secrets-dir): the directory %s can't be read: "
                + "it does not exist",
            home.resolve("secrets"));

    Path secrets = Files.createDirectory(home.resolve("secrets"));
    Files.createDirectory(secrets.resolve("qcc.api.key"));
    assertRefused().hasMessageStartingWith("qcc.api.key: the secrets file ");

    Files.delete(secrets.resolve("qcc.api.key"));
    Files.writeString(secrets.resolve("qcc.secrets-dir"), "elsewhere");
    assertRefused().hasMessageStartingWith("qcc.secrets-dir can't itself stand");
  }

  @Test
  void masksItsSecretsFromTheStart() {
    environment.put("QCC_API_KEY", "appKeyOfTheTest");
    environment.put("QCC_API_SECRET_KEY", SECRET);
    environment.put("QCC_DB_PASSWORD", " password of the test");
    environment.put("QCC_DB_URL", "jdbc:postgresql://h/db?user=u&password=url%2Fpassword");

    Settings settings = load();

    assertThat(Secrets.mask("a appKeyOfTheTest b " + SECRET + " c password of the test"))
        .isEqualTo("a *** b *** c***");
    assertThat(Secrets.mask("url/password url%2Fpassword")).isEqualTo("*** ***");
    assertThat(settings.text("qcc.db.password")).isEqualTo(" password of the test");
  }

  @Test
  void offersEveryKeyToPlaceholders() {
    options.setProperty("qcc.push.path", "/hook");

    Properties properties = load().toProperties();

    assertThat(properties.stringPropertyNames())
        .containsAll(SettingCatalog.ALL.stream().map(Setting::key).toList());
    assertThat(properties)
        .containsEntry("qcc.push.path", "/hook")
        .containsEntry("qcc.push.callback-url", "")
        .containsEntry("qcc.push.reconcile-cron", "0 0/10 * * * ?")
        .containsEntry("qcc.push.reconcile-cron.enabled", "true");
  }

  @Test
  void givesRoutesAValidCronThatIsOff() {
    options.setProperty("qcc.push.reconcile-cron", "off");

    Settings settings = load();

    Properties properties = settings.toProperties();
    assertThat(settings.enabled("qcc.push.reconcile-cron")).isFalse();
    assertThat(properties).containsEntry("qcc.push.reconcile-cron.enabled", "false");
    assertThat(CronExpression.isValidExpression(properties.getProperty("qcc.push.reconcile-cron")))
        .isTrue();
  }

  private void file(String... lines) throws IOException {
    Files.writeString(home.resolve("application.properties"), String.join("\n", lines));
  }

  private Settings load() {
    return Settings.load(home, environment, options);
  }

  private AbstractThrowableAssert<?, ?> assertRefused() {
    return assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\r"));
  }
}
