package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.Simulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A whole node with a heap of 256 MiB, a million records and a million lines at once. */
@Tag("full")
@EnabledIfSystemProperty(named = "qccroutes.long", matches = "true")
final class NodeMemoryTest {
  private static final int LOGINS = 5_000;
  private static final int COMPANIES = 200;
  private static final int MILLION = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  @TempDir private Path folder;

  @Test
  void importsAndAssignsAMillion() throws IOException {
    try (Simulator provider = Simulator.start()) {
      Company[] companies =
          IntStream.range(0, COMPANIES).mapToObj(Company::sample).toArray(Company[]::new);
      provider.allocation().know(companies);
      provider.quota().set("radar_id", 2 * MILLION, 0, 50);
      Path part = folder.resolve("part");
      try (BufferedWriter lines = Files.newBufferedWriter(part)) {
        lines.write("loginName,keyWord\n");
        for (int login = 0; login < LOGINS; login++) {
          for (Company company : companies) {
            lines.write(13_800_000_000L + login + "," + company.name() + "\n");
          }
        }
      }
      provider.push().publish(Publication.generated(0, MILLION).missed());
      Installation installation = Installation.of(provider, folder);
      // Program gives it the heap.
      try (Program node = installation.run()) {
        Path inbox = folder.resolve("data/inbox/assign");
        Files.move(part, inbox.resolve("百万.csv"), StandardCopyOption.ATOMIC_MOVE);

        node.awaitLine(": imported 1000000 record(s)", PATIENCE);
        node.awaitLine("1000000 line(s), 1000000 sent, 1000000 succeeded", PATIENCE);

        assertThat(node.isRunning()).isTrue();
        assertThat(installation.health().statusCode()).isEqualTo(200);
        Records records = new Records(installation.get("QCC_DB_URL"));
        assertThat(records.count("select count(*) from customer_risk")).isEqualTo(MILLION);
        assertThat(node.toString()).doesNotContain("OutOfMemory");
      }
    }
  }
}
