package io.github.qccroutes.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The real program in a process of its own, with nothing in its environment but what it is given.
 * Closing it kills it.
 */
public final class Program implements AutoCloseable {

  /** Patience for whatever takes seconds on an idle machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(120);

  public static final String MAIN = "io.github.qccroutes.cli.QccRoutes";

  private static final Path LAUNCHER = Path.of("target/qcc-routes/bin/qcc-routes").toAbsolutePath();

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Program start(Path home, Map<String, String> environment, String... arguments) {
    return start(home, environment, List.of(), arguments);
  }

  /**
   * Starts the program.
   *
   * @param options more of the JVM's
   */
  public static Program start(
      Path home, Map<String, String> environment, List<String> options, String... arguments) {
    return start(List.of(), home, environment, options, arguments);
  }

  /**
   * Starts the program by another one, which becomes it.
   *
   * @param before that one and its arguments, such as {@code unshare}
   */
  static Program startBy(List<String> before, Installation installation, String... arguments) {
    return start(before, installation.home(), installation.environment(), List.of(), arguments);
  }

  /** Starts the installation that the build has made, by its launcher, on the home of another. */
  static Program launch(Installation installation, String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(installation.environment());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("QCC_HOME", installation.home().toString());
    return begin(command, installation.home(), environment);
  }

  /** Whether this machine lets us run it. */
  static boolean canRun(String... command) throws InterruptedException {
    try {
      Process trial =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean can = trial.waitFor(10, TimeUnit.SECONDS) && trial.exitValue() == 0;
      trial.destroyForcibly();
      return can;
    } catch (IOException e) {
      return false;
    }
  }

  private static Program start(
      List<String> before,
      Path home,
      Map<String, String> environment,
      List<String> options,
      String... arguments) {
    ShippedClasses shipped = ShippedClasses.get();
    List<String> all = new ArrayList<>(shipped.options());
    all.addAll(options);
    return startMain(before, home, environment, all, shipped.classPath(), MAIN, arguments);
  }

  /**
   * Starts another main class.
   *
   * @param options more of the JVM's
   */
  public static Program startMain(
      Path home,
      Map<String, String> environment,
      List<String> options,
      String classPath,
      String main,
      String... arguments) {
    return startMain(List.of(), home, environment, options, classPath, main, arguments);
  }

  private static Program startMain(
      List<String> before,
      Path home,
      Map<String, String> environment,
      List<String> options,
      String classPath,
      String main,
      String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // A short life: the start counts.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    // As the launcher and the jar's manifest do: JDK 24 and later warn on stderr without them.
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dio.netty.noUnsafe=true"));
    command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
    command.addAll(List.of("-Dstderr.encoding=UTF-8", "-Dqccroutes.home=" + home));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    return begin(command, home, environment);
  }

  private static Program begin(List<String> command, Path home, Map<String, String> environment) {
    try {
      Path out = Files.createTempFile(home, "stdout-", ".txt");
      Path err = Files.createTempFile(home, "stderr-", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().retainAll(List.of("PATH", "LC_ALL", "SYSTEMROOT"));
      builder.environment().putAll(environment);
      return new Program(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the program is made of, as the build has it. */
  static String classes() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    // What only tests bring, such as a logging configuration, stays out.
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What SIGTERM does. */
  public void terminate() {
    process.destroy();
  }

  /** What {@code kill -9} does; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** What SIGSTOP does: the process stays, its connections stay open, and its clock runs on. */
  public void pause() {
    signal("STOP");
  }

  /** What SIGCONT does. */
  public void resume() {
    signal("CONT");
  }

  /** Has the JVM print its threads with their names, and waits until it has. */
  public void printThreads() {
    signal("QUIT");
    awaitLine("JNI global refs");
  }

  long pid() {
    return process.pid();
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      assertThat(kill.waitFor()).as("exit code of kill -%s", name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Lets time pass unless the program ends before. */
  public void runFor(Duration time) {
    waitFor(time);
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Waits for the end. */
  public int exitCode() {
    return exitCode(PATIENCE);
  }

  public int exitCode(Duration atMost) {
    assertThat(waitFor(atMost)).as("ended within %s: %s", atMost, this).isTrue();
    return process.exitValue();
  }

  public boolean endsWithin(Duration time) {
    return waitFor(time);
  }

  private boolean waitFor(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for a line on standard output that holds the text. */
  public void awaitLine(String text) {
    awaitLine(text, PATIENCE);
  }

  public void awaitLine(String text, Duration atMost) {
    await("a line with " + text)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> stdout().contains(text) || !isRunning());
    assertThat(stdout()).as("output; standard error is:%n%s", stderr()).contains(text);
  }

  public void awaitReady() {
    awaitLine(" Ready;");
  }

  public String stdout() {
    return read(out);
  }

  public String stderr() {
    return read(err);
  }

  public List<String> lines() {
    return stdout().lines().toList();
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "stdout:\n" + stdout() + "\nstderr:\n" + stderr();
  }

  @Override
  public void close() {
    if (isRunning()) {
      kill();
    }
  }
}
