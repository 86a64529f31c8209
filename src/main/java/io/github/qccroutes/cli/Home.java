package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.ConfigurationException;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.observe.Logging;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that {@code application.properties}, {@code routes/} and relative paths are taken
 * from: what the launcher says ({@code qccroutes.home}), else {@code QCC_HOME}, else the current
 * one; and what is set beside its file.
 */
record Home(Map<String, String> environment, Properties properties) {

  Path path() {
    String launcher = properties.getProperty("qccroutes.home");
    String home = launcher != null ? launcher : environment.get("QCC_HOME");
    return Path.of(home == null || home.isBlank() ? "" : home).toAbsolutePath().normalize();
  }

  /** Where the command was typed, and its relative files are: the launcher enters the home. */
  Path directory() {
    return Path.of(properties.getProperty("qccroutes.directory", "")).toAbsolutePath();
  }

  /** Loads the configuration of a node and sets what it logs, and where. */
  Settings settings() {
    Settings settings = load();
    Logging.apply(settings.text("qcc.log-level"), settings.zone());
    settings.optional("qcc.log-file").map(Path::of).ifPresent(file -> writeLog(file, settings));
    return settings;
  }

  /** As {@link #settings}, for commands that print their answer and should log trouble only. */
  Settings quietSettings() {
    Settings settings = load();
    Logging.apply("ERROR", settings.zone());
    return settings;
  }

  private static void writeLog(Path file, Settings settings) {
    try {
      Logging.writeTo(file, Math.toIntExact(settings.number("qcc.keep-days")), settings.zone());
    } catch (IOException e) {
      throw new ConfigurationException(
          "qcc.log-file: can't write to "
              + file
              + " ("
              + reason(e)
              + "). Make it writable or name another file");
    }
  }

  /** Most errors of a file system have a path for a message. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such folder, and it can't be made";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private Settings load() {
    Path home = path();
    // The environment may be that of a real node, whose data the sandbox must not meet.
    return Files.exists(home.resolve(SandboxCommand.MARKER))
        ? Settings.load(home, Map.of(), new Properties())
        : Settings.load(home, environment, properties);
  }

  /** Tells whoever counts on a node that none runs from here. */
  void noteMissingNode(Settings settings, PrintWriter out) {
    if (!Application.nodeRuns(settings)) {
      out.println("这里没有节点在运行；节点启动后执行 / no node runs from here; it is done once one has started");
    }
  }

  /** Whether help is given in Chinese: what the launcher or else the environment says. */
  boolean speaksChinese() {
    return Stream.of(
            properties.getProperty("qccroutes.locale"),
            environment.get("LC_ALL"),
            environment.get("LC_MESSAGES"),
            environment.get("LANG"))
        .filter(locale -> locale != null && !locale.isEmpty())
        .findFirst()
        .filter(locale -> locale.startsWith("zh"))
        .isPresent();
  }

  /** A line of the standard input; null at its end. */
  @Nullable String inputLine() throws IOException {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }

  /** What to type, in this shell and folder, for a command as this one was typed. */
  String command() {
    String home = environment.getOrDefault("QCC_HOME", "");
    return (home.isBlank() ? "" : "QCC_HOME=" + quoted(home) + " ") + program();
  }

  /** As {@link #command}, in another home. */
  String commandIn(Path other) {
    Path here = directory();
    Path shown = other.startsWith(here) ? here.relativize(other) : other;
    return "QCC_HOME=" + quoted(shown.toString()) + " " + program();
  }

  private String program() {
    return quoted(properties.getProperty("qccroutes.command", "qcc-routes"));
  }

  private static String quoted(String word) {
    return word.matches("[\\w./+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
