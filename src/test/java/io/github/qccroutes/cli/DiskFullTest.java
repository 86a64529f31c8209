package io.github.qccroutes.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose data folder has no byte left: it says so, loses nothing, and goes on when there is
 * room again. The folder is a small file system of the node's own, where this machine permits one.
 */
@Tag("long")
final class DiskFullTest {
  private static final String MOUNT = "mount -t tmpfs -o size=24m none \"$0\"";

  @TempDir private Path folder;

  @Test
  void losesNothingWhenItsDiskIsFull() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Process trial = new ProcessBuilder("unshare", "-Urm", "sh", "-c", MOUNT, data + "").start();
    if (!trial.waitFor(10, TimeUnit.SECONDS) || trial.exitValue() != 0) {
      System.out.println(
          "DiskFullTest: this machine permits no file system of one's own: "
              + new String(trial.getErrorStream().readAllBytes(), UTF_8).strip());
    }
    assumeTrue(trial.exitValue() == 0, "unshare and mount");

    Path log = folder.resolve("log.txt");
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
      Process node = start(installation, data, log);
      try {
        // Seen from outside, the node's own file system stands below its root.
        Path inside = Path.of("/proc/" + node.pid() + "/root" + data);
        awaitLog(log, "confirmed the callback address");
        imported(log, provider.push().publish(Publication.of(RiskRecord.sample(1))).orderNo());
        Path dropped = inside.resolve("inbox/assign/full.csv");
        Files.writeString(dropped, "loginName,keyWord\n13800000001," + Company.sample(1).name());

        Path filler = inside.resolve("filler");
        fill(filler);
        List<String> acknowledged = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (int n = 2; n < 6; n++) {
          String orderNo =
              provider.push().publish(Publication.generated(n * 1000L, 1000).missed()).orderNo();
          HttpResponse<String> answer =
              Installation.get(
                  installation.callback(
                      "?key=" + provider.account().key() + "&orderNo=" + orderNo));
          assertThat(answer.statusCode()).isIn(200, 503);
          (answer.statusCode() == 200 ? acknowledged : refused).add(orderNo);
        }
        // Longer than all attempts together take.
        await()
            .during(Duration.ofSeconds(8))
            .atMost(Duration.ofSeconds(30))
            .until(() -> !read(log).contains("DEAD") && node.isAlive());
        assertThat(read(log)).contains("WARN");
        assertThat(dropped).exists();
        fill(filler);

        Files.delete(filler);

        for (String orderNo : Stream.of(acknowledged, refused).flatMap(List::stream).toList()) {
          imported(log, orderNo);
        }
        await()
            .atMost(Program.PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(inside.resolve("results/assign"))
                        .isDirectoryContaining(file -> file.toString().endsWith(".result.csv")));
        assertThat(dropped).doesNotExist();
        assertThat(Installation.get(installation.management("/observe/health")).statusCode())
            .isEqualTo(200);
        node.destroy();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(143);
        assertThat(read(log)).doesNotContain("\tat ", "DEAD");
      } finally {
        node.destroyForcibly();
      }
    }
  }

  private Process start(Installation installation, Path data, Path log) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "-Urm", "sh", "-c", MOUNT + " && exec \"$@\"", data + ""));
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-Dio.netty.noUnsafe=true",
            "-Dqccroutes.home=" + installation.home(),
            "-cp",
            Program.classPath(),
            "io.github.qccroutes.cli.QccRoutes",
            "run"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "LC_ALL"));
    builder.environment().putAll(installation.environment());
    return builder.start();
  }

  /** Writes until nothing more fits; returns with no byte left. */
  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out =
        Files.newOutputStream(
            filler,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.APPEND)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void imported(Path log, String orderNo) {
    awaitLog(log, orderNo + ": imported ");
  }

  private static void awaitLog(Path log, String text) {
    await().atMost(Program.PATIENCE).untilAsserted(() -> assertThat(read(log)).contains(text));
  }

  private static String read(Path log) throws IOException {
    return Files.readString(log);
  }
}
