package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Dialect;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;

/** A whole list becomes the adds and cancels that bring it about, and no others. */
class SyncRouteTest extends DroppedLists {
  @ParameterizedTest
  @EachDatabase
  void addsAndCancelsWhatChanged(Dialect dialect) {
    start(dialect);
    Set<String> first = pairs(0, 300);
    drop("first", first);
    assertThat(state("first")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(first);

    int calls = node.provider().ledger().allocations().size();
    Set<String> second = pairs(10, 305);
    drop("second", second);
    assertThat(state("second")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(second);
    assertThat(node.text("results/sync/second-s2.plan.csv").lines())
        .hasSize(16)
        .filteredOn(line -> line.startsWith("CANCEL,"))
        .hasSize(10);
    assertThat(node.text("results/sync/second-s2.result.csv").lines())
        .hasSize(16)
        .filteredOn(line -> line.contains(",200,"))
        .hasSize(15);
    assertThat(node.provider().ledger().allocations().size() - calls).isLessThanOrEqualTo(15);

    calls = node.provider().ledger().allocations().size();
    drop("third", second);
    assertThat(state("third")).isEqualTo("DONE");
    assertThat(node.provider().ledger().allocations()).hasSize(calls);
  }

  @ParameterizedTest
  @EachDatabase
  void holdsWhatGivesTooMuchUpUntilAPersonReleasesIt(Dialect dialect) {
    start(dialect);
    Set<String> first = pairs(0, 100);
    drop("first", first);
    assertThat(state("first")).isEqualTo("DONE");
    Set<String> short1 = pairs(10, 110);
    drop("much", short1);

    assertThat(held("much")).contains("CANCEL_PERCENT");
    // What it adds is sent all the same.
    Set<String> both = new LinkedHashSet<>(first);
    both.addAll(short1);
    TestNode.eventually(() -> assertThat(watched()).isEqualTo(both));
    assertThat(node.text("results/sync/much-s2.held.txt")).contains("qcc-routes release s2");

    assertThat(new SyncRuns(node.application().database()).release(2)).isTrue();
    assertThat(state("much")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(short1);
    assertThat(node.files("results/sync")).noneMatch(file -> file.toString().endsWith(".held.txt"));
  }

  @ParameterizedTest
  @EachDatabase
  void refusesAListThatIsNotWhole(Dialect dialect) {
    start(dialect);
    Set<String> first = pairs(0, 20);
    drop("first", first);
    assertThat(state("first")).isEqualTo("DONE");

    node.drop("sync/空.csv", "loginName,keyWord\n");
    node.drop("sync/错.csv", csv(pairs(0, 19)) + "#END,20\n");
    node.drop("sync/后.csv", csv(pairs(0, 19)) + "#END,19\n" + pair(0, 0) + "\n");
    for (String name : List.of("空", "错", "后")) {
      TestNode.eventually(
          () -> assertThat(node.files("rejected/sync")).anyMatch(named(name + ".csv.why.txt")));
    }
    assertThat(node.text("rejected/sync/错.csv.why.txt")).contains("20", "19");
    assertThat(watched()).isEqualTo(first);
  }

  @ParameterizedTest
  @EachDatabase
  void leavesWhatAnotherListWants(Dialect dialect) {
    start(dialect);
    drop("华东/one", pairs(0, 40));
    drop("华北/two", pairs(20, 60));
    assertThat(state("华东/one")).isEqualTo("DONE");
    assertThat(state("华北/two")).isEqualTo("DONE");

    drop("华东/three", pairs(0, 38));
    assertThat(state("华东/three")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(pairs(0, 60));
    drop("华北/four", union(pairs(20, 38), pairs(39, 60)));
    assertThat(state("华北/four")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(union(pairs(0, 38), pairs(39, 60)));
  }

  private static Predicate<Path> named(String name) {
    return file -> file.getFileName().toString().equals(name);
  }
}
