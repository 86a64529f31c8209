package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.RouteFiles;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} finds before a node meets it. */
final class CheckCommandTest {
  @TempDir private Path folder;
  private Simulator provider;
  private Installation installation;

  @BeforeEach
  void startProvider() {
    provider = Simulator.start();
    installation = Installation.of(provider, folder).withDatabase();
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  @Test
  void findsARouteThatCouldNotStart() {
    installation.edit("push/push-settings.camel.yaml", "method: compareEcho", "method: compareEko");
    CommandRun check = installation.command("check");
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.lines())
        .filteredOn(line -> line.startsWith("FAILED"))
        .hasSize(1)
        .first()
        .asString()
        .contains("push/push-settings.camel.yaml", "compareEko");
    assertThat(check.out()).contains("ok     provider");
    assertThat(check.toString()).doesNotContain("\tat ");
  }

  @Test
  void warnsOfAShippedRouteThatIsNotThere() throws IOException {
    Files.delete(installation.route("push/push-receive.camel.yaml"));
    CommandRun check = installation.command("check");
    assertThat(check.exitCode()).as(check::toString).isZero();
    assertThat(check.lines())
        .filteredOn(line -> line.startsWith("warn"))
        .singleElement()
        .asString()
        .contains(
            "routes: push/push-receive.camel.yaml is missing, so its work is not done; copy it from the installation");
  }

  @Test
  void listsShippedFilesThatWereEdited() throws IOException {
    installation.edit(
        "push/push-receive.camel.yaml", "id: push-receive\n", "id: push-receive # mine\n");
    Path properties = installation.home().resolve("application.properties");
    Files.writeString(properties, Files.readString(properties).replace("\n", "\r\n"));
    CommandRun check = installation.command("check");
    assertThat(check.lines())
        .filteredOn(line -> line.startsWith("edited"))
        .singleElement()
        .asString()
        .contains("routes/push/push-receive.camel.yaml differs from the file that came");

    Files.writeString(properties, "qcc.keep-days=30\n");
    assertThat(installation.command("check").out()).contains("edited application.properties");
  }

  /** Beside the installation, where no unzip over it restores what was edited. */
  @Test
  void takesAHomeOfItsOwn() {
    CommandRun check =
        CommandRun.of(
            installation.with("QCC_HOME", installation.home().toString()).environment(),
            new Properties(),
            "check");
    assertThat(check.output())
        .contains("configuration: home " + installation.home(), "ok     routes: ", "getQuota")
        .doesNotContain("edited", "warn");
  }

  @Test
  void knowsEveryRouteThatIsShipped() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      assertThat(RouteFiles.shipped())
          .containsExactlyInAnyOrderElementsOf(
              files
                  .filter(file -> file.toString().endsWith(".camel.yaml"))
                  .map(file -> Path.of("routes").relativize(file).toString())
                  .toList());
    }
  }

  @Test
  void findsAWrongKey() {
    installation.with("QCC_API_SECRET_KEY", "not-the-secret-key");
    CommandRun check = installation.command("check");
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out())
        .contains("FAILED provider: ", "check qcc.api.secret-key")
        .doesNotContain("not-the-secret-key");
    assertThat(provider.ledger().calls()).hasSize(1);
    assertThat(new Records(installation.get("QCC_DB_URL")).count("select count(*) from api_hold"))
        .as("holds of live nodes, whose key may be right")
        .isZero();
  }

  @Test
  void isAUsageErrorWhenAnOptionIsUnknown() {
    CommandRun check = installation.command("check", "--deeply");
    assertThat(check.exitCode()).isEqualTo(2);
  }
}
