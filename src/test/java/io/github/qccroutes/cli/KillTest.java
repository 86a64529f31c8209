package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.Simulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment: the next start needs no repair, and rows equal the ledger. */
@Tag("long")
final class KillTest {
  private static final long SEED = 20260105;

  @TempDir private Path folder;
  private Simulator provider;
  private Installation installation;
  private int published;

  @BeforeEach
  void startProvider() {
    provider = Simulator.start();
    installation =
        Installation.of(provider, folder)
            .with("QCC_API_TIMEOUT_MS", "4000")
            // calls that a kill cut off keep their slots for this long
            .with("QCC_API_SLOT_LEASE_MS", "5000")
            .with("QCC_PUSH_POLL_MS", "100");
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  @Test
  void losesAndDoublesNothingOnSqlite() throws IOException {
    killAndRecover(5);
    try (Stream<Path> left = Files.list(folder.resolve("data").resolve("tmp"))) {
      assertThat(left).as("temporary files").isEmpty();
    }
  }

  @Test
  void losesAndDoublesNothingOnPostgresql() throws IOException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      installation
          .with("QCC_DB_URL", server.getJdbcUrl("postgres", "postgres"))
          // orders of a killed node wait for this long
          .with("QCC_WORK_LEASE_MS", "8000");
      killAndRecover(2);
    }
  }

  private void killAndRecover(int kills) {
    Random random = new Random(SEED);
    for (int kill = 0; kill < kills; kill++) {
      publish(4);
      try (Program node = installation.run()) {
        publish(1);
        node.runFor(Duration.ofMillis(random.nextInt(1500)));
        node.kill();
        assertThat(node.stderr()).isEmpty();
      }
    }
    Records records = new Records(installation.get("QCC_DB_URL"));
    try (Program node = installation.run()) {
      records.awaitImported(provider.ledger());
      node.terminate();
      assertThat(node.exitCode()).isEqualTo(143);
      assertThat(node.toString()).doesNotContain("\tat ");
    }
    records.assertEqual(provider.ledger());
  }

  /** Each push repeats half the ids of the one before. */
  private void publish(int pushes) {
    for (int n = 0; n < pushes; n++) {
      provider.push().publish(Publication.generated(1500L * published++, 3000));
    }
  }
}
