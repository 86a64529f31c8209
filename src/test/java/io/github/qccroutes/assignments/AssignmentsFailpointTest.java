package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.failpoint.HaltingNode;
import io.github.qccroutes.failpoint.Step;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.sandbox.Simulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/**
 * A node that is killed between every two steps of the flow, each time in the middle of a file that
 * has just come, and started again.
 *
 * <p>Walks over a step, a commit or a move of each kind, on SQLite. With {@code
 * -Dqccroutes.failpoints=all} over every step that has an id and over all commits and moves, and
 * over the steps on PostgreSQL too.
 */
@Tag("long")
class AssignmentsFailpointTest {
  private static final boolean ALL = "all".equals(System.getProperty("qccroutes.failpoints"));
  private static final String LOGIN = "13800000001";
  private static final int LINES = 3;
  private static final int WALKS = ALL ? 6 : 2;

  private static final String UNEXPECTED = "=java.lang.IllegalStateException";
  private static final String NO_DATABASE =
      "=org.springframework.dao.DataAccessResourceFailureException";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  /** What the provider and the operator do while a node is killed. */
  private enum Situation {
    USUAL("assign"),
    CANCEL("cancel"),
    SLOW("assign"),
    LITTLE_QUOTA("assign"),
    NO_QUOTA_ANSWER("assign"),
    REFUSAL("assign"),
    STOP("assign"),
    OUTAGE("assign"),
    BROKEN_FILE("assign"),
    FAULT_OF_THE_DISK("assign", "open-file=java.io.IOException"),
    FAULT_OF_A_FILE("assign", "find-or-make-job" + NO_DATABASE),
    FAULT_OF_A_JOB("assign", "check-job" + UNEXPECTED),
    FAULT_OF_THE_DATABASE_IN_A_JOB("assign", "check-job" + NO_DATABASE),
    FAULT_OF_A_CALL("assign", "lay-out-call" + UNEXPECTED),
    FAULT_OF_THE_DATABASE_IN_A_CALL("assign", "lay-out-call" + NO_DATABASE);

    final String flow;
    final String fault;

    Situation(String flow) {
      this(flow, "");
    }

    Situation(String flow, String fault) {
      this.flow = flow;
      this.fault = fault;
    }
  }

  /** Where a step is only reached when something is out of the ordinary. */
  private static final Map<String, Situation> SITUATIONS =
      Map.ofEntries(
          Map.entry("claim-file", Situation.CANCEL),
          Map.entry("renew-jobs", Situation.SLOW),
          Map.entry("note-job-renewal", Situation.SLOW),
          Map.entry("renew-calls", Situation.SLOW),
          Map.entry("note-call-renewal", Situation.SLOW),
          Map.entry("hold-job", Situation.LITTLE_QUOTA),
          Map.entry("plan-wait", Situation.NO_QUOTA_ANSWER),
          Map.entry("postpone-job", Situation.NO_QUOTA_ANSWER),
          Map.entry("halve-or-fail", Situation.REFUSAL),
          Map.entry("release-call", Situation.STOP),
          Map.entry("hold-rest", Situation.STOP),
          Map.entry("postpone-call", Situation.OUTAGE),
          Map.entry("reject-file", Situation.BROKEN_FILE),
          Map.entry("say-file-trouble", Situation.FAULT_OF_THE_DISK),
          Map.entry("pick-up-say-database-trouble", Situation.FAULT_OF_A_FILE),
          Map.entry("plan-wait-unexpected", Situation.FAULT_OF_A_JOB),
          Map.entry("plan-say-database-trouble", Situation.FAULT_OF_THE_DATABASE_IN_A_JOB),
          Map.entry("count-fault", Situation.FAULT_OF_A_CALL),
          Map.entry("call-say-database-trouble", Situation.FAULT_OF_THE_DATABASE_IN_A_CALL));

  /**
   * A file is only moved by itself when a node died before it could; other kills bring it about.
   */
  private static final Set<String> ONLY_AFTER_A_KILL = Set.of("move-file", "when-only-to-move");

  /** A step of each kind. */
  private static final Set<String> SAMPLE =
      Set.of(
          "load-file-lines",
          "accept-file",
          "move-loaded-file",
          "check-job",
          "plan-calls",
          "claim-call",
          "settle-lines",
          "write-results",
          "halve-or-fail",
          "hold-rest",
          "postpone-call",
          "count-fault");

  /** Moments within steps that write more than once. */
  private static final Map<Situation, List<String>> WITHIN_STEPS =
      Map.of(
          Situation.USUAL,
          ALL
              ? Stream.of(
                      moments("commit:assignment_job", 10),
                      moments("commit:assignment_item", 4),
                      moments("commit:assignment_call", 4),
                      moments("move", 3))
                  .flatMap(each -> each)
                  .toList()
              : List.of("commit:assignment_item#2", "commit:assignment_call#3"),
          Situation.LITTLE_QUOTA,
          List.of("move#2"),
          Situation.STOP,
          ALL ? List.of("commit:api_hold", "move#2") : List.of("commit:api_hold"),
          Situation.REFUSAL,
          ALL ? List.of("commit:assignment_call#3") : List.of(),
          Situation.BROKEN_FILE,
          ALL ? List.of("move#1", "move#2") : List.of("move#2"));

  private static Stream<String> moments(String what, int times) {
    return IntStream.rangeClosed(1, times).mapToObj(n -> what + "#" + n);
  }

  /** One kill. */
  private record Kill(String failpoint, Situation situation) {}

  @Test
  void losesNoLineAndRepeatsAtMostTheCallsInFlight() throws Exception {
    List<Kill> kills = steps();
    WITHIN_STEPS.forEach(
        (situation, moments) -> moments.forEach(moment -> kills.add(new Kill(moment, situation))));
    walk(kills, walk -> "");
  }

  @Test
  @EnabledIfSystemProperty(named = "qccroutes.failpoints", matches = "all")
  void losesNoLineOnPostgresql() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      Records records = new Records(server.getJdbcUrl("postgres", "postgres"));
      walk(
          steps(),
          walk -> {
            records.change("create database walk_" + walk);
            return server.getJdbcUrl("postgres", "walk_" + walk);
          });
    }
  }

  private static List<Kill> steps() {
    List<Step> steps = Step.below(Path.of("routes/assignments"));
    assertThat(steps).extracting(Step::id).containsAll(SAMPLE);
    return steps.stream()
        .filter(step -> ALL ? !ONLY_AFTER_A_KILL.contains(step.id()) : SAMPLE.contains(step.id()))
        .map(
            step ->
                new Kill("step:" + step.id(), SITUATIONS.getOrDefault(step.id(), Situation.USUAL)))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Kills on several data sets at once.
   *
   * @param databases the URL for each; empty for SQLite
   */
  private void walk(List<Kill> kills, IntFunction<String> databases) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WALKS);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int walk = 0; walk < WALKS; walk++) {
        int first = walk;
        ends.add(
            threads.submit(
                new Walk(
                    folder.resolve("walk-" + walk),
                    databases.apply(walk),
                    IntStream.range(0, kills.size())
                        .filter(n -> n % WALKS == first)
                        .mapToObj(kills::get)
                        .toList())));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * One data directory, on which one node after the other is killed; the last one ends the work.
   */
  private static final class Walk implements Runnable {
    private final Path folder;
    private final List<Kill> kills;
    private final String databaseUrl;
    private final Records records;
    private final Set<Integer> broken = new HashSet<>();
    private int files;
    private long inFlight;

    Walk(Path folder, String databaseUrl, List<Kill> kills) {
      this.folder = folder;
      this.kills = kills;
      this.databaseUrl =
          databaseUrl.isEmpty() ? "jdbc:sqlite:" + folder.resolve("db/qcc.db") : databaseUrl;
      this.records = new Records(this.databaseUrl);
    }

    @Override
    public void run() {
      try (Simulator provider = Simulator.start()) {
        Installation installation = prepare(provider);
        for (Kill kill : kills) {
          drop(kill.situation);
          calm(provider);
          upset(provider, kill.situation);
          assertThat(HaltingNode.halts(installation, kill.failpoint, kill.situation.fault))
              .as("%s is reached", kill)
              .isTrue();
          inFlight += count("select count(*) from assignment_call where state = 'SENDING'");
        }
        calm(provider);
        try (Program node = HaltingNode.start(installation, "", "")) {
          await("the end of the work on " + kills)
              .atMost(Program.PATIENCE)
              .pollInterval(Duration.ofMillis(50))
              .until(() -> isDone() || !node.isRunning());
          assertThat(node.isRunning()).as(node::toString).isTrue();
        }
        check(provider);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private Installation prepare(Simulator provider) throws IOException {
      provider
          .allocation()
          .know(IntStream.range(0, 500).mapToObj(Company::sample).toArray(Company[]::new));
      for (String flow : List.of("assign", "cancel")) {
        Files.createDirectories(folder.resolve("data/inbox").resolve(flow).resolve(LOGIN));
      }
      return Installation.of(provider, folder)
          .only("api", "assignments", "quota")
          .with("QCC_DB_URL", databaseUrl)
          .with("QCC_HTTP_PORT", "0")
          .with("QCC_MANAGEMENT_PORT", "0")
          .with("QCC_API_TIMEOUT_MS", "3000")
          .with("QCC_API_SLOT_LEASE_MS", "4000")
          .with("QCC_WORK_LEASE_MS", "1500")
          .with("QCC_ASSIGNMENTS_POLL_MS", "100")
          .with("QCC_ASSIGNMENTS_ADMIN_LOGINS", "none");
    }

    /** A file that is there when the next node starts. */
    private void drop(Situation situation) throws IOException {
      boolean isBroken = situation == Situation.BROKEN_FILE;
      String lines =
          IntStream.range(LINES * files, LINES * (files + 1))
              .mapToObj(n -> Company.sample(n).name() + "\n")
              .collect(Collectors.joining());
      Path inbox = folder.resolve("data/inbox").resolve(situation.flow);
      Path target =
          isBroken
              // pairs without a header
              ? inbox.resolve("名单" + files + ".csv")
              : inbox.resolve(LOGIN).resolve("名单" + files + ".txt");
      Path part = folder.resolve("part");
      Files.writeString(part, lines);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      if (isBroken) {
        broken.add(files);
      }
      files++;
    }

    private void upset(Simulator provider, Situation situation) {
      String add = AllocationCalls.ADD_COMPANIES;
      switch (situation) {
        case SLOW -> {
          provider.faults().always(QuotaCalls.GET_QUOTA, Fault.delay(Duration.ofMillis(1500)));
          provider.faults().always(add, Fault.delay(Duration.ofMillis(1500)));
        }
        case LITTLE_QUOTA -> provider.quota().set("radar_id", 10, 9, 50);
        case NO_QUOTA_ANSWER ->
            provider.faults().next(QuotaCalls.GET_QUOTA, 3, Fault.httpStatus(503, "down"));
        case REFUSAL -> provider.faults().next(add, Fault.envelope("215", "不支持的查询关键字"));
        case STOP -> provider.faults().next(add, Fault.envelope("112", "当前账户购买额度已用完"));
        case OUTAGE -> provider.faults().next(add, Fault.httpStatus(503, "down"));
        default -> {}
      }
    }

    /** All is well again, and time has passed. */
    private void calm(Simulator provider) {
      provider.faults().clear();
      provider.quota().set("radar_id", 100_000, 0, 50);
      change("delete from api_hold");
      change("update assignment_job set next_look_at = null where state <> 'HELD'");
    }

    private boolean isDone() throws IOException {
      return files("inbox").isEmpty()
          && count(
                  "select count(*) from assignment_job where moved_at is null and state <>"
                      + " 'REJECTED' or state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING')")
              == 0;
    }

    private void check(Simulator provider) throws IOException {
      assertThat(count("select count(*) from assignment_job where state = 'INCOMPLETE'")).isZero();
      assertThat(provider.ledger().violations()).isEmpty();
      assertThat(provider.ledger().maxInFlight()).isLessThanOrEqualTo(5);
      long carriedOut =
          provider.ledger().calls().stream()
              .filter(call -> call.path().startsWith("/radar_ext/batch") && call.effect())
              .count();
      long calls = count("select count(*) from assignment_call where state = 'DONE'");
      assertThat(carriedOut)
          .as("calls, of which at most %d are repeated", inFlight)
          .isBetween(calls, calls + inFlight);
      int whole = files - broken.size();
      assertThat(files("rejected")).as("broken files with the reason").hasSize(2 * broken.size());
      assertThat(files("done")).hasSize(whole);
      List<Path> results = files("results");
      assertThat(results).hasSize(whole).allMatch(file -> file.toString().endsWith(".result.csv"));
      for (int n = 0; n < files; n++) {
        if (!broken.contains(n)) {
          checkResult(results, n);
        }
      }
      assertThat(count("select count(*) from assignment_item")).isEqualTo((long) LINES * whole);
    }

    private static void checkResult(List<Path> results, int file) throws IOException {
      String name = "名单" + file + "-";
      Path result =
          results.stream()
              .filter(each -> each.getFileName().toString().startsWith(name))
              .findFirst()
              .orElseThrow();
      List<String> lines = Files.readAllLines(result);
      assertThat(lines).as("%s", result).hasSize(LINES + 1);
      for (int line = 1; line <= LINES; line++) {
        Company company = Company.sample(LINES * file + line - 1);
        assertThat(lines.get(line))
            .startsWith(line + "," + LOGIN + "," + company.name() + "," + company.keyNo())
            .contains(",200,");
      }
    }

    private long count(String query) {
      try {
        return records.count(query);
      } catch (DataAccessException e) {
        // killed before there was a table
        return 0;
      }
    }

    private void change(String statement) {
      try {
        records.change(statement);
      } catch (DataAccessException e) {
        // likewise
      }
    }

    /** What people see of a folder. */
    private List<Path> files(String where) throws IOException {
      Path top = folder.resolve("data").resolve(where);
      try (Stream<Path> all = Files.walk(top)) {
        return all.filter(Files::isRegularFile)
            .filter(file -> !file.getFileName().toString().startsWith("."))
            .toList();
      }
    }
  }
}
