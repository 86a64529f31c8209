package io.github.qccroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.store.Dialect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/**
 * A node on the routes of whole lists, the lists that are dropped there, and what the provider then
 * has. A pair is written {@code login,company}.
 */
abstract class DroppedLists {
  static final int COMPANIES = 3000;
  private static final List<String> FOLDERS = List.of("api", "quota", "assignments", "sync");
  private static final String[] SETTINGS = {
    "qcc.assignments.poll-ms", "50",
    "qcc.sync.poll-ms", "50",
    "qcc.assignments.quota-check", "false"
  };
  private static final String[] NO_ADMINS = {"qcc.assignments.admin-logins", "none"};
  private static final Map<String, String> NAMES =
      IntStream.range(0, COMPANIES)
          .mapToObj(Company::sample)
          .collect(Collectors.toMap(Company::keyNo, Company::name));

  TestNode node;

  @AfterEach
  final void end() {
    if (node != null) {
      node.giveBack();
    }
  }

  /** Takes a node of an account that has no admin logins. */
  void start(Dialect dialect, String... others) {
    startWith(dialect, all(NO_ADMINS, others));
  }

  /** Takes a node that is told about admin logins by these settings or not at all. */
  void startWith(Dialect dialect, String... others) {
    node = TestNode.shared(dialect, FOLDERS, all(SETTINGS, others));
    furnish(node.plan());
  }

  static TestNode.Plan plan(Dialect dialect) {
    TestNode.Plan plan =
        TestNode.on(dialect).only(FOLDERS.toArray(String[]::new)).with(SETTINGS).with(NO_ADMINS);
    furnish(plan);
    return plan;
  }

  private static void furnish(TestNode.Plan plan) {
    plan.provider().quota().set("radar_id", 50_000, 0, 5_000);
    plan.provider()
        .allocation()
        .know(IntStream.range(0, COMPANIES).mapToObj(Company::sample).toArray(Company[]::new));
  }

  private static String[] all(String[] some, String[] others) {
    String[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return all;
  }

  static String login(int n) {
    return "138%08d".formatted(n);
  }

  static String company(int n) {
    return Company.sample(n).name();
  }

  static String pair(int login, int company) {
    return login(login) + "," + company(company);
  }

  /** Pairs of seven logins with the sample companies of these numbers. */
  static Set<String> pairs(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(n -> pair(n % 7, n))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static Set<String> union(Collection<String> one, Collection<String> other) {
    Set<String> both = new LinkedHashSet<>(one);
    both.addAll(other);
    return both;
  }

  static Set<String> without(Collection<String> all, Collection<String> some) {
    Set<String> rest = new LinkedHashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /** A list without its number of rows. */
  static String csv(Collection<String> pairs) {
    return "loginName,keyWord\n" + String.join("\n", pairs) + "\n";
  }

  /** A list that says how long it is. */
  static String ended(Collection<String> pairs) {
    return csv(pairs) + "#END," + pairs.size() + "\n";
  }

  /** Drops a whole list: {@code <name>} or {@code <scope>/<name>}. */
  void drop(String name, Collection<String> pairs) {
    node.drop("sync/" + name + ".csv", ended(pairs));
  }

  /** Drops a list that does not say how long it is. */
  void dropWithoutEnd(String name, Collection<String> pairs) {
    node.drop("sync/" + name + ".csv", csv(pairs));
  }

  /** Drops a list and waits until it is carried out. */
  void carryOut(String name, Collection<String> pairs) {
    drop(name, pairs);
    assertThat(state(name)).isEqualTo("DONE");
  }

  /** The state of a list, once it is finished. */
  Object state(String name) {
    TestNode.eventually(
        () -> assertThat(run(name)).extractingByKey("finished_at").as(name).isNotNull());
    return run(name).get("state");
  }

  /** What holds a list, once it is held. */
  String held(String name) {
    TestNode.eventually(() -> assertThat(run(name)).as(name).containsEntry("state", "HELD"));
    return String.valueOf(run(name).get("held_check"));
  }

  /** Why a list was refused, once it lies in {@code rejected}. */
  String refusal(String fileName) {
    Predicate<Path> why = file -> file.getFileName().toString().equals(fileName + ".why.txt");
    TestNode.eventually(() -> assertThat(node.files("rejected/sync")).anyMatch(why));
    Path file = node.files("rejected/sync").stream().filter(why).findFirst().orElseThrow();
    return node.text(node.data().relativize(file).toString());
  }

  boolean release(String name) {
    return runs().release(id(name));
  }

  SyncRuns runs() {
    return new SyncRuns(node.application().database());
  }

  /** Lists as a command reads them beside the node. */
  SyncLists lists() {
    return new SyncLists(
        node.application().database(),
        node.plan().load(Map.of("qcc.data-dir", node.data().toString())),
        node.data().resolve("tmp"));
  }

  long id(String name) {
    return ((Number) run(name).get("id")).longValue();
  }

  /** The row of the newest list of that name, {@code <name>} or {@code <scope>/<name>}. */
  Map<String, Object> run(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    String folder =
        name.contains("/") ? "sync/" + name.substring(0, name.lastIndexOf('/')) : "sync";
    return node
        .sql()
        .sql(
            "select * from sync_run where folder = :folder and file_name like :file order by id desc")
        .param("folder", folder)
        .param("file", file + ".%")
        .query()
        .listOfRows()
        .stream()
        .findFirst()
        .orElse(Map.of());
  }

  /** The file of a list that was carried out, such as {@code result.csv}. */
  String answer(String name, String ending) {
    Map<String, Object> run = run(name);
    String file = name.substring(name.lastIndexOf('/') + 1);
    return node.text("results/sync/" + file + "-s" + run.get("id") + "." + ending);
  }

  /** Drops a file for ordinary jobs and waits until its job is finished. */
  void assign(String name, Collection<String> pairs) {
    work("assign", name, pairs);
  }

  void cancel(String name, Collection<String> pairs) {
    work("cancel", name, pairs);
  }

  private void work(String folder, String name, Collection<String> pairs) {
    node.drop(folder + "/" + name + ".csv", csv(pairs));
    TestNode.eventually(
        () ->
            assertThat(
                    node.sql()
                        .sql(
                            "select count(*) from assignment_job where file_name = :name and"
                                + " finished_at is not null")
                        .param("name", name + ".csv")
                        .query(Long.class)
                        .single())
                .isEqualTo(1));
  }

  /** Pairs that the provider has and that a scope claims, without a list of its own. */
  void adopt(String scope, Collection<String> pairs) {
    try {
      Path file = node.write("adopted.csv", ended(pairs).getBytes(StandardCharsets.UTF_8));
      lists().adopt(file, scope);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the provider has, by the names of companies. */
  Set<String> watched() {
    return node.provider().allocation().assignments().stream()
        .map(each -> each.login() + "," + NAMES.get(each.keyNo()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Has all cancels wait until the provider is well again. */
  void refuseCancels() {
    Fault busy = Fault.httpStatus(503, "busy");
    node.provider().faults().always(AllocationCalls.CANCEL_COMPANIES, busy);
    node.provider().faults().always(AllocationCalls.CANCEL_USERS, busy);
  }

  /** The calls that assign and cancel. */
  long calls() {
    return node.ledger().calls().stream()
        .filter(call -> call.path().startsWith("/radar_ext/batch"))
        .count();
  }
}
