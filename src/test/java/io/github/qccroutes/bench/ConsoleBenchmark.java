package io.github.qccroutes.bench;

import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.Simulator;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How long the API of an installed node takes for the first page of each list, over a database that
 * has a million risk records of 100,000 companies and 100,000 jobs. Prints the first and the median
 * time of each.
 */
public final class ConsoleBenchmark {
  private static final int TIMES = 11;

  /** What is asked for; what stands behind an equals sign is encoded. */
  private static final List<String> LISTS =
      List.of(
          "todo",
          "jobs",
          "jobs?state=DONE",
          "jobs?state=HELD",
          "jobs?state=REJECTED",
          "jobs?kind=cancel",
          "jobs?kind=sync",
          "jobs?name=名单-12",
          "jobs?name=没有",
          "jobs?state=HELD&name=名单",
          "jobs/60000",
          "jobs/60000/lines",
          "jobs/60000/lines?company=公司99999",
          "jobs/60000/lines?state=FAILED",
          "jobs/60000/calls",
          "sync",
          "risks",
          "risks?level=高风险信息",
          "risks?level=没有",
          "risks?type=类型7",
          "risks?type=没有",
          "risks?company=京示例企业4000有限公司",
          "risks?company=京",
          "risks?company=京示例企业4",
          "risks?company=没有",
          "risks?company=京&level=利好信息&type=类型7",
          "risks?state=open",
          "risks?state=handled",
          "risks?from=2025-01-01&to=2025-01-31",
          "risks?from=2025-01-01&to=2025-01-31&type=没有",
          "risk-counts",
          "risk-counts?level=高风险信息",
          "risk-counts?company=京",
          "risk-counts?type=类型7&from=2025-01-01",
          "risk-counts?type=没有",
          "risk-days?from=2025-01-01&to=2025-12-31",
          "companies/京示例企业4000有限公司",
          "pushes",
          "reports",
          "quota",
          "partnerships",
          "partnerships?company=示例企业7",
          "partnerships/neighbours?company=示例企业7",
          "audit",
          "audit?what=files");

  private ConsoleBenchmark() {}

  /**
   * Runs it.
   *
   * @param arguments the directory of the installation, then {@code databases=} and {@code
   *     postgresql=} as {@link PushImportBenchmark}, {@code risks=1000000}
   */
  public static void main(String... arguments) throws Exception {
    Path installation = Path.of(arguments[0]).toAbsolutePath();
    BenchArguments given = BenchArguments.of(arguments);
    Path folder = Files.createTempDirectory("qcc-console-benchmark");
    for (String name : given.text("databases", "sqlite,postgresql").split(",", -1)) {
      try (PushDatabase database =
          name.equals("sqlite")
              ? PushDatabase.sqlite(folder)
              : PushDatabase.postgresql(folder, given.text("postgresql", ""))) {
        measure(installation, folder, database, given.number("risks", 1_000_000));
      }
    }
  }

  private static void measure(Path installation, Path folder, PushDatabase database, int risks)
      throws Exception {
    String url = database.fresh();
    fill(database.dialect(), url, risks);
    Path data = Files.createDirectory(folder.resolve("data-" + database.dialect()));
    try (Simulator provider =
            Simulator.start(0, Account.sample(), Clock.systemUTC(), folder.resolve("provider"));
        InstalledNode node =
            InstalledNode.start(
                installation, provider, data, url, Map.of("QCC_CONSOLE_ENABLED", "true"))) {
      node.awaitReady();
      String token = node.command("token", "add", "benchmark", "--role", "viewer");
      System.out.printf("%n| %s | first, ms | median, ms | items |%n", database.dialect());
      System.out.println("| --- | --- | --- | --- |");
      for (String list : LISTS) {
        ask(node, list, token.lines().filter(line -> line.matches("[\\w.-]{24,}")).toList().get(0));
      }
    }
  }

  private static void ask(InstalledNode node, String list, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + node.management() + "/console/api/" + encoded(list)))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpClient client = HttpClient.newHttpClient();
    List<Double> all = new ArrayList<>();
    String body = "";
    for (int i = 0; i < TIMES; i++) {
      long sent = System.nanoTime();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      all.add((System.nanoTime() - sent) / 1e6);
      body = answer.statusCode() == 200 ? answer.body() : "HTTP " + answer.statusCode();
    }
    System.out.printf(
        "| %s | %.0f | %.0f | %s |%n",
        list,
        all.get(0),
        all.stream().sorted().toList().get(TIMES / 2),
        body.startsWith("HTTP") ? body : body.length() + " characters");
  }

  private static String encoded(String list) {
    StringBuilder encoded = new StringBuilder();
    for (String part : list.split("(?<=[/?&=])|(?=[/?&=])", -1)) {
      encoded.append(
          part.matches("[/?&=]") ? part : URLEncoder.encode(part, StandardCharsets.UTF_8));
    }
    return encoded.toString();
  }

  private static void fill(Dialect dialect, String url, int risks) throws IOException {
    boolean sqlite = dialect == Dialect.SQLITE;
    Map<String, String> words =
        Map.of(
            "{risks}", Integer.toString(risks),
            "{id}", sqlite ? "printf('%08x', i * 2654435761 & 4294967295)" : "md5(cast(i as text))",
            "{date}",
                sqlite
                    ? "date('2024-01-01', '+' || (i % 1000) || ' days')"
                    : "to_char(date '2024-01-01' + cast(i % 1000 as integer), 'YYYY-MM-DD')",
            "{at}",
                sqlite
                    ? "strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + i * 60, 'unixepoch')"
                    : "to_timestamp(1700000000 + i * 60)",
            "{analyze}", sqlite ? "pragma wal_checkpoint(truncate)" : "vacuum analyze");
    for (String statement :
        Files.readString(Path.of("src/test/resources/bench/console.sql")).split(";\n", -1)) {
      String text = statement.strip();
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace(word.getKey(), word.getValue());
      }
      if (!text.isEmpty()) {
        try {
          PushDatabase.execute(url, text);
        } catch (SQLException e) {
          throw new IOException(text, e);
        }
      }
    }
  }
}
