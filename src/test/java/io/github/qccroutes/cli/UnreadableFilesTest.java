package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dropped files and folders that the node has no permission to read. */
@Tag("full")
final class UnreadableFilesTest {
  private static final String LOGIN = "13800000001";

  @TempDir private Path folder;

  @Test
  void rejectsAClosedFileAndNamesAClosedFolder() throws Exception {
    Path inbox = folder.resolve("data/inbox/assign");
    Path closed = drop(inbox.resolve("关闭.csv"));
    Path closedFolder = drop(inbox.resolve("13900000001/里面.txt")).getParent();
    Path open = drop(inbox.resolve("打开.csv"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("-wx------"));
    Files.setPosixFilePermissions(closedFolder, PosixFilePermissions.fromString("---------"));

    try (Simulator provider = Simulator.start()) {
      provider.allocation().know(Company.sample(1));
      provider.quota().set("radar_id", 100, 0, 50);
      try (Program node = Program.startBy(unprivileged(closed), installation(provider), "run")) {
        node.awaitLine("1 succeeded");
        await().atMost(Program.PATIENCE).until(() -> Files.notExists(closed));
        node.awaitLine("13900000001");

        assertThat(node.stdout().lines())
            .anyMatch(line -> line.contains("关闭.csv") && line.contains("no permission to read"))
            .anyMatch(
                line -> line.contains("13900000001") && line.contains("no permission to look"));
        assertThat(folder.resolve("data/rejected/assign"))
            .isDirectoryRecursivelyContaining("glob:**/关闭*.why.txt")
            .isDirectoryRecursivelyContaining("glob:**/关闭*.csv");
        assertThat(open).doesNotExist();
        assertThat(node.isRunning()).isTrue();
      }
    } finally {
      Files.setPosixFilePermissions(closedFolder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private Installation installation(Simulator provider) {
    return Installation.of(provider, folder).only("api", "assignments", "quota");
  }

  private static Path drop(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    String pair = "loginName,keyWord\n" + LOGIN + "," + Company.sample(1).name() + "\n";
    return Files.writeString(
        file, file.toString().endsWith(".csv") ? pair : Company.sample(1).name() + "\n");
  }

  /** The superuser reads everything, but not in a namespace where it is nobody. */
  private static List<String> unprivileged(Path closed) throws Exception {
    if (!Files.isReadable(closed)) {
      return List.of();
    }
    assumeTrue(
        Program.canRun("unshare", "-U", "true"),
        "this machine does not let the superuser become nobody");
    return List.of("unshare", "-U");
  }
}
