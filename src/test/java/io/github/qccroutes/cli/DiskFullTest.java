package io.github.qccroutes.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose data folder has no byte left: it says so, loses nothing, and goes on when there is
 * room again. The folder is a small file system of the node's own, where this machine permits one.
 */
@Tag("full")
final class DiskFullTest {
  private static final String MOUNT = "mount -t tmpfs -o size=24m none \"$0\"";

  @TempDir private Path folder;

  @Test
  void losesNothingWhenItsDiskIsFull() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    assumeTrue(
        Program.canRun("unshare", "-Urm", "sh", "-c", MOUNT, data + ""),
        "this machine permits no file system of one's own");

    try (Simulator provider = Simulator.start()) {
      provider.allocation().know(Company.sample(1));
      provider.quota().set("radar_id", 100, 0, 50);
      Installation installation =
          Installation.of(provider, folder)
              .without("QCC_DB_URL")
              .with("QCC_WORK_LEASE_MS", "1000")
              .with("QCC_PUSH_MAX_ATTEMPTS", "2")
              .with("QCC_PUSH_RETRY_DELAY_MS", "100")
              .with("QCC_PUSH_RECONCILE_CRON", "* * * * * ?");
      List<String> before =
          List.of("unshare", "-Urm", "sh", "-c", MOUNT + " && exec \"$@\"", data + "");
      try (Program node = Program.startBy(before, installation, "run")) {
        // Seen from outside, the node's own file system stands below its root.
        Path inside = Path.of("/proc/" + node.pid() + "/root" + data);
        node.awaitLine("confirmed the callback address");
        imported(node, provider.push().publish(Publication.of(RiskRecord.sample(1))).orderNo());
        Path dropped = inside.resolve("inbox/assign/full.csv");
        Files.writeString(
            dropped, "loginName,keyWord\n13800000001," + Company.sample(1).name() + "\n");

        Path filler = inside.resolve("filler");
        fill(filler);
        List<String> acknowledged = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (int n = 2; n < 6; n++) {
          call(provider, installation, 1000L * n, 1000, acknowledged, refused);
        }
        // Longer than all attempts together take.
        await()
            .during(Duration.ofSeconds(8))
            .atMost(Duration.ofSeconds(30))
            .until(() -> !node.stdout().contains("DEAD") && node.isRunning());
        assertThat(node.stdout()).contains("WARN");
        assertThat(dropped).exists();
        // Some room, but not for all that is to come.
        try (FileChannel file = FileChannel.open(filler, WRITE)) {
          file.truncate(file.size() - (256 << 10));
        }
        for (int n = 0; n < 20 && (acknowledged.isEmpty() || refused.size() < 5); n++) {
          call(provider, installation, 10_000 + n, 1, acknowledged, refused);
        }
        assertThat(acknowledged).isNotEmpty();
        assertThat(refused).isNotEmpty();
        Files.delete(filler);

        for (String orderNo : Stream.of(acknowledged, refused).flatMap(List::stream).toList()) {
          imported(node, orderNo);
        }
        await()
            .atMost(Program.PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(inside.resolve("results/assign"))
                        .isDirectoryContaining(file -> file.toString().endsWith(".result.csv")));
        assertThat(dropped).doesNotExist();
        // SQLite follows the way inside by itself and ends up outside.
        for (String part : List.of("qcc.db", "qcc.db-wal")) {
          Files.copy(inside.resolve(part), folder.resolve(part));
        }
        assertThat(
                new Records("jdbc:sqlite:" + folder.resolve("qcc.db"))
                    .texts("select order_no from push_order where called_back_at is not null"))
            .as("acknowledged and committed")
            .containsAll(acknowledged);
        assertThat(Installation.get(installation.management("/observe/health")).statusCode())
            .isEqualTo(200);
        node.terminate();
        assertThat(node.exitCode()).isEqualTo(143);
        assertThat(node.toString()).doesNotContain("\tat ", "DEAD");
      }
    }
  }

  private static void call(
      Simulator provider,
      Installation installation,
      long first,
      int records,
      List<String> acknowledged,
      List<String> refused) {
    String orderNo =
        provider.push().publish(Publication.generated(first, records).missed()).orderNo();
    int status =
        Installation.get(
                installation.callback("?key=" + provider.account().key() + "&orderNo=" + orderNo))
            .statusCode();
    assertThat(status).isIn(200, 503);
    (status == 200 ? acknowledged : refused).add(orderNo);
  }

  /** Writes until nothing more fits; returns with no byte left. */
  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler, CREATE, APPEND)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void imported(Program node, String orderNo) {
    node.awaitLine(orderNo + ": imported ");
  }
}
