package io.github.qccroutes.bench;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Assigns the companies of one dropped file in the installed program under a 256 MiB heap, with
 * answers that take 200 ms, and prints how long that took: all of it, and from the first call to
 * the last beside the ideal of five calls at a time.
 *
 * <p>Arguments: the installation's directory, the number of lines, and how many of them a login has
 * (default: all). Build the installation first.
 */
public final class AssignmentsBenchmark {
  private static final int COMPANIES = 8_000;
  private static final Duration ANSWER = Duration.ofMillis(200);
  private static final int SLOTS = 5;
  private static final int COMPANIES_A_CALL = 200;
  private static final long FIRST_LOGIN = 13_800_000_000L;

  private AssignmentsBenchmark() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Path installation = Path.of(arguments[0]).toAbsolutePath();
    int lines = Integer.parseInt(arguments[1]);
    int linesOfALogin = arguments.length > 2 ? Integer.parseInt(arguments[2]) : lines;
    Path data = Files.createTempDirectory("qcc-bench");
    try (Simulator provider = Simulator.start()) {
      prepare(provider, linesOfALogin);
      InstalledNode node =
          InstalledNode.start(
              installation, provider, data, "jdbc:sqlite:" + data.resolve("qcc.db"), Map.of());
      try {
        node.awaitReady();
        long began = drop(data, lines, linesOfALogin);
        node.awaitLine("job 1: accepted");
        System.out.printf("accepted after %.1f s%n", seconds(began));
        node.awaitLine("planned");
        System.out.printf("planned after %.1f s%n", seconds(began));
        awaitResult(data, node);
        System.out.printf("result file of %,d lines after %.1f s%n", lines, seconds(began));
        print(provider, lines, linesOfALogin);
      } finally {
        System.out.println("exit code " + node.stop() + ", log:");
        System.out.println(node.log());
      }
    }
  }

  /** Has the provider know the companies and take its time for each call. */
  static void prepare(Simulator provider, int linesOfALogin) {
    Company[] companies = new Company[Math.min(linesOfALogin, COMPANIES)];
    for (int n = 0; n < companies.length; n++) {
      companies[n] = Company.sample(n);
    }
    provider.allocation().know(companies);
    provider.quota().set("radar_id", 10_000_000, 0, 0);
    provider.faults().always(AllocationCalls.ADD_COMPANIES, Fault.delay(ANSWER));
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

  static Duration firstCallToLastAnswer(Simulator provider) {
    var calls = provider.ledger().calls(AllocationCalls.ADD_COMPANIES);
    return Duration.between(calls.get(0).time(), calls.get(calls.size() - 1).time()).plus(ANSWER);
  }

  private static void write(Path file, int lines, int linesOfALogin) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.write("loginName,keyWord\n");
      for (int n = 0; n < lines; n++) {
        int company = n % linesOfALogin;
        writer.write(Long.toString(FIRST_LOGIN + n / linesOfALogin));
        writer.write(',');
        writer.write(Company.sample(company).name());
        writer.write('\n');
      }
    }
  }

  private static void print(Simulator provider, int lines, int linesOfALogin) {
    int planned =
        (lines / linesOfALogin) * ((linesOfALogin + COMPANIES_A_CALL - 1) / COMPANIES_A_CALL);
    double ideal = Math.ceil((double) planned / SLOTS) * ANSWER.toMillis() / 1000.0;
    double measured = firstCallToLastAnswer(provider).toMillis() / 1000.0;
    System.out.printf(
        "%,d calls (%,d planned by hand), at most %d in flight, %d violation(s)%n",
        provider.ledger().calls(AllocationCalls.ADD_COMPANIES).size(),
        planned,
        provider.ledger().maxInFlight(),
        provider.ledger().violations().size());
    System.out.printf(
        "first call to last answer: ideal %.2f s, measured %.2f s, ratio %.3f%n",
        ideal, measured, measured / ideal);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
