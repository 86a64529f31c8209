package io.github.qccroutes.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.store.Dialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL goes away while every flow of two nodes is at work: nothing is lost, doubled or told
 * with a stack trace. {@code -Dqccroutes.faults=60} is the long form.
 */
@Tag("full")
class DatabaseFaultsTest {
  private static final int FAULTS = Integer.getInteger("qccroutes.faults", 4);
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final int LEASE_MS = 5_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private interface Trouble {
    /** Strikes for the n-th time, and has the calls noted that it may have met in flight. */
    void strike(int n, Runnable note) throws Exception;
  }

  @Test
  void goesOnAfterItsConnectionsWereCutOrSwallowed() throws Exception {
    try (EmbeddedPostgres server = server(0);
        TcpProxy ofOne = TcpProxy.to(server.getPort());
        TcpProxy ofTwo = TcpProxy.to(server.getPort())) {
      Random random = new Random(20260105);
      strike(
          server.getPort(),
          ofOne.port(),
          ofTwo.port(),
          (n, note) -> {
            TcpProxy proxy = random.nextBoolean() ? ofOne : ofTwo;
            pause(random.nextInt(700));
            switch (n % 4) {
              case 2 -> {
                ofOne.hold();
                ofTwo.hold();
                pause(2_000);
                ofOne.pass();
                ofTwo.pass();
              }
              case 3 -> {
                // The other node takes over; what this one sent before arrives when it has.
                proxy.hold();
                note.run();
                pause(LEASE_MS + 2_000);
                proxy.pass();
              }
              default -> proxy.cut();
            }
          });
    }
  }

  @Test
  void goesOnAfterARestart() throws Exception {
    EmbeddedPostgres[] server = {server(0)};
    int port = server[0].getPort();
    try {
      strike(
          port,
          port,
          port,
          (n, note) -> {
            // No more pushes between two reconciliations than the provider lists.
            pause(1_000);
            if (n % 3 == 0) {
              note.run();
              server[0].close();
              pause(1_500);
              server[0] = server(port);
            }
          });
    } finally {
      server[0].close();
    }
  }

  /**
   * Two nodes at work.
   *
   * @param port the server's
   * @param portOfOne where the one finds it
   * @param portOfTwo where the other finds it
   */
  private void strike(int port, int portOfOne, int portOfTwo, Trouble trouble) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres";
    try (LogRecorder log = new LogRecorder();
        TestNode.Plan plan = TestNode.on(Dialect.SQLITE)) {
      plan.with("qcc.data-dir", plan.folder().resolve("data").toString())
          .with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push")
          .with("qcc.push.reconcile-cron", "0/2 * * * * ?")
          .with("qcc.api.timeout-ms", "2000")
          .with("qcc.api.slot-lease-ms", Integer.toString(LEASE_MS))
          .with("qcc.work.lease-ms", Integer.toString(LEASE_MS))
          .with("qcc.assignments.poll-ms", "100")
          .with("qcc.partnerships.poll-ms", "100")
          .with("qcc.reports.day-cron", "0/5 * * * * ?")
          .with("qcc.reports.poll-cron", "* * * * * ?")
          .with("qcc.quota.cron", "0/3 * * * * ?");
      Records records = new Records(url.formatted(port));
      try (TestNode one = plan.start(Map.of("qcc.db.url", url.formatted(portOfOne)));
          TestNode two = plan.start(Map.of("qcc.db.url", url.formatted(portOfTwo)))) {
        Workload work = new Workload(plan.provider(), one.data());
        plan.provider().faults().always(Faults.ANY, Fault.delay(Duration.ofMillis(100)));
        for (int n = 0; n < FAULTS; n++) {
          work.add(300, 400);
          work.noteInFlight(records);
          trouble.strike(n, () -> work.noteInFlight(records));
          work.noteInFlight(records);
        }
        plan.provider().faults().clear();
        work.awaitEnd(records, PATIENCE);
        work.assertDone(records);
        assertThat(two.health().statusCode()).isEqualTo(200);
      }
      assertThat(String.join("\n", log.all())).doesNotContain("\tat ").doesNotContain("java.lang.");
    }
  }

  private EmbeddedPostgres server(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("postgres"))
            .setCleanDataDirectory(false);
    return (port == 0 ? builder : builder.setPort(port)).start();
  }

  /** Lets the work go on for a while. */
  private static void pause(long ms) {
    long start = System.nanoTime();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> System.nanoTime() - start >= ms * 1_000_000);
  }
}
