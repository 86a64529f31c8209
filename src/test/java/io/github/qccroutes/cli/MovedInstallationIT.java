package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * What the build leaves in {@code target/qcc-routes}, moved to a folder with Chinese and a blank.
 */
final class MovedInstallationIT {
  @TempDir private Path folder;

  @Test
  void worksOffItsSampleData() throws Exception {
    Path home = folder.resolve("企查查 routes");
    FileSystemUtils.copyRecursively(Path.of("target/qcc-routes"), home);
    FileSystemUtils.deleteRecursively(home.resolve("sandbox"));
    Path launcher = home.resolve("bin/qcc-routes");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Path out = folder.resolve("out.txt");
    ProcessBuilder sandbox =
        new ProcessBuilder(launcher.toString(), "sandbox", "--once")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    sandbox.environment().keySet().retainAll(List.of("PATH", "LC_ALL"));
    sandbox.environment().put("JAVA_HOME", System.getProperty("java.home"));

    assertThat(run(sandbox)).as(Files.readString(out)).isZero();
    String told = Files.readString(out);
    assertThat(told).contains("导入 imported: 5 push orders");
    // As printed, in the same shell.
    Matcher retry = Pattern.compile("(?m)^重试 retry: +(.*)$").matcher(told);
    assertThat(retry.find()).as(told).isTrue();
    assertThat(run(sandbox.command("sh", "-c", retry.group(1)))).as(Files.readString(out)).isZero();
    assertThat(run(sandbox.command(launcher.toString(), "--version"))).isZero();
    assertThat(Files.readString(out)).containsPattern("^qcc-routes \\d+\\.\\d+\\.\\d+");
    assertThat(home.resolve("sandbox/data/qcc.db")).exists();
    assertThat(home.resolve("sbom.cdx.json")).content().contains("\"zip4j\"");
    assertThat(folder).isDirectoryNotContaining(each -> each.endsWith("sandbox"));
  }

  private static int run(ProcessBuilder program) throws Exception {
    Process process = program.start();
    try {
      assertThat(process.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue();
  }
}
