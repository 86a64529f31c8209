package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Quota snapshots, each with all modules. */
final class QuotaWalk extends FailpointWalk {
  private static final int MODULES = 3;

  private long before;

  QuotaWalk(Path folder, String databaseUrl) {
    super(folder, databaseUrl);
    installation.with("QCC_QUOTA_CRON", "* * * * * ?");
  }

  @Override
  List<String> routes() {
    return List.of("api", "quota");
  }

  @Override
  List<String> walked() {
    return List.of("quota");
  }

  @Override
  Map<String, String> unreached() {
    return Map.of("pick-module", "no shipped route asks quota-remaining");
  }

  @Override
  Set<String> sample() {
    return Set.of("insert-snapshot", "mark-low");
  }

  @Override
  Stream<Kill> within(boolean all) {
    return all
        ? Kill.each("commit:quota_snapshot", records.isSqlite() ? 2 : 1, USUAL).stream()
        : Stream.of();
  }

  @Override
  void work(String course) {
    if (course.equals("mark-low")) {
      provider.quota().set("radar_id", 100, 99, 50);
    }
  }

  @Override
  void calm() {
    super.calm();
    provider.quota().set("radar_id", 1_000, 0, 50);
    before = count("quota_snapshot");
  }

  @Override
  boolean isDone() {
    return count("quota_snapshot") > before && count("quota_low") == 0;
  }

  @Override
  void check() {
    assertThat(count("(select taken_at from quota_snapshot group by taken_at) as taken") * MODULES)
        .as("a row a module and time")
        .isEqualTo(count("quota_snapshot"));
  }
}
