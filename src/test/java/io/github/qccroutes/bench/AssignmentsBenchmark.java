package io.github.qccroutes.bench;

import io.github.qccroutes.assignments.CallPlan;
import io.github.qccroutes.assignments.CallPlanLimits;
import io.github.qccroutes.assignments.CallPlanPairs;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Simulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * Assigns the companies of one dropped file in the installed program under a 256 MiB heap, with
 * answers that take 200 ms, and prints how busy that kept the slots and what it took beside them;
 * then how long many pairs take to be planned, in this program and in a node that writes the plan
 * as rows.
 *
 * <p>Arguments: the installation's directory, then any of {@code lines=80000}, {@code
 * lines-a-login=8000}, {@code rounds=3}, {@code pairs=1000000} (to plan; 0 for none), {@code
 * databases=sqlite,postgresql} and {@code postgresql=<JDBC URL>} (a database on a server where
 * another one may be made). Build the installation first. On Linux.
 */
public final class AssignmentsBenchmark {
  private static final int COMPANIES = 8_000;
  private static final Duration ANSWER = Duration.ofMillis(200);
  private static final int SLOTS = 5;
  private static final int COMPANIES_A_CALL = 200;
  private static final long FIRST_LOGIN = 13_800_000_000L;

  private final Path installation;
  private final BenchArguments arguments;
  private final Path folder;
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();

  private AssignmentsBenchmark(Path installation, BenchArguments arguments, Path folder) {
    this.installation = installation;
    this.arguments = arguments;
    this.folder = folder;
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("qcc-bench");
    try {
      new AssignmentsBenchmark(
              Path.of(arguments[0]).toAbsolutePath(), BenchArguments.of(arguments), folder)
          .run();
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
    System.exit(0);
  }

  private void run() throws Exception {
    int pairs = arguments.number("pairs", 1_000_000);
    for (int round = 0; round < arguments.number("rounds", 3); round++) {
      plan(pairs);
    }
    for (String product : arguments.text("databases", "sqlite,postgresql").split(",")) {
      try (PushDatabase database =
          product.equals("sqlite")
              ? PushDatabase.sqlite(folder)
              : PushDatabase.postgresql(folder, arguments.text("postgresql", ""))) {
        for (int round = 0; round < arguments.number("rounds", 3); round++) {
          send(product, database.fresh());
        }
        planAsRows(product, database.fresh(), pairs);
      }
    }
    print();
  }

  /** What the planner itself takes in the heap of this program. */
  private void plan(int pairs) {
    if (pairs == 0) {
      return;
    }
    List<String> names = Stream.of(companies(COMPANIES)).map(Company::name).toList();
    long began = System.nanoTime();
    CallPlanPairs all = new CallPlanPairs(CallPlanLimits.DOCUMENTED);
    for (int n = 0; n < pairs; n++) {
      // Texts of their own, as those of rows are.
      all.add(n + 1, login(n, COMPANIES), String.valueOf(names.get(n % COMPANIES).toCharArray()));
    }
    int calls = CallPlan.of(all).calls().size();
    add("%,d pairs planned, s".formatted(pairs), seconds(began));
    System.out.printf(
        "%,d calls, heap of %,d MiB%n", calls, Runtime.getRuntime().maxMemory() >> 20);
  }

  private void send(String product, String url) throws Exception {
    int lines = arguments.number("lines", 80_000);
    int linesOfALogin = arguments.number("lines-a-login", Math.min(lines, COMPANIES));
    Path data = Files.createTempDirectory(folder, "node");
    try (Simulator provider = Simulator.start()) {
      prepare(provider, linesOfALogin);
      try (InstalledNode node = InstalledNode.start(installation, provider, data, url, Map.of())) {
        node.awaitReady();
        long began = drop(data, lines, linesOfALogin);
        awaitResult(data, node);
        add(product + ": drop to result file, s", seconds(began));
      }
      SlotUse use = use(provider);
      add(product + ": first call to last answer, s", use.firstCallToLastAnswer().toMillis() / 1e3);
      add(product + ": the same if no slot stood empty, s", use.ideal().toMillis() / 1e3);
      add(product + ": slots busy, %", use.busyPercent());
      add(product + ": from an answer to the next call in its slot, ms, median", use.idleMs(0.5));
      add(product + ": the same, ms, of nine in ten", use.idleMs(0.9));
      check(provider, lines, linesOfALogin);
    }
  }

  /** From the accepted job until its calls are rows. */
  private void planAsRows(String product, String url, int pairs) throws Exception {
    if (pairs == 0) {
      return;
    }
    Path data = Files.createTempDirectory(folder, "node");
    try (Simulator provider = Simulator.start()) {
      prepare(provider, COMPANIES);
      try (InstalledNode node =
          InstalledNode.start(
              installation, provider, data, url, Map.of("QCC_JAVA_OPTS", "-Xmx512m"))) {
        node.awaitReady();
        long began = drop(data, pairs, COMPANIES);
        node.awaitLine("job 1: accepted");
        add(product + ": %,d lines read, s".formatted(pairs), seconds(began));
        long accepted = System.nanoTime();
        node.awaitLine("call(s) planned");
        add(product + ": %,d lines planned as rows, s".formatted(pairs), seconds(accepted));
      }
    }
  }

  /** Has the provider know the companies and take its time for each call. */
  static void prepare(Simulator provider, int linesOfALogin) {
    provider.allocation().know(companies(Math.min(linesOfALogin, COMPANIES)));
    provider.quota().set("radar_id", 10_000_000, 0, 0);
    provider.faults().always(AllocationCalls.ADD_COMPANIES, Fault.delay(ANSWER));
  }

  private static Company[] companies(int count) {
    return IntStream.range(0, count).mapToObj(Company::sample).toArray(Company[]::new);
  }

  /** Drops a list and gives the {@link System#nanoTime} at which it did. */
  static long drop(Path data, int lines, int linesOfALogin) throws IOException {
    Path file = data.resolve("list.csv");
    write(file, lines, linesOfALogin);
    long began = System.nanoTime();
    Files.move(file, data.resolve("inbox/assign/list.csv"), StandardCopyOption.ATOMIC_MOVE);
    return began;
  }

  static void awaitResult(Path data, InstalledNode node) throws Exception {
    while (true) {
      try (Stream<Path> results = Files.list(data.resolve("results/assign"))) {
        if (results.anyMatch(file -> file.toString().endsWith(".result.csv"))) {
          return;
        }
      }
      node.requireAlive();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** How well the calls made so far used the slots. */
  static SlotUse use(Simulator provider) {
    return SlotUse.of(provider.ledger().calls(AllocationCalls.ADD_COMPANIES), ANSWER, SLOTS);
  }

  private static void write(Path file, int lines, int linesOfALogin) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.write("loginName,keyWord\n");
      for (int n = 0; n < lines; n++) {
        writer.write(login(n, linesOfALogin));
        writer.write(',');
        writer.write(Company.sample(n % linesOfALogin).name());
        writer.write('\n');
      }
    }
  }

  private static String login(int line, int linesOfALogin) {
    return Long.toString(FIRST_LOGIN + line / linesOfALogin);
  }

  private static void check(Simulator provider, int lines, int linesOfALogin) {
    int planned =
        (lines / linesOfALogin) * ((linesOfALogin + COMPANIES_A_CALL - 1) / COMPANIES_A_CALL);
    System.out.printf(
        "%,d calls (%,d planned by hand), at most %d in flight, %d violation(s)%n",
        provider.ledger().calls(AllocationCalls.ADD_COMPANIES).size(),
        planned,
        provider.ledger().maxInFlight(),
        provider.ledger().violations().size());
  }

  private void add(String what, double figure) {
    System.out.printf("%s: %.2f%n", what, figure);
    figures.computeIfAbsent(what, first -> new ArrayList<>()).add(figure);
  }

  private void print() {
    System.out.println("\n| what | median (lowest–highest) |\n| --- | --- |");
    figures.forEach(
        (what, all) -> {
          List<Double> sorted = all.stream().sorted().toList();
          System.out.printf(
              "| %s | %.2f (%.2f–%.2f) |%n",
              what, sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
        });
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
