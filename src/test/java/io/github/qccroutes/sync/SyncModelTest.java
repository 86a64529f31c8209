package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.RowFault;
import io.github.qccroutes.store.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * Random histories of lists, of files that assign and cancel, and of a provider that fails, beside
 * a model of them in sets: at rest the provider has what the model has.
 */
@Tag("full")
class SyncModelTest extends DroppedLists {
  private static final List<String> SCOPES = List.of("default", "华东", "华北");
  private static final int LOGINS = 3;
  private static final int MOST = 14;
  private static final int STEPS = 9;

  /** What is known of one list that was carried out or is held. */
  private static final class Scope {
    final Set<String> wanted = new LinkedHashSet<>();
    int before = -1;
  }

  private final Map<String, Scope> scopes = new LinkedHashMap<>();
  private final Set<String> has = new LinkedHashSet<>();
  private final List<String> history = new ArrayList<>();
  private Random random = new Random(0);
  private int files;

  @Property(tries = 3, shrinking = ShrinkingMode.OFF)
  void theProviderHasWhatTheModelHas(@ForAll long seed) {
    random = new Random(seed);
    has.clear();
    history.clear();
    files = 0;
    start(Dialect.SQLITE);
    try {
      SCOPES.forEach(scope -> scopes.put(scope, new Scope()));
      for (int step = 0; step < STEPS; step++) {
        trouble();
        switch (random.nextInt(6)) {
          case 0 -> byHand("assign");
          case 1 -> byHand("cancel");
          default -> list(SCOPES.get(random.nextInt(SCOPES.size())));
        }
        calm();
        node.awaitRest();
        assertThat(watched()).as("%d: %s", seed, String.join("\n", history)).isEqualTo(has);
      }
    } finally {
      node.giveBack();
      node = null;
    }
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

  private void byHand(String folder) {
    Set<String> pairs = drawn(1 + random.nextInt(5));
    String name = folder + ++files;
    history.add(folder + " " + pairs);
    if (folder.equals("assign")) {
      assign(name, pairs);
      has.addAll(pairs);
    } else {
      cancel(name, pairs);
      has.removeAll(pairs);
    }
  }

  private void list(String scopeName) {
    Scope scope = scopes.get(scopeName);
    Set<String> list = next(scope);
    Set<String> adds = without(list, has);
    Set<String> cancels =
        without(scope.wanted, list).stream()
            .filter(has::contains)
            .filter(pair -> nobodyElseWants(scopeName, pair))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    boolean isHeld = isHeld(scope, list, cancels);
    String name = (scopeName.equals("default") ? "" : scopeName + "/") + "list" + ++files;
    history.add(name + " " + list + " +" + adds + " -" + cancels + (isHeld ? " HELD" : ""));

    drop(name, list);
    if (isHeld) {
      held(name);
      TestNode.eventually(() -> assertThat(watched()).containsAll(adds));
      node.awaitRest();
      has.addAll(adds);
      scope.wanted.addAll(adds);
      assertThat(watched()).isEqualTo(has);
      if (random.nextBoolean()) {
        history.add("given up");
        assertThat(runs().reject(id(name))).isTrue();
        return;
      }
      assertThat(release(name)).isTrue();
    }
    assertThat(state(name)).as(String.join("\n", history)).isEqualTo("DONE");
    assertThat(((Number) run(name).get("cancels")).intValue())
        .as(String.join("\n", history))
        .isEqualTo(cancels.size());
    has.addAll(adds);
    has.removeAll(cancels);
    scope.wanted.clear();
    scope.wanted.addAll(list);
    scope.before = list.size();
  }

  /** What the guards make of a list with its number of rows. */
  private static boolean isHeld(Scope scope, Set<String> list, Set<String> cancels) {
    boolean many = cancels.size() > 5 && cancels.size() * 100 > scope.wanted.size() * 5;
    boolean emptied =
        cancels.stream()
            .map(pair -> pair.split(",", -1)[0])
            .anyMatch(login -> list.stream().noneMatch(pair -> pair.startsWith(login)));
    boolean shrank = scope.before >= 0 && list.size() * 100 < scope.before * 80;
    return many || emptied || shrank;
  }

  private boolean nobodyElseWants(String scopeName, String pair) {
    Predicate<Map.Entry<String, Scope>> wants = each -> each.getValue().wanted.contains(pair);
    return scopes.entrySet().stream()
        .filter(each -> !each.getKey().equals(scopeName))
        .noneMatch(wants);
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
    Set<String> drawn = new HashSet<>();
    IntStream.range(0, count)
        .forEach(n -> drawn.add(pair(random.nextInt(LOGINS), random.nextInt(12))));
    return drawn;
  }
}
