package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.store.Dialect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;

/** A whole list becomes the adds and cancels that bring it about, and no others. */
class SyncRouteTest {
  private static final List<String> FOLDERS = List.of("api", "quota", "assignments", "sync");
  private static final String[] SETTINGS = {
    "qcc.assignments.poll-ms", "50",
    "qcc.sync.poll-ms", "50",
    "qcc.assignments.admin-logins", "none",
    "qcc.assignments.quota-check", "false"
  };

  private TestNode node;

  @AfterEach
  void end() {
    node.giveBack();
  }

  private void start(Dialect dialect, String... others) {
    String[] all = Arrays.copyOf(SETTINGS, SETTINGS.length + others.length);
    System.arraycopy(others, 0, all, SETTINGS.length, others.length);
    node = TestNode.shared(dialect, FOLDERS, all);
    node.provider().quota().set("radar_id", 5000, 0, 50);
    node.provider()
        .allocation()
        .know(IntStream.range(0, 1200).mapToObj(Company::sample).toArray(Company[]::new));
  }

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
    assertThat(text("results/sync/second-s2.plan.csv").lines())
        .hasSize(16)
        .filteredOn(line -> line.startsWith("CANCEL,"))
        .hasSize(10);
    assertThat(text("results/sync/second-s2.result.csv").lines())
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
    assertThat(text("results/sync/much-s2.held.txt")).contains("qcc-routes release s2");

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
    node.drop("sync/后.csv", csv(pairs(0, 19)) + "#END,19\n" + line(0) + "\n");
    for (String name : List.of("空", "错", "后")) {
      TestNode.eventually(
          () -> assertThat(node.files("rejected/sync")).anyMatch(named(name + ".csv.why.txt")));
    }
    assertThat(text("rejected/sync/错.csv.why.txt")).contains("20", "19");
    assertThat(watched()).isEqualTo(first);
  }

  @ParameterizedTest
  @EachDatabase
  void leavesWhatAnotherListWants(Dialect dialect) {
    start(dialect);
    drop("华东/one", pairs(0, 40));
    drop("华北/two", pairs(20, 60));
    assertThat(state("one")).isEqualTo("DONE");
    assertThat(state("two")).isEqualTo("DONE");

    drop("华东/three", pairs(0, 38));
    assertThat(state("three")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(pairs(0, 60));
    drop("华北/four", union(pairs(20, 38), pairs(39, 60)));
    assertThat(state("four")).isEqualTo("DONE");
    assertThat(watched()).isEqualTo(union(pairs(0, 38), pairs(39, 60)));
  }

  private static java.util.function.Predicate<Path> named(String name) {
    return file -> file.getFileName().toString().equals(name);
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> both = new LinkedHashSet<>(one);
    both.addAll(other);
    return both;
  }

  private static String login(int n) {
    return "1380000%04d".formatted(n % 7);
  }

  private static String line(int n) {
    return login(n) + "," + Company.sample(n).name();
  }

  /** Pairs of seven logins with the sample companies of these numbers. */
  private static Set<String> pairs(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(SyncRouteTest::line)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String csv(Set<String> pairs) {
    return "loginName,keyWord\n" + String.join("\n", pairs) + "\n";
  }

  private void drop(String name, Set<String> pairs) {
    node.drop("sync/" + name + ".csv", csv(pairs) + "#END," + pairs.size() + "\n");
  }

  /** The state of the run of a list, once it is finished. */
  private Object state(String name) {
    TestNode.eventually(() -> assertThat(run(name).get("finished_at")).isNotNull());
    return run(name).get("state");
  }

  private String held(String name) {
    TestNode.eventually(() -> assertThat(run(name).get("state")).isEqualTo("HELD"));
    return String.valueOf(run(name).get("held_check"));
  }

  private Map<String, Object> run(String name) {
    return node
        .sql()
        .sql("select * from sync_run where file_name = '" + name + ".csv'")
        .query()
        .listOfRows()
        .stream()
        .findFirst()
        .orElse(Map.of());
  }

  private String text(String path) {
    return node.text(path);
  }

  /** What the provider has, by the names of companies. */
  private Set<String> watched() {
    Map<String, String> names =
        IntStream.range(0, 1200)
            .mapToObj(Company::sample)
            .collect(Collectors.toMap(Company::keyNo, Company::name));
    return node.provider().allocation().assignments().stream()
        .map(pair -> pair.login() + "," + names.get(pair.keyNo()))
        .collect(Collectors.toSet());
  }
}
