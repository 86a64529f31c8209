package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run}, started with nothing but its environment, against a provider of its own. */
final class RunCommandTest {
  @TempDir private Path folder;
  private Simulator provider;
  private Installation installation;
  private Records records;

  @BeforeEach
  void startProvider() {
    provider = Simulator.start();
    installation = Installation.of(provider, folder);
    records = new Records(installation.get("QCC_DB_URL"));
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  @Test
  @Tag("full")
  void importsIntoPostgresqlWithNothingButItsEnvironment() throws IOException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      installation.with("QCC_DB_URL", server.getJdbcUrl("postgres", "postgres"));
      records = new Records(installation.get("QCC_DB_URL"));
      provider.push().publish(Publication.generated(0, 20).missed());
      try (Program node = installation.run()) {
        node.awaitLine("confirmed the callback address");
        provider.push().publish(Publication.generated(10, 3000));
        records.awaitImported(provider.ledger());
        node.terminate();
        assertThat(node.exitCode()).isEqualTo(143);
      }
      records.assertEqual(provider.ledger());
    }
  }

  @Test
  @Tag("full")
  void saysWithinSecondsWhatToDoAboutAWrongKey() {
    installation.with("QCC_API_SECRET_KEY", "not-the-secret-key");
    try (Program node = installation.run()) {
      node.awaitLine(" ERROR ", Duration.ofSeconds(20));
      node.runFor(Duration.ofSeconds(3));
      assertThat(node.lines().stream().filter(line -> line.contains(" ERROR ")))
          .as("one line, not one a tick: %s", node)
          .hasSize(1)
          .first()
          .asString()
          .contains("check qcc.api.secret-key")
          .doesNotContain("not-the-secret-key");
      assertThat(installation.health().statusCode()).isEqualTo(200);
      assertThat(installation.health().body()).contains("held: ");
    }
  }

  @Test
  void finishesTheImportInHandAndStartsNoOtherOnSigterm() {
    for (int n = 0; n < 12; n++) {
      provider.push().publish(Publication.generated(n * 100L, 2000).missed());
    }
    provider.faults().always(Faults.DOWNLOAD, Fault.delay(Duration.ofSeconds(2)));
    try (Program node = installation.run()) {
      node.awaitLine(": imported 2000 record(s)");
      node.terminate();
      assertThat(node.exitCode(Duration.ofSeconds(30))).isEqualTo(143);
      assertThat(node.toString()).doesNotContain("\tat ");
      assertThat(records.count("select count(*) from push_order where state = 'IMPORTING'"))
          .as(node::toString)
          .isZero();
      assertThat(provider.ledger().downloads()).as(node::toString).hasSizeLessThan(8);
    }
    provider.faults().clear();
    try (Program node = installation.run()) {
      records.awaitImported(provider.ledger());
      assertThat(node.stderr()).isEmpty();
    }
    records.assertEqual(provider.ledger());
  }

  @Test
  @Tag("full")
  void endsSoonOnSigtermWhileItStarts() {
    for (int ms : new int[] {400, 1500, 2500}) {
      try (Program node = installation.start("run")) {
        node.runFor(Duration.ofMillis(ms));
        node.terminate();
        assertThat(node.exitCode(Duration.ofSeconds(30))).as(node::toString).isEqualTo(143);
        assertThat(node.toString()).doesNotContain("\tat ");
      }
    }
    provider.push().publish(Publication.of(RiskRecord.sample(1)).missed());
    try (Program node = installation.run()) {
      records.awaitImported(provider.ledger());
      assertThat(node.isRunning()).isTrue();
    }
  }

  @Test
  void saysOnceAfterAKillHowLongSlotsStayTaken() {
    provider.faults().next(Faults.ANY, Fault.delay(Duration.ofMinutes(1)));
    try (Program node = installation.run()) {
      await().atMost(Program.PATIENCE).until(() -> provider.ledger().inFlight() > 0);
      node.kill();
    }
    try (Program node = installation.run()) {
      node.runFor(Duration.ofSeconds(3));
      assertThat(node.lines())
          .filteredOn(line -> line.contains("call slots are still taken"))
          .singleElement()
          .asString()
          .contains("1 of 5 call slots are still taken", "within 120 s");
    }
  }

  @Test
  @Tag("full")
  void goesOnWithTheSameDatabaseWhenTheProviderComesLate() {
    String base = installation.get("QCC_API_BASE_URL");
    provider.push().publish(Publication.generated(0, 10).missed());
    installation
        .with("QCC_API_BASE_URL", "http://127.0.0.1:" + Installation.freePort() + "/api")
        .with("QCC_PUSH_RECONCILE_CRON", "0/2 * * * * ?");
    try (Program node = installation.run()) {
      node.awaitLine("no answer from the provider");
      assertThat(installation.health().statusCode()).isEqualTo(200);
      node.kill();
    }
    installation.with("QCC_API_BASE_URL", base);
    try (Program node = installation.run()) {
      await().atMost(Program.PATIENCE).until(() -> node.stdout().contains("imported 10 record(s)"));
    }
    records.assertEqual(provider.ledger());
  }
}
