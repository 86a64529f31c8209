package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.LiveFolder;
import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;

/**
 * One data set on which one node after the other is killed, each at another moment of a flow, with
 * new work at hand; the last one ends the work. A moment that is not reached fails the walk, unless
 * it is a step among those that can't be, each with its reason.
 */
abstract class FailpointWalk {
  /** The course of all that goes well. */
  static final String USUAL = "";

  static final String UNEXPECTED = "=java.lang.IllegalStateException";
  static final String NO_DATABASE = "=org.springframework.dao.DataAccessResourceFailureException";
  static final String NO_DISK = "=java.io.IOException";

  /** Only a step that is not reached, or work without an end, takes so long. */
  private static final Duration PATIENCE = Program.PATIENCE.multipliedBy(3);

  final Path folder;
  final Simulator provider = Simulator.start();
  final Installation installation;
  final Records records;

  /**
   * Where a node is killed.
   *
   * @param failpoint as in the package's description
   * @param course what leads there: a step, or a name of the walk's own
   */
  record Kill(String failpoint, String course) {
    /** The first so many moments of a kind. */
    static List<Kill> each(String moment, int times, String course) {
      return IntStream.rangeClosed(1, times)
          .mapToObj(n -> new Kill(moment + "#" + n, course))
          .toList();
    }
  }

  /** How often there was new work so far. */
  int rounds;

  /**
   * Prepares the installation.
   *
   * @param databaseUrl empty for SQLite in the folder
   */
  FailpointWalk(Path folder, String databaseUrl) {
    this.folder = folder;
    installation =
        Installation.of(provider, folder)
            .with("QCC_API_TIMEOUT_MS", "3000")
            .with("QCC_API_SLOT_LEASE_MS", "3500")
            .with("QCC_WORK_LEASE_MS", "1500");
    if (!databaseUrl.isEmpty()) {
      installation.with("QCC_DB_URL", databaseUrl);
    }
    records = new Records(installation.get("QCC_DB_URL"));
  }

  /** The folders of the routes that run. */
  abstract List<String> routes();

  /** The folders of the routes whose steps are walked. */
  abstract List<String> walked();

  /** Steps that no node comes to here, each with the reason. */
  Map<String, String> unreached() {
    return Map.of();
  }

  /** A step of each kind, for a short walk. */
  abstract Set<String> sample();

  /**
   * Commits, and moves of files, within steps that write more than once. On PostgreSQL most
   * statements commit by themselves, so there are fewer.
   */
  abstract Stream<Kill> within(boolean all);

  /** What goes wrong within the node on the way: {@code <step>=<exception class>}. */
  String fault(String course) {
    return "";
  }

  /** Gives the next node work, and the provider the mood, by which it takes the course. */
  abstract void work(String course) throws IOException;

  /** Whether the course is taken by something that happens to a running node only. */
  boolean isOfReadyNode(String course) {
    return false;
  }

  /** Makes that happen. */
  void happen(String course) {}

  /** A node has been killed. */
  void killed() {}

  /** All is well again. */
  void calm() {
    provider.faults().clear();
    change("delete from api_hold");
  }

  /** Whether all work so far is done. */
  abstract boolean isDone() throws IOException;

  /** Compares what is left with what the provider knows. */
  abstract void check() throws IOException;

  /** Walks over all moments, or a sample. */
  final void walk(boolean all) throws IOException {
    try (provider) {
      installation.only(routes().toArray(String[]::new));
      for (Kill kill : Stream.concat(steps(all), within(all)).toList()) {
        calm();
        work(kill.course());
        rounds++;
        halt(kill);
        killed();
      }
      calm();
      finish();
      check();
      assertThat(provider.ledger().violations()).isEmpty();
    }
  }

  /** Runs a node that is not killed, until all work so far is done. */
  final void finish() {
    try (Program node = HaltingNode.start(installation, "", "")) {
      await("the end of the work")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> isDone() || !node.isRunning());
      assertThat(node.isRunning()).as(node::toString).isTrue();
      node.terminate();
      node.exitCode();
    }
  }

  private Stream<Kill> steps(boolean all) {
    Set<String> steps = new TreeSet<>();
    for (String routes : walked()) {
      Step.below(Path.of("routes").resolve(routes)).stream()
          .filter(Step::acts)
          .map(Step::id)
          .forEach(steps::add);
    }
    assertThat(steps).as("steps").containsAll(unreached().keySet()).containsAll(sample());
    steps.removeAll(unreached().keySet());
    return steps.stream()
        .filter(step -> all || sample().contains(step))
        .map(step -> new Kill("step:" + step, step));
  }

  private void halt(Kill kill) {
    try (Program node = HaltingNode.start(installation, kill.failpoint(), fault(kill.course()))) {
      if (isOfReadyNode(kill.course())) {
        node.awaitReady();
        happen(kill.course());
      }
      assertThat(node.endsWithin(PATIENCE)).as("%s is reached: %s", kill, node).isTrue();
      assertThat(node.exitCode()).as("%s: %s", kill, node).isEqualTo(Failpoints.KILLED);
    }
  }

  final long count(String query) {
    try {
      return records.count("select count(*) from " + query);
    } catch (DataAccessException e) {
      requireNoTable(e);
      return 0;
    }
  }

  final void change(String statement) {
    try {
      records.change(statement);
    } catch (DataAccessException e) {
      requireNoTable(e);
    }
  }

  /** A node that was killed before it made its database or its tables is no trouble. */
  private static void requireNoTable(DataAccessException e) {
    assertThat(e.getMostSpecificCause().getMessage())
        .containsAnyOf("SQLITE_CANTOPEN", "no such table", "does not exist");
  }

  final List<Path> files(String where, String ending) throws IOException {
    return LiveFolder.files(folder.resolve("data").resolve(where)).stream()
        .filter(file -> file.toString().endsWith(ending))
        .toList();
  }
}
