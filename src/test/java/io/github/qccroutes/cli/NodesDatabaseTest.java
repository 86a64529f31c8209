package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Commands act on the database of the nodes that run here, or not at all. */
final class NodesDatabaseTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "holds", "push retry DDMON1", "reports order day", "release 7"})
  void makeNoDatabaseWhereNoNodeHasRun(String command) throws IOException {
    CommandRun run = run(options(folder, folder), command);

    assertThat(run.refusal()).contains("no node has run here yet", "qcc.db.url", "qcc.db");
    assertThat(files(folder)).noneMatch(file -> file.toString().contains("qcc.db"));
  }

  @Test
  void changeNoSchema() throws Exception {
    Path file = folder.resolve("qcc.db");
    JdbcClient sql =
        JdbcClient.create(new DriverManagerDataSource("jdbc:sqlite:" + file.toAbsolutePath()));
    sql.sql("create table theirs (id integer)").update();
    assertThat(run(options(folder, folder), "jobs").refusal()).contains("no node has run here yet");

    Files.delete(file);
    Database.open(
            new Database.Options("jdbc:sqlite:" + file, null, null, Duration.ofMinutes(1), false),
            Clock.systemUTC())
        .close();
    sql.sql(
            "delete from flyway_schema_history where installed_rank ="
                + " (select max(installed_rank) from flyway_schema_history)")
        .update();
    assertThat(run(options(folder, folder), "jobs").refusal()).contains("of an earlier version");
  }

  @Test
  void refuseAnotherDatabaseThanThatOfANodeFromThisHome() {
    TestNode node = TestNode.shared(Dialect.SQLITE, List.of("api", "push"));
    try {
      // As in a shell that lacks the node's QCC_DB_URL and QCC_DATA_DIR.
      Properties bare = options(node.plan().home(), folder);
      String refusal = run(bare, "push retry DDMON1").refusal();
      assertThat(refusal)
          .contains(node.database().url(), "qcc.db.url", "QCC_DB_URL", folder.toString())
          .contains(ProcessHandle.current().pid() + "@");

      Properties byData = options(folder, node.data());
      assertThat(run(byData, "jobs").refusal()).contains(node.database().url());

      assertThat(CommandRun.beside(node, "jobs").output()).contains("No job yet");
    } finally {
      node.giveBack();
    }
  }

  @Test
  void takeAnyDatabaseOnceTheNodeHasEnded() throws IOException {
    Path home;
    try (TestNode.Plan plan = TestNode.on(Dialect.SQLITE).only("api")) {
      home = plan.home();
      TestNode node = plan.start();
      Path mark = files(home.resolve(".nodes")).get(0);
      Path copy = Files.copy(mark, folder.resolve("copy"));
      node.close();
      assertThat(mark).doesNotExist();
      // What a killed node leaves is not locked.
      Files.copy(copy, mark);

      Properties other = options(home, folder);
      assertThat(run(other, "jobs").refusal()).contains("no node has run here yet");
    }
  }

  @Test
  void leaveNoCredentialsInTheFolders() throws IOException {
    try (TestNode.Plan plan = TestNode.on(Dialect.SQLITE).only("api")) {
      plan.with("qcc.db.url", plan.database().url() + "?cipher=x&password=very-secret");
      TestNode node = plan.start();
      for (Path mark : files(plan.folder())) {
        if (mark.toString().contains(".nodes")) {
          assertThat(mark).content().doesNotContain("very-secret", Account.sample().key());
        }
      }
      node.close();
    }
  }

  @Test
  void checkLooksAtEverythingElseBeforeTheFirstStart() throws IOException {
    try (Simulator provider = Simulator.start()) {
      Installation installation = Installation.of(provider, folder).only("api");
      CommandRun check = installation.command("check");

      assertThat(check.exitCode()).as(check::toString).isZero();
      assertThat(check.out()).contains("no node has run here yet", "ok     provider: getQuota");
      assertThat(files(folder)).noneMatch(file -> file.toString().endsWith(".db"));
    }
  }

  private static Properties options(Path home, Path data) {
    Properties options = new Properties();
    options.setProperty("qccroutes.home", home.toString());
    options.setProperty("qcc.data-dir", data.toString());
    options.setProperty("qcc.api.key", Account.sample().key());
    options.setProperty("qcc.api.secret-key", Account.sample().secretKey());
    return options;
  }

  private static CommandRun run(Properties options, String command) {
    return CommandRun.of(Map.of(), options, command.split(" "));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
