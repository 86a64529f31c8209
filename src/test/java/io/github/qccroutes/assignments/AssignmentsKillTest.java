package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A node in a process of its own that is killed at work, and started again. */
@Tag("long")
class AssignmentsKillTest {
  private static final String LOGIN = "13800000001";
  private static final int LINES = 8_000;

  private final Simulator provider = Simulator.start();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private Process node;

  @AfterEach
  void end() throws InterruptedException {
    if (node != null) {
      node.destroyForcibly().waitFor();
    }
    provider.close();
  }

  @Test
  void losesNoLineAndRepeatsAtMostTheCallsInFlight() throws Exception {
    provider.quota().set("radar_id", 100_000, 0, 50);
    provider
        .allocation()
        .know(IntStream.range(0, LINES).mapToObj(Company::sample).toArray(Company[]::new));
    provider.faults().always(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofMillis(300)));
    List<Callable<Boolean>> moments = new ArrayList<>();
    moments.add(() -> count("assignment_item") > 0);
    moments.add(() -> count("assignment_call") > 0);
    moments.add(() -> calls() >= 8);
    moments.add(() -> calls() >= 25);

    start();
    drop();
    for (Callable<Boolean> moment : moments) {
      await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(5)).until(moment);
      node.destroyForcibly().waitFor();
      start();
    }
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> !files("results/assign", ".result.csv").isEmpty());

    List<String> result = Files.readAllLines(files("results/assign", ".result.csv").get(0));
    assertThat(result).hasSize(LINES + 1);
    for (int n = 0; n < LINES; n++) {
      assertThat(result.get(n + 1))
          .startsWith(n + 1 + "," + LOGIN + "," + name(n) + ",")
          .contains(",200,");
    }
    assertThat(provider.allocation().assignments()).hasSize(LINES);
    assertThat(calls()).isBetween(40, 40 + 5 * moments.size());
    assertThat(provider.ledger().violations()).isEmpty();
    assertThat(files("inbox/assign", ".txt")).isEmpty();
    assertThat(files("done/assign", ".txt")).hasSize(1);
    assertThat(count("assignment_job")).isEqualTo(1);
  }

  private void start() throws IOException {
    Map<String, String> options = new HashMap<>();
    options.put("qccroutes.home", Path.of("").toAbsolutePath().toString());
    options.put("qcc.api.base-url", provider.baseUrl().toString());
    options.put("qcc.api.key", Account.sample().key());
    options.put("qcc.api.secret-key", Account.sample().secretKey());
    options.put("qcc.api.timeout-ms", "1500");
    options.put("qcc.api.slot-lease-ms", "2000");
    options.put("qcc.data-dir", folder.toString());
    options.put("qcc.http.port", "0");
    options.put("qcc.management.port", "0");
    options.put("qcc.assignments.poll-ms", "50");
    options.put("file.encoding", "UTF-8");
    options.put("sun.jnu.encoding", "UTF-8");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    options.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(
        List.of(
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            "io.github.qccroutes.cli.QccRoutes",
            "run"));
    node =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("node.log").toFile()))
            .start();
  }

  private void drop() throws IOException {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.isDirectory(folder.resolve("inbox/assign")));
    Path part = folder.resolve("part.txt");
    Files.writeString(
        part,
        IntStream.range(0, LINES)
            .mapToObj(AssignmentsKillTest::name)
            .collect(Collectors.joining("\n")));
    Path inbox = Files.createDirectories(folder.resolve("inbox/assign").resolve(LOGIN));
    Files.move(part, inbox.resolve("名单.txt"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }

  private int calls() {
    return (int)
        provider.ledger().calls().stream()
            .map(Ledger.Call::path)
            .filter(AllocationCalls.ADD_COMPANIES::equals)
            .count();
  }

  private long count(String table) {
    try {
      return JdbcClient.create(
              new DriverManagerDataSource(
                  "jdbc:sqlite:" + folder.resolve("qcc.db") + "?busy_timeout=20000"))
          .sql("select count(*) from " + table)
          .query(Long.class)
          .single();
    } catch (DataAccessException e) {
      return 0;
    }
  }

  private List<Path> files(String where, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(where))) {
      return all.filter(file -> file.getFileName().toString().endsWith(ending)).toList();
    }
  }
}
