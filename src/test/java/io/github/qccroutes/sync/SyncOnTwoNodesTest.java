package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.failpoint.HaltingNode;
import io.github.qccroutes.store.Dialect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole lists on the nodes of one PostgreSQL. */
@Tag("full")
class SyncOnTwoNodesTest extends DroppedLists {
  private static final int SCOPES = 8;

  /** What {@code kill -9} looks like to whoever waits for the process. */
  private static final int KILLED = 137;

  @TempDir private Path folder;
  private TestNode.Plan plan;
  private TestNode other;

  @AfterEach
  void endBoth() {
    if (other != null) {
      other.close();
    }
    if (node != null) {
      node.close();
      node = null;
    }
    plan.close();
  }

  @Test
  void aPairThatAllGiveUpAtOnceIsCancelled() {
    startTwo();
    Set<String> shared = pairs(0, 4);
    for (int round = 0; round < 4; round++) {
      String name = "list" + round;
      boolean all = round % 2 == 0;
      for (int scope = 0; scope < SCOPES; scope++) {
        Set<String> own = pairs(100 * (scope + 1), 100 * (scope + 1) + 90);
        drop("区" + scope + "/" + name, all ? union(own, shared) : own);
      }
      for (int scope = 0; scope < SCOPES; scope++) {
        assertThat(state("区" + scope + "/" + name)).isEqualTo("DONE");
      }
      assertThat(watched()).as("round %d", round).hasSize(SCOPES * 90 + (all ? 4 : 0));
    }
  }

  /** The first node plans nothing until the one that does has died at the failpoint. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "step:sync-make-jobs",
        "commit:watch_claim",
        "commit:assignment_job",
        "step:sync-make-jobs#2"
      })
  void whatANodeWasAtWhenItDiedTheOtherTakesOver(String failpoint) throws Exception {
    startOne();
    carryOut("first", pairs(0, 100));
    node.camel().getRouteController().stopRoute("sync-plan");
    drop("second", pairs(4, 103));

    Installation dying =
        Installation.of(node.provider(), plan.folder().resolve("dying"))
            .only("api", "quota", "assignments", "sync")
            .with("QCC_WORK_LEASE_MS", "3000");
    plan.settings()
        .forEach(
            (key, value) ->
                dying.with(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    try (Program program = HaltingNode.start(dying, failpoint, "")) {
      assertThat(program.exitCode()).as(program::toString).isEqualTo(KILLED);
    }
    node.camel().getRouteController().startRoute("sync-plan");

    assertThat(state("second")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(pairs(4, 103));
    assertThat(run("second")).extracting("adds", "cancels").isEqualTo(List.of(3L, 4L));
    assertThat(node.count("assignment_job"))
        .as("one for the first list, two for this")
        .isEqualTo(3);
  }

  private void startTwo(String... settings) {
    startOne(settings);
    other = plan.start();
  }

  private void startOne(String... settings) {
    plan = plan(Dialect.POSTGRESQL).with(settings);
    plan.with("qcc.data-dir", plan.folder().resolve("data").toString());
    node = plan.start();
  }

  @Test
  void listsOfManyScopesAreEachCarriedOutOnce() {
    startTwo();
    for (int round = 0; round < 3; round++) {
      int offset = round * 3;
      String name = "list" + round;
      IntStream.range(0, SCOPES)
          .forEach(scope -> drop("区" + scope + "/" + name, of(scope, offset)));
      Set<String> wanted = new LinkedHashSet<>();
      for (int scope = 0; scope < SCOPES; scope++) {
        assertThat(state("区" + scope + "/" + name)).isEqualTo("DONE");
        wanted.addAll(of(scope, offset));
      }
      assertThat(watched()).isEqualTo(wanted);
      assertThat(node.count("sync_run")).isEqualTo((round + 1L) * SCOPES);
      assertThat(node.files("results/sync"))
          .filteredOn(file -> file.toString().matches(".*-s\\d+[.]result[.]csv"))
          .hasSize((round + 1) * SCOPES);
    }
    assertThat(node.ledger().maxInFlight()).isLessThanOrEqualTo(5);
  }

  /** Neighbours share pairs. */
  private static Set<String> of(int scope, int offset) {
    return pairs(scope * 60 + offset, scope * 60 + offset + 100);
  }

  @Test
  void theDatabaseGivesOneListATime() {
    TestDatabase source = TestDatabase.fresh(Dialect.SQLITE, folder);
    source.sql().sql("create table watch (login varchar(50), company varchar(200))").update();
    source
        .sql()
        .sql("insert into watch values ('" + login(1) + "', '" + company(1) + "')")
        .update();
    startTwo(
        "qcc.sync.jdbc-url", source.url(),
        "qcc.sync.query", "select login, company from watch",
        "qcc.sync.cron", "0 0 0 1 1 ? 2098");

    for (int hour = 1; hour <= 3; hour++) {
      int now = hour;
      plan.clock().step(Duration.ofSeconds(3));
      CompletableFuture.allOf(
              List.of(node, other).stream()
                  .map(each -> CompletableFuture.runAsync(() -> AskedDatabase.ask(each, now)))
                  .toArray(CompletableFuture[]::new))
          .join();
      TestNode.eventually(
          () ->
              assertThat(node.count("sync_run where state in ('DONE', 'SUPERSEDED')"))
                  .isEqualTo(now));
    }
    node.awaitRest();
    assertThat(node.count("sync_run")).isEqualTo(3);
    assertThat(watched()).containsExactly(pair(1, 1));
  }
}
