package io.github.qccroutes.bench;

import io.github.qccroutes.assignments.AssignmentAnswer;
import io.github.qccroutes.assignments.AssignmentFlow;
import io.github.qccroutes.assignments.AssignmentRequest;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Events;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.observe.Questions;
import io.github.qccroutes.sandbox.Company;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import io.github.qccroutes.sync.SyncFlow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Times the transaction that ends a call of 200 lines and settles them, with and without the ledger
 * of sync by turns, on a durable database: first pairs that are new to the ledger, then all of them
 * again.
 *
 * <p>Arguments: the number of calls in a pass (200), and the JDBC URL of a database on a server of
 * PostgreSQL where the database {@code qcc_push_benchmark} may be made and dropped; without it a
 * server of the tests is started.
 */
public final class SettleBenchmark {
  private static final int LINES = 200;
  private static final int COMPANIES = 8_000;
  private static final int WARM_UP = 40;

  private final Database database;
  private final AssignmentAnswer[] answers = new AssignmentAnswer[2];
  private final AssignmentRequest request;
  private final DefaultCamelContext camel = new DefaultCamelContext();

  private SettleBenchmark(String url, Path folder) throws Exception {
    database =
        Database.open(
            new Database.Options(url, null, null, Duration.ofMinutes(1), false), Clock.systemUTC());
    Properties options = new Properties();
    options.putAll(
        Map.of(
            "qcc.api.key",
            "benchmark",
            "qcc.assignments.admin-logins",
            "none",
            "qcc.data-dir",
            folder.toString(),
            "qcc.db.url",
            url));
    Settings settings = Settings.load(Path.of(""), Map.of(), options);
    Map<String, Object> beans = new HashMap<>();
    for (int ledger = 0; ledger < 2; ledger++) {
      FlowParts parts =
          new FlowParts(
              settings,
              database,
              Clock.systemUTC(),
              false,
              ProgramName.PLAIN,
              new SimpleMeterRegistry(),
              new Questions(),
              route -> true,
              new Events(),
              java.util.List::of);
      if (ledger == 1) {
        new SyncFlow(parts).listen(parts.events());
      }
      new AssignmentFlow(parts).beans(beans::put);
      answers[ledger] = (AssignmentAnswer) beans.get("assignmentAnswer");
    }
    request = (AssignmentRequest) beans.get("assignmentRequest");
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    Path folder = Files.createTempDirectory("qcc-bench");
    for (Dialect dialect : Dialect.values()) {
      try (PushDatabase fresh =
          dialect == Dialect.SQLITE
              ? PushDatabase.sqlite(folder)
              : PushDatabase.postgresql(folder, arguments.length > 1 ? arguments[1] : "")) {
        SettleBenchmark benchmark = new SettleBenchmark(fresh.fresh(), folder);
        benchmark.pass(dialect + ", not counted", 0, WARM_UP);
        benchmark.pass(dialect + ", new to the ledger", WARM_UP, calls);
        benchmark.pass(dialect + ", known to the ledger", WARM_UP, calls);
        benchmark.database.close();
      }
    }
    System.exit(0);
  }

  /** Makes a job of so many calls for each way, and settles them by turns. */
  private void pass(String name, int firstLogin, int calls) {
    long[] jobs = {job(firstLogin, calls), job(firstLogin, calls)};
    double[][] ms = new double[2][calls];
    for (int n = 0; n < 2 * calls; n++) {
      int ledger = n % 2;
      ms[ledger][n / 2] = settle(jobs[ledger], answers[ledger]);
    }
    for (int ledger = 0; ledger < 2; ledger++) {
      Arrays.sort(ms[ledger]);
      System.out.printf(
          "%s, %s ledger: median %.2f ms, p95 %.2f ms, most %.2f ms%n",
          name,
          ledger == 0 ? "without" : "with",
          ms[ledger][calls / 2],
          ms[ledger][calls * 95 / 100],
          ms[ledger][calls - 1]);
    }
  }

  /** The calls of one job are on other logins than those of a job before, unless told the same. */
  private long job(int firstLogin, int calls) {
    long job =
        sql(
            "insert into assignment_job (action, folder, file_name, sha256, state, created_at,"
                + " moved_at, planned_at) values ('ASSIGN', 'assign', 'x.csv', 'x', 'HELD',"
                + " db_now(), db_now(), db_now()) returning id");
    for (int n = 0; n < calls; n++) {
      long call =
          sql(
              "insert into assignment_call (job_id, shape, call_name, next_attempt_at) values ("
                  + job
                  + ", 'ONE_LOGIN', 'batchAddRadarCompanyListToExistedUser', db_now())"
                  + " returning id");
      String login = String.valueOf(13_800_000_000L + firstLogin + n);
      List<String> rows = new ArrayList<>(LINES);
      for (int line = 0; line < LINES; line++) {
        String company = Company.sample((n * LINES + line) % COMPANIES).name();
        rows.add(
            "(%d, %d, '%s', '%s', '%3$s', '%4$s', 'PENDING', %d)"
                .formatted(job, n * LINES + line, login, company, call));
      }
      execute(
          "insert into assignment_item (job_id, line, login_name, keyword, login_folded,"
              + " keyword_folded, state, call_id) values "
              + String.join(", ", rows));
    }
    return job;
  }

  /** Claims, lays out and settles the next call of a job; the last of it is timed. */
  private double settle(long job, AssignmentAnswer answer) {
    execute("update assignment_job set state = 'HELD' where state = 'RUNNING'");
    execute("update assignment_job set state = 'RUNNING' where id = " + job);
    Map<String, @Nullable Object> call =
        database.statement("assignments/claim-call").param("leaseMs", 600_000).query().singleRow();
    Exchange exchange = new DefaultExchange(camel);
    for (String column : List.of("call_id", "job_id", "claim_no", "shape", "call")) {
      String[] words = column.split("_", 2);
      exchange.setVariable(
          words.length == 1
              ? column
              : words[0] + words[1].substring(0, 1).toUpperCase() + words[1].substring(1),
          call.get(column));
    }
    request.layOut(exchange);
    if (!"SEND".equals(String.valueOf(exchange.getVariable("submission")))) {
      throw new IllegalStateException("the call is not to be sent");
    }
    exchange.getMessage().setBody(Map.of("batchList", answered(exchange)));
    long began = System.nanoTime();
    answer.settle(exchange);
    return (System.nanoTime() - began) / 1e6;
  }

  /** What the provider answers: each company is found. */
  private static List<Map<String, String>> answered(Exchange exchange) {
    Map<?, ?> parameters = exchange.getMessage().getBody(Map.class);
    return Arrays.stream(String.valueOf(parameters.get("keyWordList")).split(","))
        .map(
            name ->
                Map.of("keyWord", name, "keyNo", KEY_NOS.get(name), "status", "200", "msg", "保存成功"))
        .toList();
  }

  private static final Map<String, String> KEY_NOS = keyNos();

  private static Map<String, String> keyNos() {
    Map<String, String> keyNos = new HashMap<>();
    IntStream.range(0, COMPANIES)
        .mapToObj(Company::sample)
        .forEach(company -> keyNos.put(company.name(), company.keyNo()));
    return keyNos;
  }

  private long sql(String statement) {
    return JdbcClient.create(database.dataSource()).sql(now(statement)).query(Long.class).single();
  }

  private void execute(String statement) {
    JdbcClient.create(database.dataSource()).sql(now(statement)).update();
  }

  private String now(String statement) {
    return statement.replace(
        "db_now()",
        database.dialect() == Dialect.SQLITE ? "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')" : "now()");
  }
}
