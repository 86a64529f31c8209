package io.github.qccroutes.partnerships;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Partnership;
import io.github.qccroutes.sandbox.PartnershipCalls;
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
class PartnershipsKillTest {
  private static final int NAMES = 200;

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
  void asksForEveryPairAndRepeatsAtMostTheCallsInFlight() throws Exception {
    for (int n = 1; n < NAMES; n++) {
      provider.partnerships().relate(Partnership.sample(n, name(0), name(n)));
    }
    provider.faults().always(PartnershipCalls.FIND, Fault.delay(Duration.ofMillis(300)));
    List<Callable<Boolean>> moments = new ArrayList<>();
    moments.add(() -> count("partnership_item") > 0);
    moments.add(() -> count("partnership_call") > 0);
    moments.add(() -> calls() >= 10);
    moments.add(() -> calls() >= 40);
    moments.add(() -> calls() >= 110);

    start();
    drop();
    for (Callable<Boolean> moment : moments) {
      await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(5)).until(moment);
      node.destroyForcibly().waitFor();
      start();
    }
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> count("partnership_job where finished_at is not null") == 1);

    assertThat(files("results/partnerships", ".why.txt")).isEmpty();
    List<String> result = Files.readAllLines(files("results/partnerships", ".result.csv").get(0));
    assertThat(result).hasSize(NAMES).doesNotHaveDuplicates();
    assertThat(provider.ledger().pairsAsked()).hasSize(NAMES * (NAMES - 1) / 2);
    int planned = (int) count("partnership_call");
    assertThat(planned).isLessThanOrEqualTo(125);
    assertThat(calls()).isBetween(planned, planned + 5 * moments.size());
    assertThat(provider.ledger().violations()).isEmpty();
    assertThat(files("inbox/partnerships", ".txt")).isEmpty();
    assertThat(files("done/partnerships", ".txt")).hasSize(1);
    assertThat(count("partnership_job where state = 'DONE'")).isEqualTo(1);
    assertThat(count("partnership_relation")).isEqualTo(NAMES - 1);
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
    options.put("qcc.partnerships.poll-ms", "50");
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
        .until(() -> Files.isDirectory(folder.resolve("inbox/partnerships")));
    Path part = folder.resolve("part.txt");
    Files.writeString(
        part,
        IntStream.range(0, NAMES)
            .mapToObj(PartnershipsKillTest::name)
            .collect(Collectors.joining("\n")));
    Path inbox = folder.resolve("inbox/partnerships");
    Files.move(part, inbox.resolve("名单.txt"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }

  private int calls() {
    return (int)
        provider.ledger().calls().stream()
            .map(Ledger.Call::path)
            .filter(PartnershipCalls.FIND::equals)
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
