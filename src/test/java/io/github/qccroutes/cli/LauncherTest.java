package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both launchers, in every shell there is, with a Java and a Maven that only say how they ran. */
final class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then
        echo 'openjdk version "17.0.1" 2021-10-19' >&2
        exit
      fi
      pwd
      printf '%s\\n' "$@"
      exit 7
      """;
  private static final String MAIN = "io.github.qccroutes.cli.QccRoutes";
  private static final String MAVEN =
      """
      #!/bin/sh
      echo building
      mkdir -p target/qcc-routes/bin target/qcc-routes/lib
      cp "$DIST" target/qcc-routes/bin/qcc-routes
      : >target/qcc-routes-1.zip
      """;

  @TempDir private Path folder;

  /** Where everything lies: a path with a blank and Chinese. */
  private Path place;

  private Path elsewhere;

  /** How a launcher ended and what it said. */
  private record Run(int exitCode, List<String> out, String err) {}

  @BeforeEach
  void layOut() throws IOException {
    place = Files.createDirectories(folder.resolve("my 安装"));
    elsewhere = Files.createDirectories(folder.resolve("else where"));
    script(place.resolve("jdk/bin/java"), JAVA);
    script(place.resolve("maven/mvn"), MAVEN);
    copy("src/main/dist/bin/qcc-routes", place.resolve("installed/bin/qcc-routes"));
    copy("qcc-routes", place.resolve("clone/qcc-routes"));
  }

  static Stream<String> shells() {
    return Stream.of("sh", "dash", "bash", "ksh", "zsh")
        .filter(
            shell ->
                Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell))));
  }

  @ParameterizedTest
  @MethodSource("shells")
  void passesOptionsToTheJvmAndTheRestToTheProgram(String shell) throws Exception {
    Path installed = place.resolve("installed");
    Files.createFile(elsewhere.resolve("-Xstar"));
    Run run =
        run(
            Map.of("QCC_JAVA_OPTS", "-Xmx2g -X*"),
            shell,
            installed.resolve("bin/qcc-routes").toString(),
            "plan",
            "-Dqcc.quota.cron=0 0 * * * ?",
            "名 单*.csv",
            "",
            "--cancel",
            "-Dqcc.api.key=a\"b$c");

    assertThat(run.exitCode).as(run.err).isEqualTo(7);
    assertThat(run.out)
        .startsWith(installed.toString())
        .containsSubsequence(
            "-Dqccroutes.home=" + installed,
            "-Dqccroutes.directory=" + elsewhere,
            "-Xmx2g",
            "-X*",
            "-Dqcc.quota.cron=0 0 * * * ?",
            "-Dqcc.api.key=a\"b$c",
            "-cp",
            installed + "/lib/qcc-routes.jar:" + installed + "/lib/ext/*",
            MAIN,
            "plan",
            "名 单*.csv",
            "",
            "--cancel")
        .endsWith("--cancel")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void startsThroughALinkFromAnywhereWithAnotherHome(String shell) throws Exception {
    Path link = elsewhere.resolve("a link");
    Files.createSymbolicLink(link, elsewhere.relativize(place.resolve("installed/bin/qcc-routes")));

    Path home = Files.createDirectory(folder.resolve("a home"));

    Run run = run(Map.of("QCC_HOME", "../a home"), shell, link.toString(), "run");

    assertThat(run.exitCode).as(run.err).isEqualTo(7);
    Path installed = place.resolve("installed");
    assertThat(run.out)
        .startsWith(home.toString())
        .containsSubsequence(
            "-Dqccroutes.home=" + home,
            "-Dqccroutes.directory=" + elsewhere,
            "-Dqccroutes.command=" + link,
            "-cp",
            installed + "/lib/qcc-routes.jar:" + installed + "/lib/ext/*:" + home + "/lib/ext/*",
            MAIN,
            "run")
        .endsWith("run");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void buildsTheCloneOnceAndPassesEverythingOn(String shell) throws Exception {
    Path clone = place.resolve("clone");
    Path link = Files.createSymbolicLink(elsewhere.resolve("qcc"), clone.resolve("qcc-routes"));
    for (boolean built : new boolean[] {false, true}) {
      Run run =
          run(Map.of(), shell, link.toString(), "run", "-Dqcc.quota.cron=0 0 * * * ?", "a  b", "");

      assertThat(run.exitCode).as(run.err).isEqualTo(7);
      assertThat(run.out)
          .startsWith(clone.toString())
          .doesNotContain("building")
          .containsSubsequence(
              "-Dqccroutes.home=" + clone,
              "-Dqccroutes.command=" + link,
              "-Dqcc.quota.cron=0 0 * * * ?",
              MAIN,
              "run",
              "a  b",
              "");
      assertThat(run.err.contains("building once")).isNotEqualTo(built);
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void refusesAFolderThatNoClassPathCanHold(String shell) throws Exception {
    copy("src/main/dist/bin/qcc-routes", place.resolve("a:b/bin/qcc-routes"));

    Run run = run(Map.of(), shell, place.resolve("a:b/bin/qcc-routes").toString(), "run");

    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.err).contains("colon", "a:b");
  }

  private Run run(Map<String, String> environment, String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(elsewhere.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("JAVA_HOME", place.resolve("jdk").toString());
    builder.environment().put("DIST", place.resolve("installed/bin/qcc-routes").toString());
    builder.environment().merge("PATH", place.resolve("maven") + ":", (path, mvn) -> mvn + path);
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), Files.readAllLines(out), Files.readString(err));
  }

  private static void copy(String launcher, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(Path.of(launcher), to, StandardCopyOption.COPY_ATTRIBUTES);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
