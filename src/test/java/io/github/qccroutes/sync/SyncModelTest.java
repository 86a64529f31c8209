package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.RowFault;
import io.github.qccroutes.store.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * Random histories of lists, of files that assign and cancel, of a provider that fails and refuses,
 * and of nodes that are killed, beside a model of them in sets: at rest the provider has what the
 * model has.
 *
 * <p>A line is {@code login,keyword}; a pair is {@code login,company}, by the company's name. Lines
 * call a company by its name or its credit code, both of which answers have told before.
 */
@Tag("full")
class SyncModelTest extends DroppedLists {
  private static final List<String> SCOPES = List.of("default", "华东", "华北");
  private static final int LOGINS = 3;
  private static final int NUMBERS = 12;
  private static final int MOST = 14;
  private static final int STEPS = 9;

  /** Companies that the provider does not know. */
  private static final List<String> STRANGERS = List.of("没有登记的公司甲", "没有登记的公司乙");

  private static final Map<String, String> NAMES =
      IntStream.range(0, NUMBERS)
          .mapToObj(Company::sample)
          .collect(Collectors.toMap(Company::creditCode, Company::name));

  /** What one scope claims. */
  private static final class Scope {
    /** Lines of its newest list, and what a list that was held has added. */
    final Set<String> wanted = new LinkedHashSet<>();

    /** Lines among them that the provider has refused for good. */
    final Set<String> refused = new HashSet<>();

    /** Pairs that were given up and are watched all the same, since they may be meant. */
    final Set<String> keptBack = new LinkedHashSet<>();

    int before = -1;
  }

  /**
   * What a list comes to.
   *
   * @param adds lines that are sent
   * @param cancels pairs
   * @param keptBack pairs that it gives up and that are not cancelled
   */
  private record Changes(Set<String> adds, Set<String> cancels, Set<String> keptBack) {}

  private final Map<String, Scope> scopes = new LinkedHashMap<>();
  private final Set<String> has = new LinkedHashSet<>();

  /** The keywords under which each pair was ever sent. */
  private final Map<String, Set<String>> keywords = new HashMap<>();

  private final List<String> history = new ArrayList<>();
  private Random random = new Random(0);
  private int files;

  @Property(tries = 4, shrinking = ShrinkingMode.OFF)
  void theProviderHasWhatTheModelHas(@ForAll long seed) {
    random = new Random(seed);
    has.clear();
    keywords.clear();
    history.clear();
    files = 0;
    TestNode.Plan plan = plan(Dialect.SQLITE);
    node = plan.with("qcc.data-dir", plan.folder().resolve("data").toString()).start();
    try {
      SCOPES.forEach(scope -> scopes.put(scope, new Scope()));
      tellKeywords();
      for (int step = 0; step < STEPS; step++) {
        trouble();
        switch (random.nextInt(6)) {
          case 0 -> byHand("assign");
          case 1 -> byHand("cancel");
          default -> list(SCOPES.get(random.nextInt(SCOPES.size())));
        }
        calm();
        rest();
        assertThat(watched()).as("%d: %s", seed, String.join("\n", history)).isEqualTo(has);
      }
    } finally {
      node.giveBack();
      node = null;
    }
  }

  /** One login and all keywords: its answers tell which company each means. */
  private void tellKeywords() {
    Set<String> all = new LinkedHashSet<>();
    NAMES.forEach(
        (code, name) ->
            all.addAll(List.of(login(LOGINS) + "," + code, login(LOGINS) + "," + name)));
    assign("all", all);
    cancel("none", all);
    assertThat(node.count("watch_company")).isEqualTo(2L * NUMBERS);
  }

  /** Failures that pass by themselves. */
  private void trouble() {
    Fault fault =
        switch (random.nextInt(6)) {
          case 0 -> Fault.httpStatus(503, "busy");
          case 1 -> Fault.resetAfterEffect();
          case 2 -> Fault.cutText();
          default -> null;
        };
    if (fault != null) {
      history.add("once " + fault);
      node.provider().faults().next(AllocationCalls.ADD_COMPANIES, fault);
      node.provider().faults().next(AllocationCalls.CANCEL_COMPANIES, fault);
    }
    if (random.nextInt(4) == 0) {
      node.provider().allocation().nextRow(Faults.ANY, Faults.ANY, RowFault.omitted());
    }
    node.provider().allocation().shuffleRows(random.nextBoolean());
  }

  private void calm() {
    node.provider().faults().clear();
    node.provider().allocation().clearRows();
  }

  /** Waits until nothing is left but lists that are held. */
  private void rest() {
    TestNode.eventually(
        () -> {
          assertThat(node.count("assignment_job where finished_at is null")).isZero();
          assertThat(node.count("sync_run where state in ('LOADING', 'PLANNED', 'RUNNING')"))
              .isZero();
        });
    node.awaitRest();
  }

  private void byHand(String folder) {
    Set<String> lines = drawn(1 + random.nextInt(5));
    String name = folder + ++files;
    history.add(folder + " " + lines);
    if (folder.equals("assign")) {
      assign(name, lines);
      sent(lines);
    } else {
      cancel(name, lines);
      note(lines);
      has.removeAll(pairs(lines));
    }
  }

  private void list(String scopeName) {
    Scope scope = scopes.get(scopeName);
    Set<String> list = next(scope);
    Changes changes = changes(scope, list);
    boolean isHeld = isHeld(scope, list, changes.cancels());
    String name = (scopeName.equals("default") ? "" : scopeName + "/") + "list" + ++files;
    history.add(name + " " + list + " " + changes + (isHeld ? " HELD" : ""));

    if (random.nextInt(4) == 0) {
      dropAndKill(name, list);
    } else {
      drop(name, list);
    }
    if (isHeld) {
      held(name);
      rest();
      scope.wanted.addAll(changes.adds());
      sent(changes.adds());
      assertThat(watched()).as(String.join("\n", history)).isEqualTo(has);
      if (random.nextBoolean()) {
        history.add("given up");
        assertThat(runs().reject(id(name))).isTrue();
        return;
      }
      assertThat(release(name)).isTrue();
    }
    boolean isRefused = changes.adds().stream().anyMatch(SyncModelTest::isOfStranger);
    assertThat(state(name))
        .as(String.join("\n", history))
        .isEqualTo(isRefused ? "INCOMPLETE" : "DONE");
    assertThat(((Number) run(name).get("cancels")).intValue())
        .as(String.join("\n", history))
        .isEqualTo(changes.cancels().size());
    carriedOut(scope, list, changes);
  }

  /** A node of its own begins with the list and is killed at any moment; another one goes on. */
  private void dropAndKill(String name, Set<String> list) {
    int ms = random.nextInt(700);
    history.add("killed after " + ms + " ms");
    node.close();
    drop(name, list);
    try (Program program = node.plan().startProgram()) {
      program.awaitReady();
      program.runFor(Duration.ofMillis(ms));
      program.kill();
    }
    node = node.plan().start();
  }

  private Changes changes(Scope scope, Set<String> list) {
    Set<String> kept = pairs(list);
    Set<String> adds =
        list.stream()
            .filter(line -> !has.contains(pair(line)) && !scope.refused.contains(line))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> cancels = new LinkedHashSet<>();
    Set<String> keptBack = new LinkedHashSet<>();
    for (String pair : without(union(pairs(scope.wanted), scope.keptBack), kept)) {
      if (has.contains(pair) && nobodyElseWants(scope, pair)) {
        (isDoubtful(pair, list) ? keptBack : cancels).add(pair);
      }
    }
    return new Changes(adds, cancels, keptBack);
  }

  /**
   * Whether it is known by its code, and its login keeps a name of which nobody knows the company.
   */
  private boolean isDoubtful(String pair, Set<String> list) {
    return keywords.get(pair).stream().anyMatch(NAMES::containsKey)
        && list.stream().anyMatch(line -> isOfStranger(line) && login(line).equals(login(pair)));
  }

  private void carriedOut(Scope scope, Set<String> list, Changes changes) {
    has.removeAll(changes.cancels());
    scope.wanted.clear();
    scope.wanted.addAll(list);
    scope.refused.retainAll(list);
    sent(changes.adds());
    scope.keptBack.clear();
    scope.keptBack.addAll(changes.keptBack());
    scope.before = list.size();
  }

  /** What is known once the provider has answered lines that assign. */
  private void sent(Collection<String> lines) {
    note(lines);
    for (String line : lines) {
      if (isOfStranger(line)) {
        scopes.values().stream()
            .filter(scope -> scope.wanted.contains(line))
            .forEach(scope -> scope.refused.add(line));
      } else {
        has.add(pair(line));
      }
    }
  }

  private void note(Collection<String> lines) {
    lines.forEach(
        line -> keywords.computeIfAbsent(pair(line), pair -> new HashSet<>()).add(keyword(line)));
  }

  /** What the guards make of a list with its number of rows. */
  private static boolean isHeld(Scope scope, Set<String> list, Set<String> cancels) {
    boolean many = cancels.size() > 5 && cancels.size() * 100 > scope.wanted.size() * 5;
    boolean emptied =
        cancels.stream()
            .map(SyncModelTest::login)
            .anyMatch(login -> list.stream().noneMatch(line -> line.startsWith(login)));
    boolean shrank = scope.before >= 0 && list.size() * 100 < scope.before * 80;
    return many || emptied || shrank;
  }

  private boolean nobodyElseWants(Scope mine, String pair) {
    return scopes.values().stream()
        .filter(other -> other != mine)
        .noneMatch(other -> pairs(other.wanted).contains(pair));
  }

  /** The scope's list with some changes, or another one. */
  private Set<String> next(Scope scope) {
    if (scope.wanted.isEmpty() || random.nextInt(5) == 0) {
      return drawn(1 + random.nextInt(MOST));
    }
    List<String> list = new ArrayList<>(scope.wanted);
    for (int n = random.nextInt(4); n > 0 && list.size() > 1; n--) {
      list.remove(random.nextInt(list.size()));
    }
    Set<String> next = new LinkedHashSet<>(list);
    next.addAll(drawn(random.nextInt(4)));
    return next;
  }

  private Set<String> drawn(int count) {
    Set<String> drawn = new LinkedHashSet<>();
    IntStream.range(0, count)
        .forEach(n -> drawn.add(login(random.nextInt(LOGINS)) + "," + drawnKeyword()));
    return drawn;
  }

  private String drawnKeyword() {
    if (random.nextInt(10) == 0) {
      return STRANGERS.get(random.nextInt(STRANGERS.size()));
    }
    Company company = Company.sample(random.nextInt(NUMBERS));
    return random.nextInt(3) == 0 ? company.creditCode() : company.name();
  }

  private static Set<String> pairs(Collection<String> lines) {
    return lines.stream()
        .map(SyncModelTest::pair)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String pair(String line) {
    return login(line) + "," + NAMES.getOrDefault(keyword(line), keyword(line));
  }

  private static String login(String line) {
    return line.substring(0, line.indexOf(','));
  }

  private static String keyword(String line) {
    return line.substring(line.indexOf(',') + 1);
  }

  private static boolean isOfStranger(String line) {
    return STRANGERS.contains(keyword(line));
  }
}
