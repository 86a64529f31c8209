package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.QuotaCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Dropped files of companies, one a round. */
final class AssignmentWalk extends FailpointWalk {
  private static final String LOGIN = "13800000001";
  private static final int LINES = 3;

  private final Set<Integer> broken = new HashSet<>();
  private long inFlight;

  AssignmentWalk(Path folder, String databaseUrl) {
    super(folder, databaseUrl);
    installation
        .with("QCC_ASSIGNMENTS_POLL_MS", "100")
        .with("QCC_ASSIGNMENTS_ADMIN_LOGINS", "none");
    provider
        .allocation()
        .know(IntStream.range(0, 1_000).mapToObj(Company::sample).toArray(Company[]::new));
  }

  @Override
  List<String> routes() {
    return List.of("api", "assignments", "quota");
  }

  @Override
  List<String> walked() {
    return List.of("assignments");
  }

  @Override
  Map<String, String> unreached() {
    return Map.of(
        "assignment-move-file",
        "only when a node died before it moved a file: other kills bring that about");
  }

  @Override
  Set<String> sample() {
    return Set.of(
        "assignment-load-lines",
        "assignment-accept-job",
        "assignment-move-loaded-file",
        "assignment-check-job",
        "assignment-write-calls",
        "assignment-settle-call",
        "assignment-write-results",
        "assignment-refuse-call",
        "assignment-stop-job",
        "assignment-postpone-call",
        "assignment-retry-call");
  }

  @Override
  Stream<Kill> within(boolean all) {
    if (!all) {
      return Stream.of(
          new Kill("commit:assignment_item#2", USUAL),
          new Kill("commit:assignment_call#3", USUAL),
          new Kill("commit:api_hold", "assignment-stop-job"),
          new Kill("move#2", "assignment-hold-job"),
          new Kill("move#2", "assignment-reject-file"));
    }
    List<Kill> kills = new ArrayList<>();
    kills.addAll(Kill.each("move", 3, USUAL));
    kills.addAll(Kill.each("move", 2, "assignment-stop-job"));
    kills.addAll(Kill.each("move", 2, "assignment-hold-job"));
    kills.addAll(Kill.each("move", 2, "assignment-reject-file"));
    if (records.isSqlite()) {
      kills.addAll(Kill.each("commit:assignment_job", 10, USUAL));
      kills.addAll(Kill.each("commit:assignment_item", 4, USUAL));
      kills.addAll(Kill.each("commit:assignment_call", 4, USUAL));
      kills.addAll(Kill.each("commit:assignment_call", 3, "assignment-refuse-call"));
      kills.addAll(Kill.each("commit:api_hold", 1, "assignment-stop-job"));
    } else {
      kills.addAll(Kill.each("commit:assignment_call", 2, USUAL));
      kills.addAll(Kill.each("commit:assignment_item", 1, USUAL));
      kills.addAll(Kill.each("commit:assignment_call", 2, "assignment-refuse-call"));
    }
    return kills.stream();
  }

  @Override
  String fault(String course) {
    return switch (course) {
      case "assignment-say-file-trouble" -> "assignment-open-file" + NO_DISK;
      case "assignment-file-warn-of-database" -> "assignment-find-or-make-job" + NO_DATABASE;
      case "assignment-postpone-unexpected-job" -> "assignment-check-job" + UNEXPECTED;
      case "assignment-retry-call" -> "assignment-lay-out-call" + UNEXPECTED;
      case "assignment-say-unexpected-file" -> "assignment-find-or-make-job" + UNEXPECTED;
      default -> "";
    };
  }

  @Override
  void work(String course) throws IOException {
    switch (course) {
      case "assignment-open-file" -> drop("cancel/" + LOGIN + "/名单" + rounds + ".txt");
      case "assignment-reject-file" -> {
        // pairs without a header
        drop("assign/名单" + rounds + ".csv");
        broken.add(rounds);
      }
      default -> drop("assign/" + LOGIN + "/名单" + rounds + ".txt");
    }
    Faults faults = provider.faults();
    String add = AllocationCalls.ADD_COMPANIES;
    switch (course) {
      case "assignment-hold-job" -> provider.quota().set("radar_id", 10, 9, 50);
      case "assignment-postpone-job" ->
          faults.next(QuotaCalls.GET_QUOTA, 3, Fault.httpStatus(503, "down"));
      case "assignment-refuse-call" -> faults.next(add, Fault.envelope("215", "不支持的查询关键字"));
      case "assignment-stop-job" -> faults.next(add, Fault.envelope("112", "当前账户购买额度已用完"));
      case "assignment-postpone-call" -> faults.next(add, Fault.httpStatus(503, "down"));
      default -> {}
    }
  }

  /** A file that is there when the next node starts. */
  private void drop(String name) throws IOException {
    Path part = folder.resolve("part");
    Files.writeString(
        part,
        IntStream.range(LINES * rounds, LINES * (rounds + 1))
            .mapToObj(n -> Company.sample(n).name() + "\n")
            .collect(Collectors.joining()));
    Path target = folder.resolve("data/inbox").resolve(name);
    Files.createDirectories(target.getParent());
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  void killed() {
    inFlight += count("assignment_call where state = 'SENDING'");
  }

  /** All is well again, and time has passed. */
  @Override
  void calm() {
    super.calm();
    provider.quota().set("radar_id", 100_000, 0, 50);
    change("update assignment_job set next_look_at = null where state <> 'HELD'");
    change(
        "update assignment_job set next_look_at = '2026-01-05T00:00:00.000Z'"
            + " where state = 'HELD' and next_look_at is not null");
  }

  @Override
  boolean isDone() throws IOException {
    return seen("inbox").isEmpty()
        && count(
                "assignment_job where moved_at is null and state <> 'REJECTED'"
                    + " or state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING')")
            == 0;
  }

  @Override
  void check() throws IOException {
    assertThat(count("assignment_job where state = 'INCOMPLETE'")).isZero();
    assertThat(provider.ledger().maxInFlight()).isLessThanOrEqualTo(5);
    long carriedOut =
        provider.ledger().calls().stream()
            .filter(call -> call.path().startsWith("/radar_ext/batch") && call.effect())
            .count();
    long calls = count("assignment_call where state = 'DONE'");
    assertThat(carriedOut)
        .as("calls, of which at most %d are repeated", inFlight)
        .isBetween(calls, calls + inFlight);
    int whole = rounds - broken.size();
    assertThat(seen("rejected")).as("broken files with the reason").hasSize(2 * broken.size());
    assertThat(seen("done")).hasSize(whole);
    List<Path> results = seen("results");
    assertThat(results).hasSize(whole).allMatch(file -> file.toString().endsWith(".result.csv"));
    for (int n = 0; n < rounds; n++) {
      if (!broken.contains(n)) {
        checkResult(results, n);
      }
    }
    assertThat(count("assignment_item")).isEqualTo((long) LINES * whole);
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

  /** What people see of a folder. */
  private List<Path> seen(String where) throws IOException {
    return files(where, "").stream()
        .filter(file -> !file.getFileName().toString().startsWith("."))
        .toList();
  }
}
