package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.LiveFolder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;

/** A node on the shipped routes, the files an operator drops there, and what becomes of them. */
abstract class DroppedFiles {
  static final String LOGIN = "13800000001";
  static final String OTHER = "13800000002";

  TestNode.Plan plan;
  TestNode node;

  @AfterEach
  void end() {
    if (node != null) {
      node.close();
    }
    plan.close();
  }

  /** Waits long enough for a machine that has much else to do. */
  static void eventually(ThrowingRunnable holds) {
    await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(25)).untilAsserted(holds);
  }

  void start(Dialect dialect, String... settings) {
    prepare(dialect, settings);
    node = plan.start();
  }

  void prepare(Dialect dialect, String... settings) {
    plan =
        TestNode.on(dialect)
            .only("api", "assignments", "quota")
            .with("qcc.assignments.poll-ms", "50");
    for (int i = 0; i < settings.length; i += 2) {
      plan.with(settings[i], settings[i + 1]);
    }
    plan.provider().quota().set("radar_id", 1_000_000, 0, 50);
    plan.provider()
        .allocation()
        .know(IntStream.range(0, 9_000).mapToObj(Company::sample).toArray(Company[]::new));
  }

  static String name(int n) {
    return Company.sample(n).name();
  }

  Path data() {
    return Path.of(node.camel().resolvePropertyPlaceholders("{{qcc.data-dir}}"));
  }

  static String lines(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> name(n) + "\n").collect(Collectors.joining());
  }

  void drop(String path, String text) {
    dropBytes(path, text.getBytes(StandardCharsets.UTF_8));
  }

  void dropBytes(String path, byte[] bytes) {
    writeHidden(path, bytes);
    reveal(path);
  }

  Path hidden(String path) {
    return data().resolve("tmp").resolve(path.replace('/', '_'));
  }

  void writeHidden(String path, byte[] bytes) {
    try {
      Files.write(hidden(path), bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  void reveal(String path) {
    Path file = data().resolve("inbox").resolve(path);
    try {
      Files.createDirectories(file.getParent());
      Files.move(hidden(path), file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The lines of an answer to the file of that name, once it is there. */
  List<String> result(String flow, String name, String ending) {
    eventually(
        () ->
            assertThat(files("results/" + flow))
                .anyMatch(
                    file -> file.getFileName().toString().matches(name + "-\\d+\\." + ending)));
    Path found =
        files("results/" + flow).stream()
            .filter(file -> file.getFileName().toString().matches(name + "-\\d+\\." + ending))
            .findFirst()
            .orElseThrow();
    String known =
        Map.of("result.csv", "finished_at is not null", "held.txt", "held_at is not null")
            .get(ending);
    if (known != null) {
      eventually(
          () ->
              assertThat(
                      node.sql()
                          .sql(
                              "select count(*) from assignment_job where file_name like :name and "
                                  + known)
                          .param("name", name + ".%")
                          .query(Long.class)
                          .single())
                  .isPositive());
    }
    try {
      return Files.readAllLines(found);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  String text(String path) {
    try {
      return Files.readString(data().resolve(path));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  List<Path> files(String folder) {
    try {
      return LiveFolder.files(data().resolve(folder)).stream()
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  Map<String, Object> job(long id) {
    return node
        .sql()
        .sql("select * from assignment_job where id = :id")
        .param("id", id)
        .query()
        .listOfRows()
        .stream()
        .findFirst()
        .orElse(Map.of());
  }

  long count(String state) {
    return node.sql()
        .sql("select count(*) from assignment_item where state = :state")
        .param("state", state)
        .query(Long.class)
        .single();
  }

  List<Ledger.Call> allocations() {
    return node.ledger().calls().stream()
        .filter(call -> call.path().startsWith("/radar_ext/batch"))
        .toList();
  }
}
