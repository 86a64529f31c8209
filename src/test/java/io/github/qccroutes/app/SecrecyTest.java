package io.github.qccroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.observe.Logging;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.PartnershipCalls;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.sandbox.ReportCalls;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Nothing that must stay secret leaves the process, whatever goes wrong and at DEBUG. */
class SecrecyTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EachDatabase
  void showsNoSecretAnywhere(Dialect dialect) {
    Logging.apply("DEBUG", ZoneOffset.UTC);
    try (LogRecorder log = new LogRecorder();
        TestNode.Plan plan =
            TestNode.on(dialect)
                .with("qcc.push.callback-url", "http://127.0.0.1:<port>/qcc/push")
                .with("qcc.api.timeout-ms", "500")
                .with("qcc.push.max-archive-mb", "1");
        TestNode node = plan.start()) {
      TestNode.eventually(() -> assertThat(plan.provider().push().setting().enabled()).isTrue());
      Faults faults = plan.provider().faults();

      imported(node, Publication.generated(0, 3));
      dead(node, Publication.generated(10, 3).wrongPassword());
      dead(
          node,
          Publication.archive("PK\3\4no more".getBytes(StandardCharsets.UTF_8), "unz1pPassw0rd"));
      dead(node, Publication.archive(new byte[1_200_000], "unz1pPassw0rd"));
      for (Fault fault :
          List.of(
              Fault.httpStatus(403, "expired"),
              Fault.httpStatus(500, "no"),
              Fault.cut(),
              Fault.resetBeforeEffect(),
              Fault.redirect("http://127.0.0.1:1/redirected?Signature=abc"))) {
        faults.next(Faults.DOWNLOAD, fault);
        imported(node, Publication.generated(20, 1));
      }
      for (Fault fault :
          List.of(
              Fault.httpStatus(503, "no"),
              Fault.html(),
              Fault.cut(),
              Fault.cutText(),
              Fault.resetAfterEffect(),
              Fault.delay(Duration.ofMillis(700)))) {
        faults.next(PushCalls.DOWNLOAD_URL, fault);
        imported(node, Publication.generated(30, 1));
      }
      plan.provider().push().linkLifetime(Duration.ZERO);
      dead(node, Publication.generated(40, 1));
      plan.provider().push().linkLifetime(Duration.ofMinutes(35));
      node.send(node.callback("key=wrong&orderNo=a&unzipPassword=forgedPassword"));
      node.send(node.callback("key=" + plan.provider().account().key() + "&orderNo=bad%20no"));
      node.send(
          HttpRequest.newBuilder(node.callbackOf("FORGED")).header("Token", "forgedToken").build());
      node.awaitState("FORGED", "DEAD");
      faults.next(QuotaCalls.GET_QUOTA, Fault.envelope("107", "【无效请求】"));
      node.get("getQuota", Map.of("password", "x"));
      TestNode.eventually(() -> assertThat(node.count("api_hold")).isOne());

      Set<String> secrets = new TreeSet<>(plan.provider().ledger().secrets());
      secrets.addAll(Set.of("unz1pPassw0rd", "forgedPassword", "forgedSignature"));
      assertThat(secrets).hasSizeGreaterThan(40);

      assertClean("log", log.all(), secrets);
      assertClean("health", List.of(node.health().body()), secrets);
      assertClean("metrics", node.metrics().lines().toList(), secrets);
      for (String table : tables(node)) {
        assertClean(
            table,
            node.sql().sql("select * from " + table).query().listOfRows().stream()
                .map(Object::toString)
                .toList(),
            secrets);
      }
      assertThat(log.all()).hasSizeGreaterThan(1_000);
    } finally {
      Logging.apply("INFO", ZoneOffset.UTC);
    }
  }

  /**
   * All flows of a real node at DEBUG, with a provider that breaks every call in many ways and says
   * the key back to us. Looks at all that is left: output, files, database, health and metrics.
   */
  @Test
  @Tag("full")
  void leavesNoSecretBehindWhateverGoesWrongInAnyFlow() throws Exception {
    Account account = new Account("canaryKey0aB3dE5fG7hJ9", "canarySecret1K2m4N6p8");
    Set<String> canaries =
        new TreeSet<>(
            Set.of(
                account.key(),
                account.secretKey(),
                "canaryDbPassw0rd",
                "canaryUrlPassw0rd",
                "canaryStorePassw0rd",
                "canaryResultKey"));
    Path keyStore = folder.resolve("empty.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (OutputStream out = Files.newOutputStream(keyStore)) {
      store.store(out, "canaryStorePassw0rd".toCharArray());
    }
    try (Simulator provider = Simulator.start(0, account, Clock.systemUTC(), null)) {
      provider.allocation().know(Company.sample(1), Company.sample(2));
      provider.quota().set("radar_id", 100, 0, 50);
      Installation installation =
          Installation.of(provider, folder)
              .with("QCC_LOG_LEVEL", "DEBUG")
              .with("QCC_DB_PASSWORD", "canaryDbPassw0rd")
              .with(
                  "QCC_DB_URL",
                  "jdbc:sqlite:" + folder.resolve("db/qcc.db") + "?password=canaryUrlPassw0rd")
              .with("QCC_HTTP_TLS_KEY_STORE", keyStore.toString())
              .with("QCC_HTTP_TLS_KEY_STORE_PASSWORD", "canaryStorePassw0rd")
              .with("QCC_API_TIMEOUT_MS", "1500")
              .with("QCC_API_SLOT_LEASE_MS", "3000")
              .with("QCC_PUSH_RETRY_DELAY_MS", "100")
              .with("QCC_PUSH_RECONCILE_CRON", "0/2 * * * * ?")
              .with("QCC_PUSH_MAX_ATTEMPTS", "3")
              .with("QCC_ASSIGNMENTS_ADMIN_LOGINS", "none")
              .with("QCC_REPORTS_DAY_CRON", "0/5 * * * * ?")
              .with("QCC_REPORTS_POLL_CRON", "* * * * * ?")
              .with("QCC_REPORTS_RETRY_DELAY_MS", "100")
              .with("QCC_QUOTA_CRON", "0/3 * * * * ?");
      String echo = "查询参数错误 " + account.key() + " / key=" + account.key();
      for (String call :
          List.of(
              AllocationCalls.ADD_COMPANIES,
              AllocationCalls.ADD_USERS,
              AllocationCalls.CANCEL_COMPANIES,
              PartnershipCalls.FIND,
              ReportCalls.CREATE,
              ReportCalls.INFO,
              QuotaCalls.GET_QUOTA,
              PushCalls.SET,
              PushCalls.LIST,
              PushCalls.DOWNLOAD_URL)) {
        provider.faults().next(call, Fault.envelope("199", echo));
        provider.faults().next(call, Fault.httpStatus(503, echo));
        provider.faults().next(call, Fault.httpStatus(200, "text/html", "<p>" + echo));
        provider.faults().next(call, Fault.envelope("777", echo));
        if (!call.equals(ReportCalls.CREATE)) {
          provider.faults().next(call, Fault.cut());
        }
        provider.faults().next(call, Fault.envelope("202", echo));
      }
      provider
          .faults()
          .next(
              PartnershipCalls.FIND,
              Fault.httpStatus(
                  200,
                  "application/json",
                  "{\"status\":\"200\",\"result\":{\"key\":\"canaryResultKey\",\"partnershipRelationList\":"
                      + "[{\"companyName\":\"甲公司\",\"relatedCompanyName\":\"乙公司\",\"amount\":\"1\"}]}}"));
      provider.faults().next(Faults.DOWNLOAD, Fault.httpStatus(403, echo));
      provider.faults().next(Faults.DOWNLOAD, Fault.dribble(Duration.ofMillis(4)));
      for (int n = 0; n < 4; n++) {
        provider.push().publish(Publication.generated(n * 10L, 3).missed());
      }
      provider.push().publish(Publication.generated(90, 3).wrongPassword().missed());
      StringBuilder seen = new StringBuilder();
      Path temporary = Files.createDirectory(folder.resolve("tmp"));
      try (Program node =
          Program.start(
              installation.home(),
              installation.environment(),
              List.of("-Djava.io.tmpdir=" + temporary),
              "run")) {
        node.awaitReady();
        Path data = Path.of(installation.get("QCC_DATA_DIR"));
        Files.writeString(
            data.resolve("inbox/assign/a.csv"),
            "loginName,keyWord\n13800000001,%s\n13800000001,%s\n"
                .formatted(Company.sample(1).name(), Company.sample(2).name()));
        Files.writeString(data.resolve("inbox/partnerships/p.txt"), "甲公司\n乙公司\n");
        Files.writeString(
            data.resolve("inbox/cancel/c.csv"),
            "loginName,keyWord\n13800000002,%s\n".formatted(Company.sample(1).name()));
        await()
            .atMost(Program.PATIENCE.multipliedBy(2))
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> {
                  contents(data.resolve("tmp"), seen);
                  return seen.indexOf("tmp/download-") >= 0
                      && results(data, "assign")
                      && results(data, "cancel")
                      && results(data, "partnerships");
                });
        await()
            .atMost(Program.PATIENCE)
            .until(() -> node.stdout().contains(": imported 3 record(s)"));
        seen.append(installation.health().body());
        seen.append(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:"
                                    + installation.get("QCC_MANAGEMENT_PORT")
                                    + "/observe/metrics"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
        for (String command : List.of("check", "jobs", "holds", "quota")) {
          try (Program beside = installation.start(command)) {
            beside.exitCode();
            seen.append(beside);
          }
        }
        provider.faults().always(QuotaCalls.GET_QUOTA, Fault.delay(Duration.ofMillis(1_400)));
        int asked = provider.ledger().calls(QuotaCalls.GET_QUOTA).size();
        await()
            .atMost(Program.PATIENCE)
            .until(() -> provider.ledger().calls(QuotaCalls.GET_QUOTA).size() > asked);
        contents(temporary, seen);
        node.printThreads();
        node.terminate();
        node.exitCode();
        seen.append(node);
      }
      contents(folder.resolve("data"), seen);
      contents(folder.resolve("db"), seen);
      contents(temporary, seen);
      canaries.addAll(provider.ledger().secrets());
      assertThat(canaries).hasSizeGreaterThan(40);
      assertClean("all that is left", seen.toString().lines().toList(), canaries);
      assertThat(seen.toString())
          .contains("DEBUG", "DEAD", "SQLite format 3", "***", "work://push_order")
          .containsPattern("tmp/download-\\d+");
    }
  }

  private static boolean results(Path data, String flow) throws IOException {
    Path results = data.resolve("results").resolve(flow);
    try (Stream<Path> files = Files.exists(results) ? Files.list(results) : Stream.empty()) {
      return files.anyMatch(file -> file.toString().endsWith(".result.csv"));
    }
  }

  /** Names and bytes of all files, each byte as one character. */
  private static void contents(Path folder, StringBuilder to) throws IOException {
    for (Path file : LiveFolder.files(folder)) {
      to.append('\n').append(file).append('\n');
      try {
        to.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      } catch (NoSuchFileException e) {
        // A temporary file that is gone again.
      }
    }
  }

  private static void assertClean(String where, List<String> texts, Set<String> secrets) {
    List<String> leaks = new ArrayList<>();
    for (String text : texts) {
      for (String secret : secrets) {
        int at = text.indexOf(secret);
        if (at >= 0) {
          leaks.add(text.substring(Math.max(0, at - 160), at) + "<<secret>>");
          break;
        }
      }
    }
    assertThat(leaks).as(where).isEmpty();
  }

  private static List<String> tables(TestNode node) {
    return node.sql()
        .sql(
            node.database().dialect() == Dialect.SQLITE
                ? "select name from sqlite_master where type = 'table'"
                : "select table_name from information_schema.tables where table_schema = 'public'")
        .query(String.class)
        .list();
  }

  private static void imported(TestNode node, Publication publication) {
    node.awaitState(node.provider().push().publish(publication).orderNo(), "IMPORTED");
  }

  private static void dead(TestNode node, Publication publication) {
    node.awaitState(node.provider().push().publish(publication).orderNo(), "DEAD");
  }
}
