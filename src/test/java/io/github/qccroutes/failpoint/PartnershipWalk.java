package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Partnership;
import io.github.qccroutes.sandbox.PartnershipCalls;
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

/** Lists of companies, one a round. */
final class PartnershipWalk extends FailpointWalk {
  private static final int FEW = 23;

  /** So many that refusals alone fill a first look at them. */
  private static final int MANY = 120;

  private static final String REFUSED = "215";

  private final Set<Ledger.Pair> wanted = new HashSet<>();
  private int broken;
  private int lists;
  private int names;
  private long relations;

  PartnershipWalk(Path folder, String databaseUrl) {
    super(folder, databaseUrl);
    installation.with("QCC_PARTNERSHIPS_POLL_MS", "100");
    provider
        .partnerships()
        .relate(
            IntStream.range(0, 5_000)
                .mapToObj(n -> Partnership.sample(n, name(n), name(n + 1)))
                .toArray(Partnership[]::new));
  }

  @Override
  List<String> routes() {
    return List.of("api", "partnerships");
  }

  @Override
  List<String> walked() {
    return List.of("partnerships");
  }

  @Override
  Map<String, String> unreached() {
    return Map.of(
        "partnership-move-file",
        "only when a node died before it moved a file: other kills bring that about");
  }

  @Override
  Set<String> sample() {
    return Set.of(
        "partnership-load-lines",
        "partnership-move-loaded-file",
        "partnership-write-calls",
        "partnership-settle-call",
        "partnership-write-results",
        "partnership-stop-job",
        "partnership-refuse-call");
  }

  @Override
  Stream<Kill> within(boolean all) {
    if (!all) {
      return Stream.of(new Kill("move#2", USUAL), new Kill("commit:partnership_relation", USUAL));
    }
    List<Kill> kills = new ArrayList<>();
    kills.addAll(Kill.each("move", 2, USUAL));
    kills.addAll(Kill.each("move", 2, "partnership-reject-file"));
    kills.addAll(Kill.each("commit:partnership_relation", 1, USUAL));
    kills.addAll(Kill.each("commit:partnership_finding", 1, USUAL));
    if (records.isSqlite()) {
      kills.addAll(Kill.each("commit:partnership_job", 8, USUAL));
      kills.addAll(Kill.each("commit:partnership_item", 2, USUAL));
      kills.addAll(Kill.each("commit:partnership_call", 4, USUAL));
    } else {
      kills.addAll(Kill.each("commit:partnership_call", 2, USUAL));
    }
    return kills.stream();
  }

  @Override
  String fault(String course) {
    return switch (course) {
      case "partnership-file-warn-of-database" -> "partnership-find-or-make-job" + NO_DATABASE;
      case "partnership-say-file-trouble" -> "partnership-find-or-make-job" + NO_DISK;
      case "partnership-postpone-unexpected-job" -> "partnership-check-job" + UNEXPECTED;
      case "partnership-say-unexpected-file" -> "partnership-find-or-make-job" + UNEXPECTED;
      case "partnership-retry-call" -> "partnership-lay-out-call" + UNEXPECTED;
      default -> "";
    };
  }

  @Override
  void work(String course) throws IOException {
    if (course.equals("partnership-hold-refused-job")) {
      // What is refused then must not be names of other lists.
      finish();
    }
    drop(course.equals("partnership-hold-refused-job") ? MANY : FEW);
    Faults faults = provider.faults();
    String find = PartnershipCalls.FIND;
    switch (course) {
      case "partnership-reject-file" -> {
        Files.writeString(inbox().resolve("坏" + rounds + ".xlsx"), "no workbook");
        broken++;
      }
      case "partnership-hold-job" -> installation.with("QCC_PARTNERSHIPS_MAX_CALLS", "1");
      case "partnership-hold-refused-job" ->
          faults.always(find, Fault.envelope(REFUSED, "不支持的查询关键字"));
      case "partnership-refuse-call" -> faults.next(find, Fault.envelope(REFUSED, "不支持的查询关键字"));
      case "partnership-stop-job" -> faults.next(find, Fault.envelope("112", "余额不足"));
      case "partnership-postpone-call" -> faults.next(find, Fault.httpStatus(503, "busy"));
      default -> {}
    }
  }

  private void drop(int count) throws IOException {
    int first = names;
    names += count + 7;
    for (int i = first; i < first + count; i++) {
      for (int j = i + 1; j < first + count; j++) {
        wanted.add(Ledger.Pair.of(name(i), name(j)));
      }
    }
    relations += count - 1;
    lists++;
    Path part = folder.resolve("part");
    Files.writeString(
        part,
        IntStream.range(first, first + count)
            .mapToObj(n -> name(n) + "\n")
            .collect(Collectors.joining()));
    Files.move(part, inbox().resolve("客户" + rounds + ".txt"), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path inbox() throws IOException {
    return Files.createDirectories(folder.resolve("data/inbox/partnerships"));
  }

  @Override
  void calm() {
    super.calm();
    installation.with("QCC_PARTNERSHIPS_MAX_CALLS", "1000");
    goOn();
    change("update partnership_job set next_look_at = null where next_look_at is not null");
  }

  /** The operator's word. */
  private void goOn() {
    change("update partnership_job set state = 'ACCEPTED' where state = 'HELD'");
  }

  @Override
  boolean isDone() {
    goOn();
    return count("partnership_job where state = 'DONE' and moved_at is not null") == lists;
  }

  @Override
  void check() throws IOException {
    assertThat(provider.ledger().pairsAsked()).containsAll(wanted);
    assertThat(count("partnership_job where state <> 'REJECTED'")).isEqualTo(lists);
    assertThat(count("partnership_relation")).isEqualTo(relations);
    assertThat(files("rejected", ".why.txt")).hasSize(broken);
    List<Path> results = files("results/partnerships", ".result.csv");
    assertThat(results).hasSize(lists);
    long told = 0;
    for (Path result : results) {
      List<String> lines = Files.readAllLines(result);
      assertThat(lines).as("%s", result).doesNotHaveDuplicates();
      told += lines.size() - 1;
    }
    assertThat(told).isEqualTo(relations);
  }

  private static String name(int n) {
    return Company.sample(n).name();
  }
}
