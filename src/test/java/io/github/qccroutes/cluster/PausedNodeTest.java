package io.github.qccroutes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Simulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that stands still past all its leases and goes on as if nothing had happened. {@code
 * -Dqccroutes.pauses=40} is the long form.
 */
@Tag("full")
class PausedNodeTest {
  private static final int PAUSES = Integer.getInteger("qccroutes.pauses", 3);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void doesNoHarmWhenItGoesOn() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        Simulator provider = Simulator.start()) {
      String url = server.getJdbcUrl("postgres", "postgres");
      List<Installation> homes =
          List.of(
              installation(provider, url, folder.resolve("one")),
              installation(provider, url, folder.resolve("two")));
      provider.faults().always(Faults.ANY, Fault.delay(Duration.ofMillis(200)));
      Random random = new Random(20260105);
      Records records = new Records(url);
      try (Program one = homes.get(0).run();
          Program two = homes.get(1).run()) {
        Workload work = new Workload(provider, folder.resolve("data"));
        for (int n = 0; n < PAUSES; n++) {
          Program node = n % 2 == 0 ? one : two;
          work.add(400, 400);
          node.runFor(Duration.ofMillis(300 + random.nextInt(2_000)));
          node.pause();
          work.noteInFlight(records);
          (n % 2 == 0 ? two : one).runFor(Duration.ofMillis(6_000));
          node.resume();
        }
        provider.faults().clear();
        work.awaitEnd(records, Duration.ofMinutes(6));
        work.assertDone(records);
        one.terminate();
        two.terminate();
        for (Program node : List.of(one, two)) {
          assertThat(node.exitCode()).isEqualTo(143);
          assertThat(node.toString()).doesNotContain("\tat ").doesNotContain("java.lang.");
        }
      }
    }
  }

  private Installation installation(Simulator provider, String url, Path home) {
    return Installation.of(provider, home)
        .with("QCC_DB_URL", url)
        .with("QCC_DATA_DIR", folder.resolve("data").toString())
        .with("QCC_API_TIMEOUT_MS", "2000")
        .with("QCC_API_SLOT_LEASE_MS", "4000")
        .with("QCC_WORK_LEASE_MS", "4000")
        .with("QCC_PUSH_RECONCILE_CRON", "0/2 * * * * ?")
        .with("QCC_REPORTS_DAY_CRON", "0/5 * * * * ?")
        .with("QCC_REPORTS_POLL_CRON", "* * * * * ?")
        .with("QCC_ASSIGNMENTS_POLL_MS", "200")
        .with("QCC_PARTNERSHIPS_POLL_MS", "200");
  }
}
