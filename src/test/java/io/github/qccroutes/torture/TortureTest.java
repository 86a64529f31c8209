package io.github.qccroutes.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@link Torture} in short; {@code -Dqccroutes.kills=300} is the long form. */
@Tag("full")
class TortureTest {
  private static final long SEED = 20260105;
  private static final int KILLS = Integer.getInteger("qccroutes.kills", 6);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void losesAndDoublesNothingOnSqlite() throws IOException {
    try (Torture torture = new Torture(folder, "", 1, SEED)) {
      assertThat(torture.run(KILLS).number("mostInFlight")).isBetween(2L, 5L);
    }
  }

  @Test
  void losesAndDoublesNothingOnTwoNodes() throws IOException {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        Torture torture = new Torture(folder, server.getJdbcUrl("postgres", "postgres"), 2, SEED)) {
      Figures figures = torture.run(KILLS);
      assertThat(figures.number("mostInFlight")).isBetween(2L, 5L);
      assertThat(figures.number("stops")).as("nodes that outlived their leases").isPositive();
    }
  }
}
