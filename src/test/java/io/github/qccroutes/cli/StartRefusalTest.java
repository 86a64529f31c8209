package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.LogRecorder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps {@code run} from starting costs one line on standard error, and exit code 1. */
final class StartRefusalTest {
  @TempDir private Path folder;
  private Installation installation;

  @BeforeEach
  void installWithoutProvider() {
    installation =
        Installation.in(folder)
            .with("QCC_API_KEY", "a-key")
            .with("QCC_API_SECRET_KEY", "a-secret")
            .with("QCC_API_BASE_URL", "http://127.0.0.1:9/api")
            .with("QCC_DATA_DIR", folder.resolve("data").toString())
            .with("QCC_HTTP_PORT", "0")
            .with("QCC_MANAGEMENT_PORT", "0");
  }

  static Stream<Arguments> badValues() {
    return Stream.of(
        arguments("qcc.api.base-url", "ftp://provider"),
        arguments("qcc.api.secret-key", "two words"),
        arguments("qcc.api.max-in-flight", "6"),
        arguments("qcc.api.slot-lease-ms", "10"),
        arguments("qcc.db.url", "jdbc:h2:mem:x"),
        arguments("qcc.db.url", "jdbc:sqlite:x.db?synchronous=OFF"),
        arguments("qcc.http.port", "65536"),
        arguments("qcc.time-zone", "UTC+8"),
        arguments("qcc.log-level", "LOUD"),
        arguments("qcc.routes-reload", "maybe"),
        arguments("qcc.push.path", "no-slash"),
        arguments("qcc.push.reconcile-cron", "every hour"),
        arguments("qcc.download-hosts", "http://host/"));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void namesTheKeyOfABadValue(String key, String value) {
    installation.with(key.toUpperCase().replaceAll("[.-]", "_"), value);
    CommandRun program = installation.command("run");
    assertThat(program.refusal()).startsWith("qcc-routes: " + key);
  }

  @Test
  void showsNoSecretOfABadValue() {
    installation.with("QCC_API_SECRET_KEY", "hush hush");
    CommandRun program = installation.command("run");
    assertThat(program.refusal()).contains("qcc.api.secret-key").doesNotContain("hush");
  }

  @Test
  void saysHowToSetWhatIsMissing() {
    installation.without("QCC_API_KEY").without("QCC_API_SECRET_KEY");
    CommandRun program = installation.command("run");
    assertThat(program.refusal())
        .contains("qcc.api.key and qcc.api.secret-key are not set")
        .contains("QCC_API_KEY");
  }

  @Test
  void refusesAnUnknownKeyOfTheFile() throws IOException {
    Files.writeString(
        installation.home().resolve("application.properties"),
        "\nqcc.api.timeout=5\n",
        StandardOpenOption.APPEND);
    CommandRun program = installation.command("run");
    assertThat(program.refusal()).contains("qcc.api.timeout").contains("qcc.api.timeout-ms");
  }

  static Stream<Arguments> breakages() {
    return Stream.of(
        arguments("push-receive", "    from:", "   from:", ", line 28: "),
        arguments("push-receive", "- filter:", "- sieve:", ", line 38: Unknown node id: sieve"),
        arguments(
            "push-receive", "{{qcc.push.path}}", "{{qcc.push.paht}}", ", line 29: .*qcc.push.paht"),
        arguments(
            "push-import",
            "ref: pushLink",
            "ref: pushLynk",
            ", line \\d+: there is no bean pushLynk"),
        arguments(
            "push-import",
            "method: refetch",
            "method: refotch",
            ", line \\d+: the bean pushFailure has no method refotch"),
        arguments(
            "push-reconcile",
            "sql:push/record-listed-order",
            "sql:push/record-listed-ordre",
            ", line \\d+: .*sql/push/record-listed-ordre.sql"),
        arguments(
            "push-import",
            "claim: push/claim-order",
            "claim: push/claim-ordre",
            ", line \\d+: .*sql/push/claim-ordre.sql"),
        arguments(
            "push-import",
            "Id: push-import-errors",
            "Id: push-import-errorz",
            ", line \\d+: .*routeConfiguration push-import-errorz"),
        arguments(
            "push-reconcile",
            "work:push_order",
            "work:push_ordre",
            ", line \\d+: .*work:push_ordre"),
        arguments(
            "push-import",
            "uri: direct:push-import-store\n        - bean",
            "uri: direct:push-import-shop\n        - bean",
            ", line \\d+: .*direct:push-import-shop"));
  }

  @ParameterizedTest
  @MethodSource("breakages")
  void namesABrokenRouteFile(String route, String from, String to, String why) {
    installation.edit("push/" + route + ".camel.yaml", from, to);
    try (LogRecorder log = new LogRecorder()) {
      CommandRun program = installation.command("run");
      assertThat(program.refusal())
          .matches("qcc-routes: routes: push/" + route + "\\.camel\\.yaml" + why + ".*");
      assertThat(log.all()).singleElement().asString().containsPattern("Starting \\S+; home ");
    }
  }

  @Test
  void namesTheJarOfAnAddressThatNothingKnows() {
    installation.edit(
        "push/push-reconcile.camel.yaml",
        "uri: micrometer:counter:qcc.push.gaps",
        "uri: carrier-pigeon:home");
    CommandRun program = installation.command("run");
    assertThat(program.refusal())
        .startsWith("qcc-routes: routes: push/push-reconcile.camel.yaml, line 51: ")
        .contains(
            "carrier-pigeon://home",
            "camel-carrier-pigeon-4.18.0.jar",
            installation.home().resolve("lib/ext").toString());
  }

  @Test
  void namesBothFilesOfARouteIdThatIsThereTwice() throws IOException {
    Files.copy(
        installation.route("push/push-settings.camel.yaml"),
        installation.route("push/push-tock.camel.yaml"));
    CommandRun program = installation.command("run");
    assertThat(program.refusal())
        .startsWith("qcc-routes: routes: push/push-tock.camel.yaml, line 1: ")
        .contains("push/push-settings.camel.yaml", "the id push-settings");
  }

  @Test
  void namesTheShippedFileThatIsMissing() throws IOException {
    Path imports = installation.route("push/push-import.camel.yaml");
    String whole = Files.readString(imports);
    Files.delete(imports);
    assertThat(installation.command("run").refusal())
        .contains(
            "no route starts from work:push_order. It is in push/push-import.camel.yaml, which is"
                + " missing; copy it from the installation");
    // One is missing at a time: files are read in no order that a person could foresee.
    Files.writeString(imports, whole);
    Files.delete(installation.route("api/api-get.camel.yaml"));
    assertThat(installation.command("run").refusal())
        .contains("no route starts from direct:api-get. It is in api/api-get.camel.yaml, which is")
        .doesNotContain("earlier version");
  }

  /** As an unzip over an older installation leaves it: two generations would do the same work. */
  @Test
  void namesEachRouteFileOfAnEarlierVersion() throws IOException {
    for (String former : List.of("assign", "cancel")) {
      Files.copy(
          installation.route("push/push-receive.camel.yaml"),
          installation.route("assignments/assignments-pick-up-" + former + ".camel.yaml"));
    }
    try (LogRecorder log = new LogRecorder()) {
      assertThat(installation.command("run").refusal())
          .contains("2 file(s) of an earlier version", "CHANGELOG.md, \"If you edited routes\"");
      assertThat(log.at(Level.ERROR))
          .hasSize(2)
          .allMatch(line -> line.contains("CHANGELOG.md, \"If you edited routes\""))
          .anyMatch(line -> line.contains("assignments/assignments-pick-up-cancel.camel.yaml"));
    }
    installation.with("QCC_DB_URL", "jdbc:sqlite:" + folder.resolve("qcc.db")).withDatabase();
    assertThat(installation.command("check").lines())
        .filteredOn(line -> line.startsWith("FAILED"))
        .extracting(line -> line.contains("belongs to an earlier version"))
        .contains(true, true);
    assertThat(Path.of("CHANGELOG.md")).content().contains("\n### If you edited routes\n");
  }

  @Test
  void saysThatANameWasOneOfAnEarlierVersion() {
    installation.edit(
        "push/push-reconcile.camel.yaml", "direct:push-settings-activate", "direct:push-kick");
    assertThat(installation.command("run").refusal()).doesNotContain("earlier version");
    installation.edit("push/push-reconcile.camel.yaml", "direct:push-kick", "direct:push-import");
    assertThat(installation.command("run").refusal())
        .contains(
            "no route starts from direct:push-import. An earlier version had it; CHANGELOG.md");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://127.0.0.1:9/qcc?password=hush, Connection refused",
    "jdbc:sqlite:/proc/qcc/qcc.db, can't write to /proc/qcc",
    "jdbc:sqlite:routes, routes"
  })
  void saysWhyTheDatabaseCantBeUsed(String url, String why) {
    installation.with("QCC_DB_URL", url);
    CommandRun program = installation.command("run");
    assertThat(program.refusal())
        .startsWith("qcc-routes: qcc.db.url: ")
        .contains(why)
        .doesNotContain("hush");
  }

  @Test
  void namesTheKeyOfADataFolderThatCantBeWritten() {
    installation
        .with("QCC_DATA_DIR", "/proc/qcc")
        .with("QCC_DB_URL", "jdbc:sqlite:" + folder.resolve("qcc.db"));
    CommandRun program = installation.command("run");
    assertThat(program.refusal()).startsWith("qcc-routes: qcc.data-dir: ").contains("/proc/qcc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/qcc/qcc.log", "home"})
  void namesTheKeyOfALogFileThatCantBeWritten(String file) {
    installation.with("QCC_LOG_FILE", folder.resolve(file).toString());
    CommandRun program = installation.command("run");
    assertThat(program.refusal())
        .startsWith("qcc-routes: qcc.log-file: can't write to " + folder.resolve(file) + " (")
        .endsWith("). Make it writable or name another file");
    assertThat(folder.resolve("data")).as("what a start makes").doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"qcc.http.port, QCC_HTTP_PORT", "qcc.management.port, QCC_MANAGEMENT_PORT"})
  void namesTheKeyOfATakenPort(String key, String variable) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      installation.with(variable, Integer.toString(taken.getLocalPort()));
      CommandRun program = installation.command("run");
      assertThat(program.refusal())
          .startsWith("qcc-routes: " + key + ": ")
          .contains("127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void saysItOnStandardErrorOfTheProcess() {
    installation.with("QCC_API_SECRET_KEY", "hush hush");
    try (Program program = installation.start("run")) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.stderr().lines())
          .singleElement()
          .asString()
          .contains("qcc.api.secret-key");
      assertThat(program.stdout()).isEmpty();
    }
  }

  @Test
  void isAUsageErrorWhenAnOptionIsUnknown() {
    CommandRun program = installation.command("run", "--forever");
    assertThat(program.exitCode()).isEqualTo(2);
    assertThat(program.err()).contains("--forever").contains("Usage: qcc-routes run");
  }
}
