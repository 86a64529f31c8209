package io.github.qccroutes.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.failpoint.HaltingNode;
import io.github.qccroutes.failpoint.Step;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A node that is killed between every two steps of the flow, each time in the middle of a file that
 * has just come, and started again.
 *
 * <p>Walks over the steps that act, and a sample of commits and moves within them. With {@code
 * -Dqccroutes.failpoints=all} over every step that has an id and over all of these.
 */
class AssignmentsFailpointTest {
  private static final boolean ALL = "all".equals(System.getProperty("qccroutes.failpoints"));
  private static final String LOGIN = "13800000001";
  private static final int LINES = 3;
  private static final int WALKS_AT_ONCE = 6;

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
          Map.entry("pick-up-cancel", Situation.CANCEL),
          Map.entry("renew-jobs", Situation.SLOW),
          Map.entry("renew-calls", Situation.SLOW),
          Map.entry("hold-job", Situation.LITTLE_QUOTA),
          Map.entry("quota-unknown-or-later", Situation.NO_QUOTA_ANSWER),
          Map.entry("plan-wait", Situation.NO_QUOTA_ANSWER),
          Map.entry("postpone-job", Situation.NO_QUOTA_ANSWER),
          Map.entry("halve-or-fail", Situation.REFUSAL),
          Map.entry("release-call", Situation.STOP),
          Map.entry("hold-rest", Situation.STOP),
          Map.entry("postpone-call", Situation.OUTAGE),
          Map.entry("reject-file", Situation.BROKEN_FILE),
          Map.entry("pick-up-say-database-trouble", Situation.FAULT_OF_A_FILE),
          Map.entry("plan-wait-unexpected", Situation.FAULT_OF_A_JOB),
          Map.entry("plan-say-database-trouble", Situation.FAULT_OF_THE_DATABASE_IN_A_JOB),
          Map.entry("count-fault", Situation.FAULT_OF_A_CALL),
          Map.entry("call-say-database-trouble", Situation.FAULT_OF_THE_DATABASE_IN_A_CALL));

  /** Moments within steps that write more than once. */
  private static final Map<Situation, List<String>> WITHIN_STEPS =
      Map.of(
          Situation.USUAL,
          ALL
              ? Stream.of(
                      IntStream.rangeClosed(1, 10).mapToObj(n -> "commit:assignment_job#" + n),
                      IntStream.rangeClosed(1, 4).mapToObj(n -> "commit:assignment_item#" + n),
                      IntStream.rangeClosed(1, 4).mapToObj(n -> "commit:assignment_call#" + n),
                      IntStream.rangeClosed(1, 3).mapToObj(n -> "move#" + n))
                  .flatMap(each -> each)
                  .toList()
              : List.of(
                  "commit:assignment_job#4",
                  "commit:assignment_item#2",
                  "commit:assignment_call#3",
                  "move#2"),
          Situation.LITTLE_QUOTA,
          List.of("move#2"),
          Situation.STOP,
          List.of("commit:api_hold", "move#2"),
          Situation.REFUSAL,
          List.of("commit:assignment_call#3"),
          Situation.BROKEN_FILE,
          List.of("move#1", "move#2"));

  @Test
  void losesNoLineAndRepeatsAtMostTheCallsInFlight() throws Exception {
    Map<Situation, List<String>> failpoints = new LinkedHashMap<>();
    for (Step step : Step.below(Path.of("routes/assignments"))) {
      if (ALL || step.acts()) {
        failpoints
            .computeIfAbsent(
                SITUATIONS.getOrDefault(step.id(), Situation.USUAL), any -> new ArrayList<>())
            .add("step:" + step.id());
      }
    }
    WITHIN_STEPS.forEach((situation, moments) -> failpoints.get(situation).addAll(moments));
    List<Walk> walks = new ArrayList<>();
    failpoints.forEach(
        (situation, all) -> {
          int parts = situation == Situation.USUAL ? WALKS_AT_ONCE : 1;
          for (int part = 0; part < parts; part++) {
            int start = part;
            walks.add(
                new Walk(
                    situation,
                    folder.resolve(situation + "-" + part),
                    IntStream.range(0, all.size())
                        .filter(n -> n % parts == start)
                        .mapToObj(all::get)
                        .toList()));
          }
        });
    ExecutorService threads = Executors.newFixedThreadPool(WALKS_AT_ONCE);
    try {
      List<Future<?>> ends = new ArrayList<>();
      walks.forEach(walk -> ends.add(threads.submit(walk)));
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
    private final Situation situation;
    private final Path folder;
    private final List<String> failpoints;
    private int files;
    private long inFlight;

    Walk(Situation situation, Path folder, List<String> failpoints) {
      this.situation = situation;
      this.folder = folder;
      this.failpoints = failpoints;
    }

    @Override
    public void run() {
      try (Simulator provider = Simulator.start()) {
        Installation installation = prepare(provider);
        for (String failpoint : failpoints) {
          drop();
          setUp(provider);
          assertThat(HaltingNode.halts(installation, failpoint, situation.fault))
              .as("%s: reaches %s", situation, failpoint)
              .isTrue();
          inFlight += count("select count(*) from assignment_call where state = 'SENDING'");
        }
        recover(provider);
        try (Program node = HaltingNode.start(installation, "", "")) {
          await(situation + ", the last node")
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
      provider.quota().set("radar_id", 100_000, 0, 50);
      provider
          .allocation()
          .know(IntStream.range(0, 500).mapToObj(Company::sample).toArray(Company[]::new));
      provider.faults().always(AllocationCalls.ADD_COMPANIES, Fault.delay(Duration.ofMillis(50)));
      Files.createDirectories(folder.resolve("data/inbox").resolve(situation.flow).resolve(LOGIN));
      return Installation.of(provider, folder)
          .only("api", "assignments")
          .with("QCC_HTTP_PORT", "0")
          .with("QCC_MANAGEMENT_PORT", "0")
          .with("QCC_API_TIMEOUT_MS", "3000")
          .with("QCC_API_SLOT_LEASE_MS", "4000")
          .with("QCC_WORK_LEASE_MS", "1500")
          .with("QCC_ASSIGNMENTS_POLL_MS", "50")
          .with("QCC_ASSIGNMENTS_ADMIN_LOGINS", "none");
    }

    /** A file that is there when the next node starts. */
    private void drop() throws IOException {
      String name = "名单" + files + (situation == Situation.BROKEN_FILE ? ".csv" : ".txt");
      String lines =
          IntStream.range(LINES * files, LINES * (files + 1))
              .mapToObj(n -> Company.sample(n).name() + "\n")
              .reduce("", String::concat);
      files++;
      Path inbox = folder.resolve("data/inbox").resolve(situation.flow);
      Path target =
          situation == Situation.BROKEN_FILE
              ? inbox.resolve(name)
              : inbox.resolve(LOGIN).resolve(name);
      Path part = folder.resolve(name);
      Files.writeString(part, lines);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void setUp(Simulator provider) {
      String add = AllocationCalls.ADD_COMPANIES;
      switch (situation) {
        case SLOW -> {
          provider.faults().always(QuotaCalls.GET_QUOTA, Fault.delay(Duration.ofMillis(1500)));
          provider.faults().clear(add);
          provider.faults().always(add, Fault.delay(Duration.ofMillis(1500)));
        }
        case LITTLE_QUOTA -> provider.quota().set("radar_id", 10, 9, 50);
        case NO_QUOTA_ANSWER ->
            provider.faults().next(QuotaCalls.GET_QUOTA, 3, Fault.httpStatus(503, "down"));
        case REFUSAL -> provider.faults().next(add, Fault.envelope("215", "不支持的查询关键字"));
        case STOP -> {
          change("delete from api_hold");
          provider.faults().next(add, Fault.envelope("112", "当前账户购买额度已用完"));
        }
        case OUTAGE -> provider.faults().next(add, Fault.httpStatus(503, "down"));
        default -> {}
      }
    }

    private void recover(Simulator provider) {
      provider.faults().clear();
      provider.quota().set("radar_id", 100_000, 0, 50);
      change("delete from api_hold");
      change("update assignment_job set next_look_at = null where state <> 'HELD'");
    }

    private boolean isDone() throws IOException {
      return files("inbox").isEmpty()
          && count(
                  "select count(*) from assignment_job where state not in ('DONE', 'REJECTED')"
                      + " or moved_at is null")
              == 0;
    }

    private void check(Simulator provider) throws IOException {
      List<Ledger.Call> carriedOut =
          provider.ledger().calls().stream()
              .filter(call -> call.path().startsWith("/radar_ext/batch") && call.effect())
              .toList();
      assertThat(provider.ledger().violations()).as("%s", situation).isEmpty();
      assertThat(provider.ledger().maxInFlight()).isLessThanOrEqualTo(5);
      if (situation == Situation.BROKEN_FILE) {
        assertThat(carriedOut).isEmpty();
        assertThat(files("rejected")).hasSize(2 * files);
        assertThat(files("results")).isEmpty();
        return;
      }
      long calls = count("select count(*) from assignment_call where state = 'DONE'");
      assertThat((long) carriedOut.size())
          .as("%s: calls, of which at most %d repeated", situation, inFlight)
          .isBetween(calls, calls + inFlight);
      assertThat(files("done")).as("%s", situation).hasSize(files);
      assertThat(files("rejected")).as("%s", situation).isEmpty();
      List<Path> results = files("results");
      assertThat(results)
          .as("%s", situation)
          .hasSize(files)
          .allMatch(file -> file.toString().endsWith(".result.csv"));
      for (int n = 0; n < files; n++) {
        String name = "名单" + n + "-";
        Path result =
            results.stream()
                .filter(file -> file.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
        List<String> lines = Files.readAllLines(result);
        assertThat(lines).as("%s: %s", situation, result).hasSize(LINES + 1);
        for (int line = 1; line <= LINES; line++) {
          Company company = Company.sample(LINES * n + line - 1);
          assertThat(lines.get(line))
              .startsWith(line + "," + LOGIN + "," + company.name() + "," + company.keyNo())
              .contains(",200,");
        }
      }
      assertThat(count("select count(*) from assignment_item")).isEqualTo((long) LINES * files);
    }

    private long count(String query) {
      try {
        return sql().sql(query).query(Long.class).single();
      } catch (DataAccessException e) {
        // killed before there was a table
        return 0;
      }
    }

    private void change(String statement) {
      try {
        sql().sql(statement).update();
      } catch (DataAccessException e) {
        // likewise
      }
    }

    private JdbcClient sql() {
      return JdbcClient.create(
          new DriverManagerDataSource(
              "jdbc:sqlite:" + folder.resolve("db/qcc.db") + "?busy_timeout=20000"));
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
