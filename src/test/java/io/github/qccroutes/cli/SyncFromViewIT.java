package io.github.qccroutes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.app.LiveFolder;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.AllocationCalls.Assignment;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Simulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The life of a list that a view of PostgreSQL gives by cron to the built program, which is killed
 * in the middle of every part of it.
 */
@Tag("full")
final class SyncFromViewIT {
  private static final int LOGINS = 10;
  private static final int PAIRS = 1_000;
  private static final String VIEW =
      "create or replace view watchers as select login, company from watcher where active";

  private static final Map<String, String> KEY_NOS =
      IntStream.range(0, 2 * PAIRS)
          .mapToObj(Company::sample)
          .collect(Collectors.toMap(Company::name, Company::keyNo));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Random random = new Random(20260105);
  private EmbeddedPostgres server;
  private Simulator provider;
  private JdbcClient crm;
  private Installation installation;
  private Records records;
  private Program node;

  @BeforeEach
  void prepare() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    crm = JdbcClient.create(server.getPostgresDatabase());
    crm.sql("create table watcher (n int primary key, login text, company text, active boolean)")
        .update();
    change(VIEW);
    provider = Simulator.start();
    provider.quota().set("radar_id", 100_000, 0, 50);
    provider
        .allocation()
        .know(IntStream.range(0, 2 * PAIRS).mapToObj(Company::sample).toArray(Company[]::new));
    installation =
        Installation.of(provider, folder)
            .only("api", "assignments", "quota", "sync")
            .with("QCC_ASSIGNMENTS_ADMIN_LOGINS", "none")
            .with("QCC_ASSIGNMENTS_POLL_MS", "100")
            .with("QCC_SYNC_POLL_MS", "100")
            .with("QCC_SYNC_JDBC_URL", server.getJdbcUrl("postgres", "postgres"))
            .with("QCC_SYNC_QUERY", "select login, company from watchers")
            .with("QCC_SYNC_SCOPE", "crm")
            .with("QCC_SYNC_CRON", "0/3 * * * * ?");
    records = new Records(installation.get("QCC_DB_URL"));
  }

  @AfterEach
  void end() throws IOException {
    if (node != null) {
      node.close();
    }
    provider.close();
    server.close();
  }

  @Test
  void bringsAboutWhatTheViewSaysAndNothingElse() throws IOException {
    add(0, PAIRS);
    node = Program.launch(installation, "run");
    node.awaitReady();
    killWithinAListAfter(0);
    eventually(() -> assertThat(watched()).hasSize(PAIRS).isEqualTo(wanted()));
    awaitDone();

    givesUpThirtyAndTakesTwentyUp();
    Set<Assignment> before = watched();
    long cancels = cancelCalls();
    givesNothingUpByAnEmptyView(before);
    givesNothingUpByAMalformedLogin(before);
    givesNothingUpByAShorterView(before);
    assertThat(cancelCalls()).isEqualTo(cancels);
    givesUpWhatAPersonReleases();
    sendsNothingOfWhatWasAdopted();

    assertThat(provider.ledger().maxInFlight()).isLessThanOrEqualTo(5);
    assertThat(records.count("select count(*) from sync_run where state = 'INCOMPLETE'")).isZero();
  }

  private void givesUpThirtyAndTakesTwentyUp() {
    int changed = changed();
    long list = newestList();
    add(PAIRS, PAIRS + 20);
    change("update watcher set active = false where n < 30");
    killWithinAListAfter(list);
    eventually(() -> assertThat(watched()).hasSize(PAIRS - 10).isEqualTo(wanted()));
    awaitDone();
    assertThat(changed() - changed).as("pairs that changed").isEqualTo(50);
    // A kill may repeat those in flight.
    assertThat(cancelCalls()).as("calls that cancelled").isBetween(1L, LOGINS + 5L);
  }

  private void givesNothingUpByAnEmptyView(Set<Assignment> before) {
    change(VIEW + " and false");
    node.runFor(Duration.ofMillis(random.nextInt(3500)));
    node.kill();
    node = Program.launch(installation, "run");
    eventually(
        () ->
            assertThat(files("rejected/sync", ".why.txt"))
                .anySatisfy(why -> assertThat(why).content().contains("名单里没有一行数据")));
    assertThat(watched()).isEqualTo(before);
    change(VIEW);
  }

  private void givesNothingUpByAMalformedLogin(Set<Assignment> before) {
    long list = newestList();
    change("update watcher set login = '1380000' where n = 999");
    killWithinAListAfter(list);
    eventually(() -> assertThat(held()).contains("INVALID"));
    assertThat(watched()).isEqualTo(before);
    change("update watcher set login = '" + login(999) + "' where n = 999");
  }

  private void givesNothingUpByAShorterView(Set<Assignment> before) {
    long list = newestList();
    change("update watcher set active = false where n >= 921");
    killWithinAListAfter(list);
    eventually(() -> assertThat(held()).isEqualTo("CANCEL_PERCENT"));
    assertThat(records.texts("select reason from sync_run order by id desc limit 1").get(0))
        .contains("要取消 99 对，是此名单现有 990 对的 10%");
    assertThat(watched()).isEqualTo(before);
  }

  private void givesUpWhatAPersonReleases() {
    int changed = changed();
    release();
    node.runFor(Duration.ofMillis(random.nextInt(500)));
    node.kill();
    node = Program.launch(installation, "run");
    eventually(
        () -> {
          release();
          assertThat(watched()).hasSize(891).isEqualTo(wanted());
        });
    awaitDone();
    assertThat(changed() - changed).as("pairs that changed").isEqualTo(99);
  }

  private void sendsNothingOfWhatWasAdopted() throws IOException {
    int sent = provider.ledger().allocations().size();
    Path file = folder.resolve("east.csv");
    Files.writeString(
        file,
        IntStream.range(PAIRS + 20, PAIRS + 30)
            .mapToObj(n -> login(n) + "," + Company.sample(n).name() + "\n")
            .collect(Collectors.joining("", "loginName,keyWord\n", "#END,10\n")));
    assertThat(installation.command("sync", "adopt", file.toString(), "--scope", "east").output())
        .contains("已登记 Noted: 10 对");
    long list = newestList();
    add(PAIRS + 20, PAIRS + 30);
    killWithinAListAfter(list);
    awaitDone();
    assertThat(provider.ledger().allocations()).hasSize(sent);
  }

  /** Kills the node while it is at a list newer than that, and starts it again. */
  private void killWithinAListAfter(long list) {
    eventually(() -> assertThat(newestList()).isGreaterThan(list));
    node.runFor(Duration.ofMillis(random.nextInt(500)));
    node.kill();
    node = Program.launch(installation, "run");
  }

  /** Waits until a list that is begun from now on is carried out. */
  private void awaitDone() {
    long now = newestList();
    eventually(
        () ->
            assertThat(
                    records.count(
                        "select count(*) from sync_run where state = 'DONE' and id > " + now))
                .isPositive());
  }

  private long newestList() {
    return records.count("select coalesce(max(id), 0) from sync_run");
  }

  /** What holds the newest list, if anything does. */
  private String held() {
    return records
        .texts("select coalesce(held_check, '') from sync_run order by id desc limit 1")
        .get(0);
  }

  /** Lets go what is held now; the list of the next moment may have taken its place. */
  private void release() {
    for (String id : records.texts("select id from sync_run where state = 'HELD'")) {
      installation.command("release", "s" + id);
    }
  }

  private Set<Assignment> watched() {
    return provider.allocation().assignments();
  }

  /** What the view has. */
  private Set<Assignment> wanted() {
    return crm
        .sql("select login, company from watchers")
        .query((row, n) -> new Assignment(row.getString(1), KEY_NOS.get(row.getString(2))))
        .list()
        .stream()
        .collect(Collectors.toSet());
  }

  private int changed() {
    return (int)
        provider.ledger().allocations().stream().filter(Ledger.Allocation::changed).count();
  }

  private long cancelCalls() {
    return provider.ledger().calls(AllocationCalls.CANCEL_COMPANIES).size()
        + provider.ledger().calls(AllocationCalls.CANCEL_USERS).size();
  }

  private List<Path> files(String where, String ending) throws IOException {
    Path top = Path.of(installation.get("QCC_DATA_DIR")).resolve(where);
    return LiveFolder.files(top).stream().filter(file -> file.toString().endsWith(ending)).toList();
  }

  private void add(int from, int to) {
    for (int n = from; n < to; n++) {
      crm.sql("insert into watcher values (?, ?, ?, true)")
          .params(n, login(n), Company.sample(n).name())
          .update();
    }
  }

  private void change(String statement) {
    crm.sql(statement).update();
  }

  private static String login(int n) {
    return "1380000000" + n % LOGINS;
  }

  private static void eventually(ThrowingRunnable holds) {
    await().atMost(Program.PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(holds);
  }
}
