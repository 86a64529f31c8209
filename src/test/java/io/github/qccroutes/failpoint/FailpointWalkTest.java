package io.github.qccroutes.failpoint;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every flow but the assignments, killed before its steps; see {@link FailpointWalk}. A sample of
 * the steps on SQLite; with {@code -Dqccroutes.failpoints=all} each, and on PostgreSQL too.
 */
@Tag("long")
class FailpointWalkTest {
  private static final String EVERY_STEP = "qccroutes.failpoints";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  /** Prepares a walk in a folder, on a database. */
  private interface Flow extends BiFunction<Path, String, FailpointWalk> {}

  @ParameterizedTest
  @MethodSource("flows")
  void losesAndDoublesNothing(Flow flow) throws IOException {
    flow.apply(folder, "").walk("all".equals(System.getProperty(EVERY_STEP)));
  }

  @ParameterizedTest
  @MethodSource("flows")
  @EnabledIfSystemProperty(named = EVERY_STEP, matches = "all")
  void losesAndDoublesNothingOnPostgresql(Flow flow) throws IOException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      flow.apply(folder, server.getJdbcUrl("postgres", "postgres")).walk(true);
    }
  }

  static Stream<Named<Flow>> flows() {
    return List.of(
            Named.<Flow>of("push", PushWalk::new),
            Named.<Flow>of("reports", ReportWalk::new),
            Named.<Flow>of("partnerships", PartnershipWalk::new),
            Named.<Flow>of("quota", QuotaWalk::new),
            Named.<Flow>of("retention", RetentionWalk::new))
        .stream();
  }
}
