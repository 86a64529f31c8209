package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.MariadbServer;
import io.github.qccroutes.sandbox.AllocationCalls.Assignment;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver in {@code lib/ext}, as an engineer puts it there for the built program. */
@Tag("mariadb")
final class MariadbDriverIT {
  private static final String LOGIN = "13800000001";

  @TempDir private Path folder;

  @Test
  void isAskedOnceItsDriverLiesInLibExt() throws Exception {
    try (MariadbServer server = MariadbServer.in(Files.createDirectory(folder.resolve("mariadb")));
        Simulator provider = Simulator.start()) {
      provider.allocation().know(Company.sample(0));
      server
          .sql()
          .sql("create table watch (login varchar(50), company varchar(200)) charset utf8mb4")
          .update();
      server
          .sql()
          .sql("insert into watch values (?, ?)")
          .params(LOGIN, Company.sample(0).name())
          .update();
      Installation installation =
          Installation.of(provider, folder)
              .only("api", "assignments", "quota", "sync")
              .with("QCC_ASSIGNMENTS_ADMIN_LOGINS", "none")
              .with("QCC_ASSIGNMENTS_QUOTA_CHECK", "false")
              .with("QCC_SYNC_JDBC_URL", server.url())
              .with("QCC_SYNC_USERNAME", MariadbServer.USER)
              .with("QCC_SYNC_PASSWORD", MariadbServer.PASSWORD)
              .with("QCC_SYNC_QUERY", "select login, company from watch")
              .with("QCC_SYNC_CRON", "0/5 * * * * ?");
      try (Program node = Program.launch(installation, "run")) {
        node.awaitLine("lib/ext holds no driver for qcc.sync.jdbc-url");
      }

      Path driver =
          Path.of(
              Class.forName("org.mariadb.jdbc.Driver")
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI());
      Path ext = Files.createDirectories(installation.home().resolve("lib/ext"));
      Files.copy(driver, ext.resolve(driver.getFileName()));
      try (Program node = Program.launch(installation, "run")) {
        node.awaitLine("1 of 1 change(s) succeeded");
        assertThat(node.stdout()).contains("The database gave a list of 1 row(s)");
      }
      assertThat(provider.allocation().assignments())
          .containsExactly(new Assignment(LOGIN, Company.sample(0).keyNo()));
    }
  }
}
