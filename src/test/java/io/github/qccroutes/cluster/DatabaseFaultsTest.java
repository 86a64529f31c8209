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
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL goes away while every flow of two nodes is at work: nothing is lost, doubled or told
 * with a stack trace. {@code -Dqccroutes.faults=60} is the long form.
 */
@Tag("long")
class DatabaseFaultsTest {
  private static final int FAULTS = Integer.getInteger("qccroutes.faults", 3);
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private interface Trouble {
    void strike(int n) throws Exception;
  }

  @Test
  void goesOnAfterItsConnectionsWereCutOrSwallowed() throws Exception {
    try (EmbeddedPostgres server = server(0);
        TcpProxy proxy = TcpProxy.to(server.getPort())) {
      Random random = new Random(20260105);
      strike(
          server.getPort(),
          proxy.port(),
          n -> {
            pause(random.nextInt(700));
            if (n % 3 == 2) {
              proxy.hold();
              pause(2_000);
              proxy.pass();
            } else {
              proxy.cut();
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
          n -> {
            // No more pushes between two reconciliations than the provider lists.
            pause(1_000);
            if (n % 3 == 0) {
              server[0].close();
              pause(1_500);
              server[0] = server(port);
            }
          });
    } finally {
      server[0].close();
    }
  }

  private void strike(int port, int nodesPort, Trouble trouble) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres";
    try (LogRecorder log = new LogRecorder();
        TestNode.Plan plan = TestNode.on(Dialect.SQLITE)) {
      plan.with("qcc.db.url", url.formatted(nodesPort))
          .with("qcc.data-dir", plan.folder().resolve("data").toString())
          .with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push")
          .with("qcc.push.reconcile-cron", "0/2 * * * * ?")
          .with("qcc.api.timeout-ms", "2000")
          .with("qcc.api.slot-lease-ms", "5000")
          .with("qcc.work.lease-ms", "5000")
          .with("qcc.assignments.poll-ms", "100")
          .with("qcc.partnerships.poll-ms", "100")
          .with("qcc.reports.day-cron", "0/5 * * * * ?")
          .with("qcc.reports.poll-cron", "* * * * * ?")
          .with("qcc.quota.cron", "0/3 * * * * ?");
      Records records = new Records(url.formatted(port));
      try (TestNode one = plan.start();
          TestNode two = plan.start()) {
        Workload work = new Workload(plan.provider(), one.data());
        plan.provider().faults().always(Faults.ANY, Fault.delay(Duration.ofMillis(100)));
        for (int n = 0; n < FAULTS; n++) {
          work.add(300, 400);
          trouble.strike(n);
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
