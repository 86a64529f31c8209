package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.sandbox.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A node of one flow that is killed before every step that its work reaches, each time with new
 * work at hand, and started again on what is left. What is reached is found by a first run.
 */
abstract class FailpointWalk {
  final Path folder;
  final Simulator provider = Simulator.start();
  int rounds;

  FailpointWalk(Path folder) {
    this.folder = folder;
  }

  /** The node's settings beside those of {@link Installation#of}. */
  abstract Installation prepare(Installation installation);

  /** The folder of the flow's routes. */
  abstract String flow();

  /** Gives the next node the same kinds of work, and the provider the same moods. */
  abstract void work() throws IOException;

  /** Whether all work so far is done. */
  abstract boolean isDone() throws IOException;

  /** Compares what is left with what the provider knows. */
  abstract void check() throws IOException;

  /**
   * Walks.
   *
   * @return the steps that it was killed before
   */
  final List<String> walk() throws IOException {
    try (provider) {
      Installation installation = prepare(Installation.of(provider, folder)).only("api", flow());
      Set<String> reached = firstRun(installation);
      List<String> steps =
          Step.below(Path.of("routes").resolve(flow())).stream()
              .filter(Step::acts)
              .map(step -> "step:" + step.id())
              .filter(reached::contains)
              .toList();
      for (String step : steps) {
        next();
        assertThat(HaltingNode.halts(installation, step, "")).as("%s is reached", step).isTrue();
      }
      calm();
      try (Program node = HaltingNode.start(installation, "", "")) {
        awaitDone(node);
      }
      check();
      assertThat(provider.ledger().violations()).isEmpty();
      return steps;
    }
  }

  private Set<String> firstRun(Installation installation) throws IOException {
    Path moments = folder.resolve("moments");
    next();
    try (Program node = HaltingNode.record(installation, moments)) {
      awaitDone(node);
    }
    return Files.readAllLines(moments).stream().collect(Collectors.toSet());
  }

  private void next() throws IOException {
    calm();
    work();
    rounds++;
  }

  private void calm() {
    provider.faults().clear();
    change("delete from api_hold");
  }

  private void awaitDone(Program node) {
    await("the end of the work")
        .atMost(Program.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isDone() || !node.isRunning());
    assertThat(node.isRunning()).as(node::toString).isTrue();
  }

  final long count(String query) {
    try {
      return sql().sql("select count(*) from " + query).query(Long.class).single();
    } catch (DataAccessException e) {
      // killed before there was a table
      return -1;
    }
  }

  final void change(String statement) {
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
}
