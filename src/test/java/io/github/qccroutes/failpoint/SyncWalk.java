package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.AllocationCalls.Assignment;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whole lists of one scope, one a round, of which each takes some companies up and gives some up.
 */
final class SyncWalk extends FailpointWalk {
  private static final String LOGIN = "13800000001";
  private static final int LINES = 30;
  private static final int CHANGES = 2;

  private int start;
  private int broken;

  SyncWalk(Path folder, String databaseUrl) {
    super(folder, databaseUrl);
    installation
        .with("QCC_SYNC_POLL_MS", "100")
        .with("QCC_ASSIGNMENTS_POLL_MS", "100")
        .with("QCC_SYNC_MAX_CANCEL_PERCENT", "100")
        .with("QCC_ASSIGNMENTS_QUOTA_CHECK", "false")
        .with("QCC_ASSIGNMENTS_ADMIN_LOGINS", "none");
    provider.quota().set("radar_id", 100_000, 0, 50);
    provider
        .allocation()
        .know(IntStream.range(0, 5_000).mapToObj(Company::sample).toArray(Company[]::new));
  }

  @Override
  List<String> routes() {
    return List.of("api", "assignments", "quota", "sync");
  }

  @Override
  List<String> walked() {
    return List.of("sync");
  }

  @Override
  Map<String, String> unreached() {
    return Map.of(
        "sync-move-file",
        "only when a node died before it moved a file: other kills bring that about",
        "sync-plan-anew",
        "only when another job settles a pair between two statements",
        "sync-ask-database",
        "no database gives lists here",
        "take-source-turn",
        "no database gives lists here",
        "sync-source-warn-of-database",
        "no database gives lists here");
  }

  @Override
  Set<String> sample() {
    return Set.of(
        "sync-load-lines",
        "sync-accept-run",
        "sync-move-loaded-file",
        "sync-supersede-runs",
        "sync-find-changes",
        "sync-hold-run",
        "sync-make-jobs",
        "sync-postpone-run",
        "sync-reject-file",
        "sync-write-result");
  }

  @Override
  Stream<Kill> within(boolean all) {
    if (!all) {
      return Stream.of(
          new Kill("commit:watch_claim", USUAL),
          new Kill("commit:watch_pair", USUAL),
          new Kill("move#2", "sync-hold-run"));
    }
    return Stream.of(
            Kill.each("move", 3, USUAL),
            Kill.each("move", 3, "sync-hold-run"),
            Kill.each("move", 2, "sync-reject-file"),
            Kill.each("commit:watch_claim", 2, USUAL),
            Kill.each("commit:watch_pair", 2, USUAL),
            Kill.each("commit:sync_run", records.isSqlite() ? 8 : 1, USUAL),
            Kill.each("commit:sync_change", records.isSqlite() ? 3 : 1, USUAL))
        .flatMap(List::stream);
  }

  @Override
  String fault(String course) {
    return switch (course) {
      case "sync-say-file-trouble" -> "sync-open-file" + NO_DISK;
      case "sync-file-warn-of-database" -> "sync-find-or-make-run" + NO_DATABASE;
      case "sync-say-unexpected-file" -> "sync-find-or-make-run" + UNEXPECTED;
      case "sync-postpone-run" -> "sync-find-changes" + UNEXPECTED;
      default -> "";
    };
  }

  @Override
  void work(String course) throws IOException {
    if (course.equals("sync-reject-file")) {
      drop("loginName,keyWord\n" + lines() + "#END,1\n");
      broken++;
      return;
    }
    start += CHANGES;
    // A line that nobody can read holds a list.
    String invalid = course.equals("sync-hold-run") ? "1380,?\n" : "";
    int rows = LINES + (invalid.isEmpty() ? 0 : 1);
    drop("loginName,keyWord\n" + lines() + invalid + "#END," + rows + "\n");
  }

  private String lines() {
    return IntStream.range(start, start + LINES)
        .mapToObj(n -> LOGIN + "," + Company.sample(n).name() + "\n")
        .collect(Collectors.joining());
  }

  /** A file that is there when the next node starts. */
  private void drop(String text) throws IOException {
    Path part = folder.resolve("part");
    Files.writeString(part, text);
    Path target = folder.resolve("data/inbox/sync/名单" + rounds + ".csv");
    Files.createDirectories(target.getParent());
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** All is well again, time has passed, and the operator has said that a held list is meant. */
  @Override
  void calm() {
    super.calm();
    goOn();
    change("update sync_run set next_look_at = null where next_look_at is not null");
    change("update assignment_job set next_look_at = null where next_look_at is not null");
  }

  private void goOn() {
    change("update sync_run set state = 'PLANNED', next_look_at = null where state = 'HELD'");
  }

  @Override
  boolean isDone() throws IOException {
    goOn();
    return files("inbox", ".csv").isEmpty()
        && count(
                "sync_run where state in ('LOADING', 'PLANNED', 'HELD', 'RUNNING')"
                    + " or moved_at is null and state not in ('REJECTED', 'SUPERSEDED')")
            == 0
        && count("assignment_job where finished_at is null") == 0;
  }

  @Override
  void check() throws IOException {
    assertThat(provider.allocation().assignments())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(start, start + LINES)
                .mapToObj(n -> new Assignment(LOGIN, Company.sample(n).keyNo()))
                .toList());
    assertThat(provider.ledger().maxInFlight()).isLessThanOrEqualTo(5);
    assertThat(count("sync_run where state = 'INCOMPLETE'")).isZero();
    assertThat(count("watch_pair where state = 'WATCHED'")).isEqualTo(LINES);
    assertThat(count("watch_claim")).isEqualTo(LINES);
    assertThat(files("rejected", ".why.txt")).hasSize(broken);
    // No company is taken up twice, or given up twice: a window that moves never comes back.
    assertThat(
            provider.ledger().allocations().stream()
                .filter(Ledger.Allocation::changed)
                .map(each -> each.change() + each.keyNo()))
        .doesNotHaveDuplicates();
  }
}
