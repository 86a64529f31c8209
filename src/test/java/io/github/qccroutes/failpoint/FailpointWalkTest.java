package io.github.qccroutes.failpoint;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every flow, killed before its steps, commits and moves of files; see {@link FailpointWalk}. A
 * sample on SQLite; with {@code -Dqccroutes.failpoints=all} each, and on PostgreSQL too.
 */
@Tag("full")
class FailpointWalkTest {
  private static final boolean ALL = "all".equals(System.getProperty("qccroutes.failpoints"));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void losesNoLineAndRepeatsAtMostTheCallsInFlight() throws IOException {
    walk(AssignmentWalk::new);
  }

  @Test
  void losesAndDoublesNoPush() throws IOException {
    walk(PushWalk::new);
  }

  @Test
  void ordersNoReportTwice() throws IOException {
    walk(ReportWalk::new);
  }

  @Test
  void asksForEveryPairOfCompanies() throws IOException {
    walk(PartnershipWalk::new);
  }

  @Test
  void takesWholeSnapshotsOfTheQuota() throws IOException {
    walk(QuotaWalk::new);
  }

  @Test
  void clearsWhatIsOldAndNothingElse() throws IOException {
    walk(RetentionWalk::new);
  }

  @Test
  void watchesWhatTheLastListWants() throws IOException {
    walk(SyncWalk::new);
  }

  private void walk(BiFunction<Path, String, FailpointWalk> flow) throws IOException {
    flow.apply(Files.createDirectory(folder.resolve("sqlite")), "").walk(ALL);
    if (ALL) {
      try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
        flow.apply(
                Files.createDirectory(folder.resolve("postgresql")),
                server.getJdbcUrl("postgres", "postgres"))
            .walk(true);
      }
    }
  }
}
