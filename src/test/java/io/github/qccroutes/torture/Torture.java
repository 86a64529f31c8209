package io.github.qccroutes.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.PartnershipCalls;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.ReportCalls;
import io.github.qccroutes.sandbox.Simulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.springframework.dao.DataAccessException;

/**
 * Real nodes that are killed at random moments while every flow has work and the provider has its
 * faults; where there are two, one is stopped for longer than every lease now and then. What is
 * left is compared with the provider's ledger.
 *
 * <p>As a program: {@code sqlite|postgresql <kills> <seed> [<nodes>]}. The same seed strikes after
 * the same times and drops the same files; the moments themselves are the machine's.
 */
public final class Torture implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SLOT_LEASE = Duration.ofSeconds(4);
  private static final Duration WORK_LEASE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int MAX_IN_FLIGHT = 5;
  private static final String[] CHUNKS = {
    AllocationCalls.ADD_COMPANIES,
    AllocationCalls.ADD_USERS,
    AllocationCalls.CANCEL_COMPANIES,
    AllocationCalls.CANCEL_USERS,
    PartnershipCalls.FIND
  };

  /** Calls by which a node goes on with work; it makes others just because it starts. */
  private static final List<String> WORK_CALLS =
      List.of(
          AllocationCalls.ADD_COMPANIES,
          AllocationCalls.ADD_USERS,
          AllocationCalls.CANCEL_COMPANIES,
          AllocationCalls.CANCEL_USERS,
          PartnershipCalls.FIND,
          PushCalls.DOWNLOAD_URL,
          ReportCalls.CREATE,
          ReportCalls.INFO);

  private final Simulator provider = Simulator.start();
  private final long seed;
  private final Site site;
  private final Trouble trouble;
  private final ReportWork reports;
  private final List<Work> works;
  private final List<Installation> installations = new ArrayList<>();
  private final List<Program> nodes = new ArrayList<>();
  private final List<Instant> starts = new ArrayList<>();
  private final StringBuilder logs = new StringBuilder();
  private long mayRepeat;
  private int kills;
  private int stops;

  /**
   * Prepares the installations.
   *
   * @param databaseUrl empty for SQLite in the folder
   * @param nodeCount how many nodes share database and data folder; more than one on PostgreSQL
   */
  public Torture(Path folder, String databaseUrl, int nodeCount, long seed) {
    this.seed = seed;
    for (int n = 0; n < nodeCount; n++) {
      installations.add(
          installation(folder.resolve("node-" + n), folder.resolve("data"), databaseUrl));
    }
    site =
        new Site(
            provider,
            new Records(installations.get(0).get("QCC_DB_URL")),
            folder.resolve("data"),
            new Random(seed));
    trouble = new Trouble(site);
    reports = new ReportWork(site, trouble);
    works =
        List.of(
            trouble, reports, new PushWork(site), new PartnershipWork(site), new ListWork(site));
  }

  private Installation installation(Path home, Path data, String databaseUrl) {
    Installation installation = Installation.of(provider, home);
    if (!databaseUrl.isEmpty()) {
      installation.with("QCC_DB_URL", databaseUrl);
    }
    return installation
        .with("QCC_DATA_DIR", data.toString())
        .with("QCC_API_TIMEOUT_MS", Long.toString(TIMEOUT.toMillis()))
        .with("QCC_API_SLOT_LEASE_MS", Long.toString(SLOT_LEASE.toMillis()))
        .with("QCC_WORK_LEASE_MS", Long.toString(WORK_LEASE.toMillis()))
        .with("QCC_PUSH_POLL_MS", "200")
        .with("QCC_PUSH_RETRY_DELAY_MS", "100")
        .with("QCC_PUSH_RECONCILE_CRON", "0/2 * * * * ?")
        .with("QCC_ASSIGNMENTS_POLL_MS", "200")
        .with("QCC_ASSIGNMENTS_ADMIN_LOGINS", "none")
        .with("QCC_PARTNERSHIPS_POLL_MS", "200")
        .with("QCC_REPORTS_DAY_CRON", "* * * * * ?")
        .with("QCC_REPORTS_WEEK_CRON", "* * * * * ?")
        .with("QCC_REPORTS_MONTH_CRON", "* * * * * ?")
        .with("QCC_REPORTS_POLL_CRON", "* * * * * ?")
        .with("QCC_REPORTS_RETRY_DELAY_MS", "200")
        .with("QCC_QUOTA_CRON", "0/2 * * * * ?");
  }

  /** Kills so often, lets the work come to its end, and compares. */
  public Figures run(int wanted) throws IOException {
    Instant began = Instant.now();
    installations.forEach(each -> nodes.add(each.start("run")));
    boolean stopped = false;
    for (int stroke = 0; kills < wanted; stroke++) {
      int victim = site.random().nextInt(nodes.size());
      boolean early = site.random().nextInt(5) == 0;
      boolean stop = nodes.size() > 1 && stroke % 6 == 3;
      boolean atWork = site.random().nextInt(3) > 0;
      if (!early) {
        nodes.forEach(Program::awaitReady);
        int calls = provider.ledger().calls().size();
        for (Work work : works) {
          // What a node that was stopped still writes belongs to the order that it knows.
          if (work != reports || !stopped) {
            work.add();
          }
        }
        if (atWork) {
          awaitWork(calls);
        }
      }
      nodes.get(victim).runFor(Duration.ofMillis(site.random().nextInt(1_500)));
      if (stop) {
        stop(victim);
      } else {
        kill(victim);
      }
      stopped = stop;
    }
    trouble.calm();
    nodes.forEach(Program::awaitReady);
    Instant drains = Instant.now();
    awaitEnd();
    Duration drain = Duration.between(drains, Instant.now());
    nodes.forEach(this::terminate);
    return compare(Duration.between(began, Instant.now()), drain);
  }

  private void awaitWork(int callsBefore) {
    await("work")
        .atMost(Program.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                provider.ledger().calls().stream()
                    .skip(callsBefore)
                    .map(Ledger.Call::path)
                    .anyMatch(WORK_CALLS::contains));
  }

  private void kill(int victim) {
    nodes.get(victim).kill();
    struck();
    kills++;
    logs.append(nodes.get(victim));
    starts.add(Instant.now());
    nodes.set(victim, installations.get(victim).start("run"));
  }

  /** The node does not die: it goes on where it was when others have taken over. */
  private void stop(int victim) {
    nodes.get(victim).pause();
    struck();
    stops++;
    nodes.get(victim).runFor(WORK_LEASE.plusSeconds(1));
    nodes.get(victim).resume();
  }

  /**
   * Notes what the stroke met in the middle, of all nodes, since a row does not say whose it is.
   */
  private void struck() {
    try {
      long sending =
          site.records().count("select count(*) from assignment_call where state = 'SENDING'")
              + site.records()
                  .count("select count(*) from partnership_call where state = 'SENDING'");
      mayRepeat += Math.min(MAX_IN_FLIGHT, sending);
      reports.struck();
    } catch (DataAccessException e) {
      // killed before there was a table
    }
  }

  private void terminate(Program node) {
    node.terminate();
    assertThat(node.exitCode()).as("exit code after SIGTERM").isEqualTo(143);
    logs.append(node);
  }

  private void awaitEnd() {
    Map<String, Long> end = new LinkedHashMap<>();
    works.forEach(work -> end.putAll(work.end()));
    await("everything at its end")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              Map<String, Long> found = new LinkedHashMap<>();
              end.keySet().forEach(query -> found.put(query, site.records().count(query)));
              assertThat(found).isEqualTo(end);
            });
  }

  private Figures compare(Duration all, Duration drain) throws IOException {
    Ledger ledger = provider.ledger();
    assertThat(ledger.violations()).as("a sixth call in flight").isEmpty();
    Figures figures = new Figures();
    figures.put("database", site.records().isSqlite() ? "sqlite" : "postgresql");
    figures.put("nodes", nodes.size());
    figures.put("seed", seed);
    figures.put("kills", kills);
    figures.put("stops", stops);
    for (Work work : works) {
      work.compare(figures);
    }
    compareCalls(figures);
    long snapshots = site.records().count("select count(*) from quota_snapshot");
    assertThat(snapshots).as("quota snapshots").isPositive();
    figures.put("quotaSnapshots", snapshots);
    if (nodes.size() == 1) {
      // Of two nodes neither knows whose a file in the common folder is; it goes when it is old.
      assertThat(site.files("tmp", "")).as("temporary files").isEmpty();
    }
    assertThat(logs.toString().lines())
        .as("log")
        .noneMatch(line -> line.startsWith("\tat ") || line.contains("java.lang."));
    figures.put("mostInFlight", ledger.maxInFlight());
    recovery(figures);
    figures.put("drainMs", drain.toMillis());
    figures.put("seconds", all.toSeconds());
    return figures;
  }

  /** Calls that were carried out more often than there are chunks. */
  private void compareCalls(Figures figures) {
    Ledger ledger = provider.ledger();
    List<String> paths = List.of(CHUNKS);
    long calls =
        ledger.questions().size()
            + ledger.calls().stream()
                .filter(call -> paths.contains(call.path()) && call.effect())
                .filter(call -> !call.path().equals(PartnershipCalls.FIND))
                .count();
    long chunks =
        site.records().count("select count(*) from assignment_call where state = 'DONE'")
            + site.records().count("select count(*) from partnership_call where state = 'DONE'");
    long repeated = calls - chunks;
    assertThat(repeated)
        .as("calls beyond the %d chunks", chunks)
        .isBetween(0L, mayRepeat + trouble.unheard(CHUNKS));
    figures.put("chunks", chunks);
    figures.put("repeated", repeated);
    figures.put("mayRepeat", mayRepeat + trouble.unheard(CHUNKS));
  }

  /** From a start after a kill to the first call that brings work on. */
  private void recovery(Figures figures) {
    List<Instant> effects =
        provider.ledger().calls().stream()
            .filter(call -> call.effect() && WORK_CALLS.contains(call.path()))
            .map(Ledger.Call::time)
            .sorted()
            .toList();
    List<Long> times = new ArrayList<>();
    for (int n = 0; n < starts.size(); n++) {
      Instant start = starts.get(n);
      Instant next = n + 1 < starts.size() ? starts.get(n + 1) : Instant.MAX;
      effects.stream()
          .filter(time -> time.isAfter(start))
          .findFirst()
          .filter(time -> time.isBefore(next))
          .ifPresent(time -> times.add(Duration.between(start, time).toMillis()));
    }
    Collections.sort(times);
    figures.put("recoveries", times.size());
    if (!times.isEmpty()) {
      figures.put("recoveryMedianMs", times.get(times.size() / 2));
      figures.put("recoveryMostMs", times.get(times.size() - 1));
    }
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
