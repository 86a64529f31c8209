package io.github.qccroutes.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Partnership;
import io.github.qccroutes.sandbox.PartnershipCalls;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.Simulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Real nodes that are killed at random moments while every flow has work and the provider has its
 * faults; then what is left is compared with the provider's ledger.
 *
 * <p>As a program: {@code sqlite|postgresql <kills> <seed> [<nodes>]}. The same seed kills after
 * the same times and drops the same files; the moments themselves are the machine's.
 */
public final class Torture implements AutoCloseable {
  private static final int COMPANIES = 2_000;
  private static final int PARTNERS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private final Simulator provider = Simulator.start();
  private final Random random;
  private final Path folder;
  private final List<Installation> installations = new ArrayList<>();
  private final List<Program> nodes = new ArrayList<>();
  private final Records records;
  private final Map<String, List<String>> assigned = new LinkedHashMap<>();
  private final Map<String, List<String>> compared = new LinkedHashMap<>();
  private final List<Long> startMs = new ArrayList<>();
  private final StringBuilder logs = new StringBuilder();
  private int struck;

  /**
   * Prepares the installations.
   *
   * @param databaseUrl empty for SQLite in the folder
   * @param nodeCount how many nodes share database and data folder; more than one on PostgreSQL
   */
  public Torture(Path folder, String databaseUrl, int nodeCount, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
    provider.quota().set("radar_id", 1_000_000, 0, 50);
    provider
        .allocation()
        .know(IntStream.range(0, COMPANIES).mapToObj(Company::sample).toArray(Company[]::new));
    provider
        .partnerships()
        .relate(
            IntStream.range(0, PARTNERS - 1)
                .mapToObj(n -> Partnership.sample(n, name(n), name(n + 1)))
                .toArray(Partnership[]::new));
    for (int n = 0; n < nodeCount; n++) {
      installations.add(installation(folder.resolve("node-" + n), databaseUrl));
    }
    records = new Records(installations.get(0).get("QCC_DB_URL"));
  }

  private Installation installation(Path home, String databaseUrl) {
    Installation installation = Installation.of(provider, home);
    if (!databaseUrl.isEmpty()) {
      installation.with("QCC_DB_URL", databaseUrl);
    }
    return installation
        .with("QCC_DATA_DIR", folder.resolve("data").toString())
        .with("QCC_API_TIMEOUT_MS", "3000")
        .with("QCC_API_SLOT_LEASE_MS", "4000")
        .with("QCC_WORK_LEASE_MS", "5000")
        .with("QCC_PUSH_POLL_MS", "200")
        .with("QCC_PUSH_RETRY_DELAY_MS", "100")
        .with("QCC_PUSH_RECONCILE_CRON", "0/2 * * * * ?")
        .with("QCC_ASSIGNMENTS_POLL_MS", "200")
        .with("QCC_PARTNERSHIPS_POLL_MS", "200")
        .with("QCC_REPORTS_DAY_CRON", "0/5 * * * * ?")
        .with("QCC_REPORTS_WEEK_CRON", "0/5 * * * * ?")
        .with("QCC_REPORTS_MONTH_CRON", "0/5 * * * * ?")
        .with("QCC_REPORTS_POLL_CRON", "* * * * * ?")
        .with("QCC_REPORTS_RETRY_DELAY_MS", "200")
        .with("QCC_QUOTA_CRON", "0/3 * * * * ?");
  }

  /** What came of a run. */
  public record Figures(
      int kills,
      int faults,
      int orders,
      long records,
      int lines,
      int pairs,
      int calls,
      int repeatedCalls,
      int mostInFlight,
      long startMedianMs,
      long startMostMs,
      long drainMs) {}

  /** Kills so often, lets the work come to its end, and compares. */
  public Figures run(int kills) throws IOException {
    // A kill should find calls in flight.
    provider.faults().always(Faults.ANY, Fault.delay(Duration.ofMillis(200)));
    installations.forEach(each -> nodes.add(started(each)));
    for (int kill = 0; kill < kills; kill++) {
      int victim = random.nextInt(nodes.size());
      boolean early = random.nextInt(5) == 0;
      if (!early) {
        awaitReady(nodes.get(victim));
        load();
      }
      nodes.get(victim).endsWithin(Duration.ofMillis(random.nextInt(early ? 2_000 : 5_000)));
      end(victim, false);
      nodes.set(victim, started(installations.get(victim)));
    }
    provider.faults().clear();
    nodes.forEach(this::awaitReady);
    long began = System.nanoTime();
    awaitEnd();
    final long drainMs = (System.nanoTime() - began) / 1_000_000;
    for (int n = 0; n < nodes.size(); n++) {
      end(n, true);
    }
    return compare(kills, drainMs);
  }

  private Program started(Installation installation) {
    return installation.start("run");
  }

  private void awaitReady(Program node) {
    long began = System.nanoTime();
    boolean waits = !node.stdout().contains(" Ready;");
    node.awaitReady();
    if (waits) {
      startMs.add((System.nanoTime() - began) / 1_000_000);
    }
  }

  private void end(int n, boolean gently) {
    Program node = nodes.get(n);
    if (gently) {
      node.terminate();
      assertThat(node.exitCode()).as("exit code after SIGTERM").isEqualTo(143);
    } else {
      node.kill();
    }
    logs.append(node);
  }

  /** Work for every flow, and a few faults that it will meet. */
  private void load() throws IOException {
    for (int n = random.nextInt(3); n >= 0; n--) {
      Publication push =
          Publication.generated(1_000L * random.nextInt(20), 1 + random.nextInt(1_500));
      provider.push().publish(random.nextInt(3) == 0 ? push.missed() : push);
    }
    List<String> pairs = new ArrayList<>();
    for (int n = random.nextInt(400); n >= 0; n--) {
      pairs.add("1380000000" + random.nextInt(5) + "," + name(random.nextInt(COMPANIES)));
    }
    drop(assigned, "assign", "名单-" + assigned.size() + ".csv", "loginName,keyWord\n", pairs);
    Set<String> names = new TreeSet<>();
    for (int n = 1 + random.nextInt(60); n >= 0; n--) {
      names.add(name(random.nextInt(PARTNERS)));
    }
    if (names.size() > 1) {
      drop(compared, "partnerships", "客户-" + compared.size() + ".txt", "", new ArrayList<>(names));
    }
    List<Fault> faults =
        List.of(
            Fault.delay(Duration.ofMillis(300)),
            Fault.delay(Duration.ofMillis(3_300)),
            Fault.resetBeforeEffect(),
            Fault.resetAfterEffect(),
            Fault.httpStatus(503, "busy"),
            Fault.html(),
            Fault.cut(),
            Fault.cutText());
    for (int n = random.nextInt(3); n > 0; n--) {
      provider.faults().next(Faults.ANY, faults.get(random.nextInt(faults.size())));
      struck++;
    }
  }

  private void drop(
      Map<String, List<String>> dropped, String flow, String name, String head, List<String> lines)
      throws IOException {
    Path part = folder.resolve(name);
    Files.writeString(part, head + String.join("\n", lines) + "\n");
    Files.move(
        part,
        folder.resolve("data/inbox").resolve(flow).resolve(name),
        StandardCopyOption.ATOMIC_MOVE);
    dropped.put(name, lines);
  }

  private void awaitEnd() {
    Map<String, String> waits = new LinkedHashMap<>();
    waits.put("select count(*) from push_order where state <> 'IMPORTED'", "0");
    waits.put("select count(*) from push_order", provider.ledger().orders().size() + "");
    waits.put("select count(*) from assignment_job where finished_at is null", "0");
    waits.put("select count(*) from assignment_job", assigned.size() + "");
    waits.put("select count(*) from partnership_job where finished_at is null", "0");
    waits.put("select count(*) from partnership_job", compared.size() + "");
    waits.put("select count(*) from report_order where finished_at is null", "0");
    await("everything at its end")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              Map<String, String> found = new LinkedHashMap<>();
              waits.keySet().forEach(query -> found.put(query, records.count(query) + ""));
              assertThat(found).isEqualTo(waits);
            });
  }

  private Figures compare(int kills, long drainMs) throws IOException {
    Ledger ledger = provider.ledger();
    assertThat(ledger.violations()).as("a sixth call in flight").isEmpty();
    assertThat(logs).as("log").doesNotContain("\tat ").doesNotContain("java.lang.");
    records.assertEqual(ledger);
    int lines = compareResults();
    int pairs = comparePairs();
    for (String type : List.of("day", "week", "month")) {
      assertThat(ledger.reportOrders(type)).as("%s reports ordered", type).hasSizeLessThan(2);
    }
    Map<String, Integer> times = new TreeMap<>();
    ledger.calls().stream()
        .filter(Ledger.Call::effect)
        .filter(
            call ->
                call.path().equals(AllocationCalls.ADD_COMPANIES)
                    || call.path().equals(AllocationCalls.ADD_USERS)
                    || call.path().equals(PartnershipCalls.FIND))
        .forEach(call -> times.merge(call.path() + call.parameters(), 1, Integer::sum));
    int calls = times.values().stream().mapToInt(Integer::intValue).sum();
    int repeated = calls - times.size();
    assertThat(repeated).as("repeated calls").isLessThanOrEqualTo(5 * kills + struck);
    assertThat(leftovers()).as("temporary files").isEmpty();
    Collections.sort(startMs);
    return new Figures(
        kills,
        struck,
        ledger.orders().size(),
        ledger.expectedRecords().size(),
        lines,
        pairs,
        calls,
        repeated,
        ledger.maxInFlight(),
        startMs.get(startMs.size() / 2),
        startMs.get(startMs.size() - 1),
        drainMs);
  }

  /** Every line of every file in one result, in order; every pair assigned, and no other. */
  private int compareResults() throws IOException {
    Set<String> wanted = new HashSet<>();
    int count = 0;
    List<Path> results = files("results/assign", ".result.csv");
    assertThat(results).as("result files").hasSameSizeAs(assigned.keySet());
    assertThat(files("done/assign", ".csv")).hasSameSizeAs(assigned.keySet());
    assertThat(files("inbox", "")).as("files left").isEmpty();
    for (Map.Entry<String, List<String>> file : assigned.entrySet()) {
      List<String> lines = Files.readAllLines(resultOf(file.getKey(), results));
      assertThat(lines).as(file.getKey()).hasSize(file.getValue().size() + 1);
      for (int n = 0; n < file.getValue().size(); n++) {
        String pair = file.getValue().get(n);
        assertThat(lines.get(n + 1))
            .as(file.getKey())
            .startsWith(n + 2 + "," + pair + ",")
            .containsPattern(",(200|DUPLICATE),");
        wanted.add(pair);
        count++;
      }
    }
    Map<String, String> keyNos =
        IntStream.range(0, COMPANIES)
            .mapToObj(Company::sample)
            .collect(Collectors.toMap(Company::name, Company::keyNo));
    assertThat(provider.allocation().assignments())
        .as("assignments")
        .isEqualTo(
            wanted.stream()
                .map(pair -> pair.split(",", 2))
                .map(pair -> new AllocationCalls.Assignment(pair[0], keyNos.get(pair[1])))
                .collect(Collectors.toSet()));
    return count;
  }

  private int comparePairs() throws IOException {
    Set<Ledger.Pair> wanted = new HashSet<>();
    Set<String> relations = new TreeSet<>();
    List<Path> results = files("results/partnerships", ".result.csv");
    assertThat(results).hasSameSizeAs(compared.keySet());
    for (Map.Entry<String, List<String>> file : compared.entrySet()) {
      List<String> names = file.getValue();
      for (int i = 0; i < names.size(); i++) {
        for (int j = i + 1; j < names.size(); j++) {
          wanted.add(Ledger.Pair.of(names.get(i), names.get(j)));
        }
      }
      Set<String> own =
          IntStream.range(0, PARTNERS - 1)
              .filter(n -> names.contains(name(n)) && names.contains(name(n + 1)))
              .mapToObj(n -> name(n) + "," + name(n + 1))
              .collect(Collectors.toSet());
      List<String> told = Files.readAllLines(resultOf(file.getKey(), results));
      assertThat(told.stream().skip(1).map(line -> line.replaceFirst("^([^,]*,[^,]*),.*", "$1")))
          .as(file.getKey())
          .containsExactlyInAnyOrderElementsOf(own);
      relations.addAll(own);
    }
    assertThat(provider.ledger().pairsAsked()).as("pairs asked").containsAll(wanted);
    assertThat(records.count("select count(*) from partnership_relation"))
        .isEqualTo(relations.size());
    assertThat(records.count("select count(*) from partnership_job where state <> 'DONE'"))
        .isZero();
    return wanted.size();
  }

  private static Path resultOf(String name, List<Path> results) {
    String stem = name.substring(0, name.lastIndexOf('.')) + "-";
    return results.stream()
        .filter(each -> each.getFileName().toString().matches(stem + "\\d+\\.result\\.csv"))
        .reduce(
            (one, other) -> {
              throw new AssertionError("two results: " + one + " and " + other);
            })
        .orElseThrow(() -> new AssertionError("no result of " + name));
  }

  private List<Path> leftovers() throws IOException {
    return installations.size() == 1 && records.isSqlite() ? files("tmp", "") : List.of();
  }

  private List<Path> files(String where, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("data").resolve(where))) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .toList();
    }
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }

  @Override
  public void close() {
    nodes.forEach(Program::close);
    provider.close();
  }

  /** The output of all nodes so far. */
  String logs() {
    nodes.stream().filter(Program::isRunning).forEach(logs::append);
    return logs.toString();
  }

  /** Runs the long form. */
  public static void main(String[] arguments) throws IOException {
    int kills = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    int nodes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
    Path folder = Files.createTempDirectory("qcc-torture-");
    try (EmbeddedPostgres server =
            arguments[0].equals("postgresql") ? EmbeddedPostgres.builder().start() : null;
        Torture torture =
            new Torture(
                folder,
                server == null ? "" : server.getJdbcUrl("postgres", "postgres"),
                nodes,
                seed)) {
      try {
        System.out.println(torture.run(kills));
      } catch (AssertionError | RuntimeException | IOException e) {
        Files.writeString(folder.resolve("log"), torture.logs());
        System.out.println("failed; what is left lies in " + folder);
        throw e;
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    System.exit(0);
  }
}
