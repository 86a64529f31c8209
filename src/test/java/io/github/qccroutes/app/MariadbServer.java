package io.github.qccroutes.app;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A server of MariaDB with a folder of its own, on loopback, of the programs that this machine has.
 * Closing it ends it. Not thread-safe.
 */
public final class MariadbServer implements AutoCloseable {
  public static final String USER = "reader";
  public static final String PASSWORD = "Geheim-0815-Wort";
  private static final String DATABASE = "hr";
  private static final List<String> SBIN = List.of("/usr/sbin", "/usr/local/sbin", "/usr/libexec");

  private final Path folder;
  private final int port;
  private @Nullable Process process;

  private MariadbServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Makes a server below a folder and starts it. */
  public static MariadbServer in(Path folder) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      MariadbServer server = new MariadbServer(folder, free.getLocalPort());
      server.make();
      free.close();
      server.start();
      return server;
    }
  }

  private void make() throws IOException {
    Files.writeString(
        folder.resolve("users.sql"),
        """
        create database if not exists %1$s;
        create user if not exists '%2$s'@'%%' identified by '%3$s';
        grant all on *.* to '%2$s'@'%%';
        """
            .formatted(DATABASE, USER, PASSWORD));
    List<String> command = command("mariadb-install-db");
    command.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db"));
    Process made = run(command, "make.log");
    awaitEnd(made);
    if (made.exitValue() != 0) {
      throw new IOException(Files.readString(folder.resolve("make.log")));
    }
  }

  /** Starts it, after {@link #stop}, too, and waits until it answers. */
  public void start() throws IOException {
    List<String> command = command("mariadbd");
    command.addAll(
        List.of(
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--socket=" + folder.resolve("socket"),
            "--pid-file=" + folder.resolve("pid"),
            "--init-file=" + folder.resolve("users.sql"),
            "--skip-name-resolve",
            "--skip-log-bin",
            "--performance-schema=off",
            "--innodb-buffer-pool-size=16M",
            "--innodb-flush-log-at-trx-commit=0"));
    Process started = run(command, "server.log");
    process = started;
    // Whatever becomes of this JVM, the server ends with it.
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    await("MariaDB answers")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> answers(started));
  }

  private boolean answers(Process started) throws IOException {
    if (!started.isAlive()) {
      throw new IOException(Files.readString(folder.resolve("server.log")));
    }
    try (Connection connection = DriverManager.getConnection(url(), USER, PASSWORD)) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Ends it as its package does; what it holds stays. */
  public void stop() {
    if (process != null) {
      process.destroy();
      awaitEnd(process);
    }
  }

  @Override
  public void close() {
    stop();
  }

  public String url() {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + DATABASE;
  }

  /** Statements on connections of their own. */
  public JdbcClient sql() {
    return JdbcClient.create(new DriverManagerDataSource(url(), USER, PASSWORD));
  }

  private List<String> command(String program) {
    List<String> command = new ArrayList<>(List.of(find(program)));
    command.add("--no-defaults");
    command.add("--datadir=" + folder.resolve("data"));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    return command;
  }

  private static String find(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(File.pathSeparator)), SBIN.stream())
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(program + " is not here; see docs/contribute"))
        .toString();
  }

  private Process run(List<String> command, String log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(log).toFile())
        .start();
  }

  private static void awaitEnd(Process process) {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
