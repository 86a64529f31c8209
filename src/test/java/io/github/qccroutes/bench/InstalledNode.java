package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A running node of an installed program under a 256 MiB heap, on a data directory of its own.
 * Closing it stops it.
 */
final class InstalledNode implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final long began;
  private final Path data;
  private final int management;
  private final String callback;
  private final ProcessBuilder builder;

  private InstalledNode(
      ProcessBuilder builder,
      Process process,
      long began,
      Path data,
      int management,
      String callback) {
    this.builder = builder;
    this.process = process;
    this.began = began;
    this.data = data;
    this.management = management;
    this.callback = callback;
  }

  /**
   * Starts a node on the provider, which knows its callback.
   *
   * @param installation the directory with {@code bin/}
   * @param data an empty directory
   * @param url the database's
   * @param settings more of the environment
   */
  static InstalledNode start(
      Path installation, Simulator provider, Path data, String url, Map<String, String> settings)
      throws IOException {
    int http = freePort();
    int management = freePort();
    String callback = "http://127.0.0.1:" + http + "/qcc/push";
    ProcessBuilder builder =
        new ProcessBuilder(installation.resolve("bin/qcc-routes").toString(), "run")
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("log").toFile());
    builder.environment().put("QCC_JAVA_OPTS", "-Xmx256m");
    builder.environment().put("QCC_API_BASE_URL", provider.baseUrl().toString());
    builder.environment().put("QCC_API_KEY", provider.account().key());
    builder.environment().put("QCC_API_SECRET_KEY", provider.account().secretKey());
    builder.environment().put("QCC_DB_URL", url);
    builder.environment().put("QCC_DATA_DIR", data.toString());
    builder.environment().put("QCC_HTTP_PORT", Integer.toString(http));
    builder.environment().put("QCC_MANAGEMENT_PORT", Integer.toString(management));
    builder.environment().put("QCC_PUSH_CALLBACK_URL", callback);
    builder.environment().put("QCC_DOWNLOAD_HOSTS", provider.downloadHost());
    builder.environment().putAll(settings);
    long began = System.nanoTime();
    return new InstalledNode(
        builder,
        builder.start(),
        began,
        data,
        management,
        callback + "?key=" + provider.account().key() + "&orderNo=");
  }

  /** Waits until the node says that it is well, and gives the time since its start. */
  Duration awaitHealthy() throws InterruptedException {
    HttpRequest health =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/observe/health"))
            .build();
    while (true) {
      try {
        if (CLIENT.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return Duration.ofNanos(System.nanoTime() - began);
        }
      } catch (IOException e) {
        // not listening yet
      }
      requireAlive();
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  void awaitReady() throws Exception {
    awaitLine("Ready;");
  }

  /** Waits for a text in the log. */
  void awaitLine(String text) throws Exception {
    while (!log().contains(text)) {
      requireAlive();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Calls back as the provider does, and gives the time of the answer in milliseconds. */
  double callBack(String orderNo) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(callback + orderNo)).build();
    long sent = System.nanoTime();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    double ms = (System.nanoTime() - sent) / 1e6;
    if (answer.statusCode() != 200) {
      throw new IOException("callback answered " + answer.statusCode());
    }
    return ms;
  }

  /** The port of its API. */
  int management() {
    return management;
  }

  /** Runs a command of the installation in the node's environment, and gives what it printed. */
  String command(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(words));
    line.add(0, builder.command().get(0));
    ProcessBuilder command =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().putAll(builder.environment());
    Process running = command.start();
    String printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (running.waitFor() != 0) {
      throw new IllegalStateException(line + " ended with " + running.exitValue());
    }
    return printed;
  }

  /** The time its threads have had a processor since its start. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Its threads as Linux counts them, those of the JVM included. */
  int threads() throws IOException {
    return status("Threads:");
  }

  /** The most memory that it held so far. */
  int peakResidentMb() throws IOException {
    return status("VmHWM:") / 1024;
  }

  private int status(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToInt(line -> Integer.parseInt(line.substring(name.length()).replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the node ended");
    }
  }

  String log() throws IOException {
    return Files.readString(data.resolve("log"));
  }

  /** Stops the node and gives its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    process.waitFor(90, TimeUnit.SECONDS);
    process.destroyForcibly();
    return process.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
