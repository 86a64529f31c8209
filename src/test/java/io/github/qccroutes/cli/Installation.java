package io.github.qccroutes.cli;

import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A home with the shipped routes and properties, and the environment that its commands get. Nothing
 * is set but by {@link #with}.
 */
public final class Installation {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();

  private Installation(Path home) {
    this.home = home;
  }

  public static Installation in(Path folder) {
    Path home = folder.resolve("home");
    copy(Path.of("routes"), home.resolve("routes"));
    copy(Path.of("application.properties"), home.resolve("application.properties"));
    return new Installation(home);
  }

  /** The environment of a node that the provider calls back, on SQLite. */
  public static Installation of(Simulator provider, Path folder) {
    Installation installation = in(folder);
    int callback = freePort();
    return installation
        .with("QCC_API_BASE_URL", provider.baseUrl().toString())
        .with("QCC_API_KEY", provider.account().key())
        .with("QCC_API_SECRET_KEY", provider.account().secretKey())
        .with("QCC_DOWNLOAD_HOSTS", provider.downloadHost())
        .with("QCC_DB_URL", "jdbc:sqlite:" + folder.resolve("db").resolve("qcc.db"))
        .with("QCC_DATA_DIR", folder.resolve("data").toString())
        .with("QCC_HTTP_PORT", Integer.toString(callback))
        .with("QCC_MANAGEMENT_PORT", Integer.toString(freePort()))
        .with("QCC_PUSH_CALLBACK_URL", "http://127.0.0.1:" + callback + "/qcc/push");
  }

  public Installation with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Makes the database, as a node's first start does. */
  Installation withDatabase() {
    try {
      Database.open(
              new Database.Options(get("QCC_DB_URL"), null, null, Duration.ofMinutes(1), false),
              Clock.systemUTC())
          .close();
      return this;
    } catch (DatabaseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Leaves only the routes of these folders. */
  public Installation only(String... flows) {
    try (Stream<Path> all = Files.walk(home.resolve("routes"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!List.of(flows).contains(file.getParent().getFileName().toString())) {
          Files.delete(file);
        }
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Installation without(String name) {
    environment.remove(name);
    return this;
  }

  /** All that is set. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  public String get(String name) {
    return environment.getOrDefault(name, "");
  }

  public Path home() {
    return home;
  }

  Path route(String name) {
    return home.resolve("routes").resolve(name);
  }

  /** Saves a route file with one text in the place of another. */
  void edit(String name, String from, String to) {
    try {
      String text = Files.readString(route(name));
      if (!text.contains(from)) {
        throw new IllegalArgumentException(name + " does not hold " + from);
      }
      Files.writeString(route(name), text.replace(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command in this JVM, as {@link #start} does in one of its own. */
  CommandRun command(String... arguments) {
    Properties properties = new Properties();
    properties.setProperty("qccroutes.home", home.toString());
    return CommandRun.of(environment(), properties, arguments);
  }

  public Program start(String... arguments) {
    return Program.start(home, environment, arguments);
  }

  /** Starts a node and waits until it is ready. */
  public Program run() {
    Program program = start("run");
    program.awaitReady();
    return program;
  }

  public HttpResponse<String> health() {
    return get(management("/observe/health"));
  }

  URI callback(String query) {
    return URI.create("http://127.0.0.1:" + get("QCC_HTTP_PORT") + "/qcc/push" + query);
  }

  URI management(String path) {
    return URI.create("http://127.0.0.1:" + get("QCC_MANAGEMENT_PORT") + path);
  }

  static HttpResponse<String> get(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        Path target = file.equals(from) ? to : to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
