package io.github.qccroutes.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import io.github.qccroutes.store.Dialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What {@code work:} promises to routes, on each database. */
class WorkComponentTest {
  private static final String CLAIM = "claim=worktest/claim-row";
  private static final Duration SHORT_LEASE = Duration.ofMillis(450);
  private static final Map<Dialect, WorkTable> TABLES = new EnumMap<>(Dialect.class);
  @TempDir private static Path folder;

  @BeforeAll
  static void open() throws DatabaseException {
    for (Dialect dialect : Dialect.values()) {
      TABLES.put(dialect, WorkTable.on(dialect, folder));
    }
  }

  @AfterAll
  static void close() {
    TABLES.values().forEach(WorkTable::close);
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable holds) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(holds);
  }

  @BeforeEach
  void clear() {
    TABLES.values().forEach(WorkTable::clear);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void handsOverWhatIsDueAsVariables(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    table.insert(1, 0, null);
    table.insert(2, -5_000, "first");
    table.insert(3, 3_600_000, "later");
    Map<Long, Map<String, Object>> seen = new ConcurrentHashMap<>();
    try (WorkNode node =
        WorkNode.on(table)
            .route(
                "rows",
                CLAIM + "&pollMs=50",
                exchange -> {
                  seen.put(
                      exchange.getVariable("rowNo", Long.class),
                      Map.copyOf(exchange.getVariables()));
                  table.finish(exchange.getVariable("rowNo"), exchange.getVariable("claimNo"));
                })
            .start()) {
      eventually(() -> assertThat(table.ids("DONE", 1)).containsExactly(1L, 2L));

      assertThat(seen.get(1L)).containsOnlyKeys("rowNo", "claimNo");
      assertThat(((Number) seen.get(1L).get("claimNo")).intValue()).isEqualTo(1);
      assertThat(seen.get(2L)).containsOnlyKeys("rowNo", "claimNo", "note");
      assertThat(seen.get(2L)).containsEntry("note", "first");
      assertThat(table.ids("DUE", 0)).containsExactly(3L);
      eventually(() -> assertThat(node.camel().getInflightRepository().size()).isZero());
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void hasAsManyInHandAsItsWorkersAndNeverMore(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    table.insert(1, 9);
    try (WorkNode node = WorkNode.on(table)) {
      node.route("rows", CLAIM + "&workers=3&pollMs=0", node::hold).start();
      node.wake();
      eventually(() -> assertThat(node.inHand()).hasSize(3));

      for (int i = 0; i < 20; i++) {
        node.wake();
      }
      node.release(1);
      eventually(() -> assertThat(node.worked()).hasSize(1));
      eventually(() -> assertThat(node.inHand()).hasSize(3));
      assertThat(table.ids("RUNNING", 1)).hasSize(3);
      node.release(9);

      eventually(() -> assertThat(table.ids("DONE", 1)).hasSize(9));
      assertThat(node.mostInHand()).isEqualTo(3);
    }
  }

  @Test
  void hasSoManyMoreInHandThatTheNextRowStandsReady() throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    table.insert(1, 9);
    try (WorkNode node = WorkNode.on(table)) {
      node.route("rows", CLAIM + "&workers=2&ahead=2&pollMs=0", node::hold).start();
      node.wake();
      eventually(() -> assertThat(node.inHand()).hasSize(4));
      node.wake();
      node.release(9);

      eventually(() -> assertThat(table.ids("DONE", 1)).hasSize(9));
      assertThat(node.mostInHand()).isEqualTo(4);
    }
  }

  /** Each waits for its row before the next, so that a wake meets a worker that goes. */
  @ParameterizedTest
  @CsvSource({"SQLITE, 1, 10", "SQLITE, 3, 10", "POSTGRESQL, 3, 10"})
  void losesNoWake(Dialect dialect, int workers, int rounds) throws Exception {
    hammer(dialect, workers, rounds);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({"SQLITE, 2, 1000", "POSTGRESQL, 2, 2000", "POSTGRESQL, 6, 2000"})
  void losesNoWakeInTheLongRun(Dialect dialect, int workers, int rounds) throws Exception {
    hammer(dialect, workers, rounds);
  }

  private static void hammer(Dialect dialect, int workers, int rounds) throws Exception {
    WorkTable table = TABLES.get(dialect);
    int people = 4;
    ExecutorService pool = Executors.newFixedThreadPool(people);
    try (WorkNode node = WorkNode.on(table)) {
      node.route("rows", CLAIM + "&pollMs=0&workers=" + workers, node::finish).start();
      List<Future<?>> all = new ArrayList<>();
      for (int person = 0; person < people; person++) {
        int first = person * rounds + 1;
        all.add(
            pool.submit(
                () -> {
                  for (int id = first; id < first + rounds; id++) {
                    table.insert(id, 0, null);
                    node.wake();
                    long began = System.nanoTime();
                    while (!node.worked().containsKey((long) id)) {
                      assertThat(System.nanoTime() - began).isLessThan(20_000_000_000L);
                      Thread.onSpinWait();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }

      assertThat(node.worked()).hasSize(people * rounds).allSatisfy((id, n) -> once(n));
      eventually(() -> assertThat(table.ids("DONE", 1)).hasSize(people * rounds));
    } finally {
      pool.shutdownNow();
    }
  }

  private static void once(int times) {
    assertThat(times).isEqualTo(1);
  }

  @Test
  void wakesTheConsumersOfTheTableAndNoOthers() throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    table.insert(1, 2);
    try (WorkNode node = WorkNode.on(table)) {
      node.route("odd", "claim=worktest/claim-odd&pollMs=0", node::finish)
          .routeOf("other", "even", "claim=worktest/claim-even&pollMs=0", node::finish)
          .start();

      assertThat(node.camel().createFluentProducerTemplate().to("work:nobody").send().isFailed())
          .isFalse();
      node.wake();
      eventually(() -> assertThat(node.worked()).containsOnlyKeys(1L));
      assertThat(table.ids("DUE", 0)).containsExactly(2L);
      node.camel().createFluentProducerTemplate().to("work:other").send();

      eventually(() -> assertThat(node.worked()).containsOnlyKeys(1L, 2L));
    }
  }

  @Test
  void wakesThatFindAllAtWorkAreOne() throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    table.insert(1, 1);
    try (StatementLog log = new StatementLog();
        WorkNode node = WorkNode.on(table)) {
      node.route("rows", CLAIM + "&pollMs=0", node::hold).start();
      node.wake();
      eventually(() -> assertThat(node.inHand()).hasSize(1));
      for (int i = 0; i < 100; i++) {
        node.wake();
      }
      node.release(1);
      eventually(() -> assertThat(node.threads()).containsExactly("work-clock"));

      assertThat(log.of("returning")).hasSizeBetween(2, 3);
    }
  }

  @Test
  void asksOnceForAllConsumersTogether() throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    try (StatementLog log = new StatementLog();
        WorkNode node = WorkNode.on(table)) {
      node.route("odd", "claim=worktest/claim-odd&pollMs=800", node::finish).start();
      eventually(() -> assertThat(log.of("exists")).isNotEmpty());
      // Its time would be another if each had a time of its own.
      node.route("even", "claim=worktest/claim-even&pollMs=800", node::finish);
      eventually(() -> assertThat(log.of("claim-even")).isNotEmpty());
      int before = log.of("exists").size();
      long began = System.nanoTime();
      eventually(() -> assertThat(log.of("exists")).hasSizeGreaterThanOrEqualTo(before + 3));
      long polls = (System.nanoTime() - began) / 800_000_000;

      assertThat(log.of("exists").subList(before + 1, before + 3))
          .allSatisfy(each -> assertThat(each).contains("claim-odd", "claim-even"));
      assertThat(polls).isGreaterThanOrEqualTo(1);
      assertThat(log.of("returning")).isEmpty();
    }
  }

  /** What a route stands for is asked for although another's table is gone. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void asksForTheOthersWhenOneClaimCantBeAsked(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    try (LogRecorder log = new LogRecorder();
        StatementLog statements = new StatementLog();
        WorkNode node = WorkNode.on(table)) {
      node.route("nowhere", "claim=worktest/claim-nowhere&pollMs=50", node::finish)
          .route("rows", CLAIM + "&pollMs=50", node::finish)
          .start();
      eventually(() -> assertThat(statements.of("claim-nowhere")).hasSizeGreaterThanOrEqualTo(3));
      table.insert(1, 1);

      eventually(() -> assertThat(table.ids("DONE", 1)).containsExactly(1L));
      assertThat(log.at(Level.ERROR)).singleElement().asString().contains("store", "nowhere");
    }
  }

  /** The question that is asked for all who wait takes in who came last. */
  @Test
  void asksForARouteThatCameLater() throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    try (WorkNode node = WorkNode.on(table)) {
      node.route("odd", "claim=worktest/claim-odd&pollMs=50", node::finish).start();
      table.insert(1, 1);
      eventually(() -> assertThat(table.ids("DONE", 1)).containsExactly(1L));

      node.route("even", "claim=worktest/claim-even&pollMs=50", node::finish);
      table.insert(2, 2);

      eventually(() -> assertThat(table.ids("DONE", 1)).containsExactly(1L, 2L));
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aClaimMayKnowItsLeaseWhereItSaysWhatIsDue(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    table.insert(1, -3_600_000, null);
    try (WorkNode node = WorkNode.on(table)) {
      node.route("rows", "claim=worktest/claim-early&pollMs=50", node::finish).start();

      eventually(() -> assertThat(table.ids("DONE", 1)).containsExactly(1L));
    }
  }

  @Test
  void atRestOnlyTheClockRuns() throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    table.insert(1, 5);
    try (WorkNode node = WorkNode.on(table)) {
      node.route("rows", CLAIM + "&workers=5&pollMs=1000", node::hold).start();
      eventually(() -> assertThat(node.inHand()).hasSize(5));
      assertThat(node.threads()).filteredOn("work"::equals).hasSizeGreaterThanOrEqualTo(5);
      node.release(5);
      eventually(() -> assertThat(table.ids("DONE", 1)).hasSize(5));

      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(node.threads()).containsExactly("work-clock"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "suspend", "context"})
  void endsWhatIsInHandWhenTheRouteStopsAndClaimsNoMore(String how) throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    table.insert(1, 6);
    ExecutorService person = Executors.newSingleThreadExecutor();
    try (WorkNode node = WorkNode.on(table)) {
      node.route("rows", CLAIM + "&workers=2&pollMs=50", node::hold).start();
      eventually(() -> assertThat(node.inHand()).hasSize(2));
      WorkConsumer consumer = (WorkConsumer) node.camel().getRoute("rows").getConsumer();
      Future<?> stop =
          person.submit(
              () -> {
                switch (how) {
                  case "stop" -> node.camel().getRouteController().stopRoute("rows");
                  case "suspend" -> node.camel().getRouteController().suspendRoute("rows");
                  default -> node.camel().stop();
                }
                return null;
              });
      eventually(() -> assertThat(consumer.isStarted()).isFalse());
      consumer.wake();
      assertThat(stop.isDone()).isFalse();
      node.release(6);
      stop.get(30, TimeUnit.SECONDS);

      assertThat(table.ids("DONE", 1)).containsExactly(1L, 2L);
      assertThat(table.ids("DUE", 0)).hasSize(4);
      assertThat(node.worked()).hasSize(2).allSatisfy((id, n) -> once(n));
    } finally {
      person.shutdownNow();
    }
  }

  /** The row that is in hand outlives several leases meanwhile. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void keepsWhatIsInHandWhileTheRouteIsReloaded(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    table.insert(1, 2);
    ExecutorService person = Executors.newSingleThreadExecutor();
    try (WorkNode node = WorkNode.on(table, SHORT_LEASE)) {
      node.route("rows", CLAIM + "&pollMs=50", node::hold).start();
      eventually(() -> assertThat(node.inHand()).containsOnlyKeys(1L));
      Instant firstLease = table.leaseUntil(1);
      Future<?> reload =
          person.submit(
              () -> {
                node.camel().getRouteController().stopRoute("rows");
                node.camel().removeRoute("rows");
                node.route("rows", CLAIM + "&pollMs=50", node::hold);
                return null;
              });
      eventually(
          () ->
              assertThat(table.leaseUntil(1))
                  .isAfter(firstLease.plus(SHORT_LEASE.multipliedBy(2))));
      assertThat(reload.isDone()).isFalse();
      node.release(2);
      reload.get(30, TimeUnit.SECONDS);

      eventually(() -> assertThat(table.ids("DONE", 1)).containsExactly(1L, 2L));
      assertThat(node.worked()).hasSize(2).allSatisfy((id, n) -> once(n));
    } finally {
      person.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void keepsARowThatTakesSeveralLeases(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    table.insert(1, 1);
    try (WorkNode node = WorkNode.on(table, SHORT_LEASE);
        WorkNode second = WorkNode.on(table, SHORT_LEASE)) {
      node.route("rows", CLAIM + "&pollMs=50", node::hold).start();
      eventually(() -> assertThat(node.inHand()).hasSize(1));
      Instant firstLease = table.leaseUntil(1);
      second.route("rows", CLAIM + "&pollMs=50", second::finish).start();
      eventually(
          () ->
              assertThat(table.leaseUntil(1))
                  .isAfter(firstLease.plus(SHORT_LEASE.multipliedBy(3))));
      assertThatCode(() -> Claim.requireOurs(node.inHand().get(1L))).doesNotThrowAnyException();
      node.release(1);

      eventually(() -> assertThat(table.ids("DONE", 1)).containsExactly(1L));
      assertThat(second.worked()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void renewsThreeTimesALease(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    table.insert(1, 1);
    Duration lease = Duration.ofMillis(600);
    try (StatementLog log = new StatementLog();
        WorkNode node = WorkNode.on(table, lease)) {
      node.route("rows", CLAIM + "&pollMs=0", node::hold).start();
      node.wake();
      eventually(() -> assertThat(node.inHand()).hasSize(1));
      Instant claimed = table.leaseUntil(1);
      eventually(() -> assertThat(log.renewals()).hasSize(3));
      eventually(
          () ->
              assertThat(table.leaseUntil(1))
                  .isAfter(claimed.plus(lease.multipliedBy(9).dividedBy(10))));

      // A third of the lease, and at most two ticks of 100 ms and what a busy machine adds.
      assertThat(table.leaseUntil(1)).isBefore(claimed.plus(lease.multipliedBy(2)));
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void letsGoOfARowThatSomebodyElseTook(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    table.insert(1, 1);
    try (LogRecorder log = new LogRecorder();
        WorkNode node = WorkNode.on(table, SHORT_LEASE)) {
      node.route(
              "rows",
              CLAIM + "&pollMs=0&label=row ${variable.rowNo}",
              exchange -> {
                Claim.requireOurs(exchange);
                node.hold(exchange);
                Claim.requireOurs(exchange);
              })
          .start();
      node.wake();
      eventually(() -> assertThat(node.inHand()).hasSize(1));
      table
          .sql()
          .sql("update work_row set claim_no = 2, lease_until = db_now_plus_ms(3600000)")
          .update();
      Instant theirs = table.leaseUntil(1);
      Exchange exchange = node.inHand().get(1L);

      eventually(
          () ->
              assertThatThrownBy(() -> Claim.requireOurs(exchange))
                  .isInstanceOf(ClaimLostException.class));
      node.release(1);
      eventually(() -> assertThat(log.at(Level.WARN)).hasSize(1));
      assertThat(log.at(Level.WARN))
          .singleElement()
          .asString()
          .containsPattern("worktest\\W.*row 1: the call was not sent");
      assertThat(table.leaseUntil(1)).isEqualTo(theirs);
      assertThat(log.at(Level.ERROR)).isEmpty();
    }
  }

  @Test
  void anExchangeWithoutAClaimIsNobodyElses() {
    assertThatCode(() -> Claim.requireOurs(new DefaultExchange(new DefaultCamelContext())))
        .doesNotThrowAnyException();
  }

  /** A process that stood still between a renewal and its answer. */
  @Test
  void aRenewalCountsFromWhenItWasSentAndNotFromALaterOne() {
    long now = System.nanoTime();
    long second = 1_000_000_000L;
    Claim claim =
        new Claim("worktest/renew-row", Map.of(), Duration.ofSeconds(60), now - 110 * second);
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    claim.enter(exchange);
    assertThat(claim.isDueForRenewal(now - 85 * second)).isTrue();
    assertThat(claim.isDueForRenewal(now)).as("while one is under way").isFalse();

    claim.renewed(now - 85 * second);
    claim.answered();

    assertThatThrownBy(() -> Claim.requireOurs(exchange)).isInstanceOf(ClaimLostException.class);
    assertThat(claim.isDueForRenewal(now)).isTrue();
    claim.renewed(now);
    assertThatCode(() -> Claim.requireOurs(exchange)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"bare, false", "bare, true", "cause, false", "cause, true"})
  void aLostClaimIsOneWarning(String how, boolean kept) throws Exception {
    List<String> lines =
        linesOf(
            kept,
            exchange -> {
              ClaimLostException lost = new ClaimLostException("taken over by another node");
              throw how.equals("bare") ? lost : new IllegalStateException("around", lost);
            });

    assertThat(lines)
        .hasSize(2)
        .allSatisfy(
            line -> assertThat(line).contains("WARN", "worktest", "taken over by another node"));
    assertThat(lines.get(0)).contains("row 1: ");
    assertThat(lines.get(1)).contains("row 2: ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void troubleWithTheDatabaseIsSaidOnce(boolean kept) throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);

    assertThat(
            linesOf(
                kept, exchange -> table.sql().sql("select * from nowhere").query().listOfRows()))
        .singleElement()
        .asString()
        .contains("ERROR", "store", "nowhere");
  }

  @Test
  void anyOtherFailureIsOneError() throws Exception {
    assertThat(
            linesOf(
                false,
                exchange -> {
                  throw new IllegalStateException("nobody thought of it");
                }))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("ERROR", "worktest", "nobody thought of it"))
        .satisfiesExactly(
            line -> assertThat(line).contains("row 1: "),
            line -> assertThat(line).contains("row 2: "));
  }

  @Tag("full")
  @Test
  void anErrorOfTheMachineLeavesTheOthersAtWork() throws Exception {
    assertThat(
            linesOf(
                false,
                exchange -> {
                  throw new StackOverflowError("too deep");
                }))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("ERROR", "worktest", "row "));
  }

  /** What is said when two rows fail, and that both are left to their lease. */
  private static List<String> linesOf(boolean kept, org.apache.camel.Processor work)
      throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    table.insert(1, 2);
    try (LogRecorder log = new LogRecorder();
        WorkNode node = WorkNode.on(table)) {
      node.camel()
          .addRoutes(
              new RouteBuilder() {
                @Override
                public void configure() {
                  errorHandler(noErrorHandler());
                  if (kept) {
                    errorHandler(defaultErrorHandler().logExhausted(false));
                    onException(Exception.class)
                        .handled(true)
                        .process(exchange -> assertThat(Leases.keepRow(exchange)).isTrue());
                  }
                  from("work:work_row?renew=worktest/renew-row&pollMs=0&label=row"
                          + " ${variable.rowNo}&"
                          + CLAIM)
                      .routeId("rows")
                      .process(work);
                }
              });
      node.start().wake();
      eventually(() -> assertThat(table.ids("RUNNING", 1)).containsExactly(1L, 2L));
      eventually(() -> assertThat(node.threads()).containsExactly("work-clock"));
      assertThat(table.leaseUntil(2)).isAfter(Instant.now());
      return java.util.stream.Stream.concat(
              log.at(Level.WARN).stream(), log.at(Level.ERROR).stream())
          .toList();
    }
  }

  @Test
  void keepsNoRowForAnythingElse() {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("of the row"));

    assertThat(Leases.keepRow(exchange)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void noClaimStarvesAnotherOfTheTable(Dialect dialect) throws Exception {
    WorkTable table = TABLES.get(dialect);
    table.insert(1, 40);
    try (WorkNode node = WorkNode.on(table)) {
      node.route("odd", "claim=worktest/claim-odd&workers=2&pollMs=50", node::hold)
          .route("even", "claim=worktest/claim-even&pollMs=50", node::finish)
          .start();

      eventually(() -> assertThat(table.ids("DONE", 1)).hasSize(20));
      assertThat(node.inHand()).hasSize(2);
      node.release(20);
      eventually(() -> assertThat(table.ids("DONE", 1)).hasSize(40));
    }
  }

  @Test
  void twoNodesWorkEachRowOnce() throws Exception {
    WorkTable table = TABLES.get(Dialect.POSTGRESQL);
    table.insert(1, 100);
    try (Database another = table.ofAnotherNode();
        WorkNode node = WorkNode.on(table);
        WorkNode second = new WorkNode(table, another, Duration.ofMinutes(1))) {
      node.route("rows", CLAIM + "&workers=3&pollMs=50", node::hold).start();
      second.route("rows", CLAIM + "&workers=3&pollMs=50", second::hold).start();
      eventually(
          () -> {
            assertThat(node.inHand()).hasSize(3);
            assertThat(second.inHand()).hasSize(3);
          });
      node.release(100);
      second.release(100);

      eventually(() -> assertThat(table.ids("DONE", 1)).hasSize(100));
      assertThat(node.worked()).doesNotContainKeys(second.worked().keySet().toArray(Long[]::new));
      assertThat(node.worked().size() + second.worked().size()).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "renew=worktest/renew-row | claim and renew",
        "claim=worktest/claim-row | claim and renew",
        "claim=worktest/claim-gone&renew=worktest/renew-row | worktest/claim-gone",
        "claim=worktest/claim-row&renew=worktest/renew-gone | worktest/renew-gone",
        "claim=gone&renew=worktest/renew-row | gone",
        "claim=worktest/claim-row&renew=gone | gone",
        "claim=worktest/claim-many&renew=worktest/renew-row | worktest/claim-many",
        "claim=worktest/claim-one&renew=worktest/renew-row | worktest/claim-one",
        "claim=worktest/renew-row&renew=worktest/renew-row | worktest/renew-row",
        "claim=worktest/claim-row&renew=worktest/renew-row&workers=0 | workers",
        "claim=worktest/claim-row&renew=worktest/renew-row&workers=-1 | workers",
        "claim=worktest/claim-row&renew=worktest/renew-row&ahead=-1 | ahead",
        "claim=worktest/claim-row&renew=worktest/renew-row&pollMs=-1 | pollMs",
      })
  void refusesAtStartWhatCantWork(String options, String named) throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    try (WorkNode node = WorkNode.on(table)) {
      node.camel()
          .addRoutes(
              new RouteBuilder() {
                @Override
                public void configure() {
                  from("work:work_row?" + options).routeId("rows").process(node::finish);
                }
              });

      assertThatThrownBy(node::start)
          .rootCause()
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .contains(named)
          .doesNotContain("begin", "index");
    }
  }

  /** A backup, or a person with a tool, that keeps the one writer waiting. */
  @Test
  void goesOnWhenSqliteWasLockedForAWhile() throws Exception {
    WorkTable table = TABLES.get(Dialect.SQLITE);
    table.insert(1, 1);
    try (WorkNode node = WorkNode.on(table, SHORT_LEASE);
        Connection other = DriverManager.getConnection(table.made().url())) {
      node.route("rows", CLAIM + "&workers=2&pollMs=50", node::hold).start();
      eventually(() -> assertThat(node.inHand()).hasSize(1));
      Exchange exchange = node.inHand().get(1L);
      execute(other, "begin immediate");
      execute(
          other,
          "insert into work_row (id, state, claim_no, next_attempt_at) values (2, 'DUE', 0,"
              + " '2026-01-01T00:00:00.000Z')");
      eventually(
          () ->
              assertThatThrownBy(() -> Claim.requireOurs(exchange))
                  .isInstanceOf(ClaimLostException.class));
      node.release(1);
      execute(other, "commit");
      node.release(9);

      eventually(() -> assertThat(table.ids("DONE", 1)).contains(2L));
      eventually(() -> assertThat(table.row(1)).containsEntry("state", "DONE"));
      eventually(() -> assertThat(node.inHand()).isEmpty());
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void goesOnWhenPostgresqlIsBack(int pollMs) throws Exception {
    try (WorkTable table = WorkTable.on(Dialect.POSTGRESQL, folder);
        LogRecorder log = new LogRecorder();
        WorkNode node = WorkNode.on(table, SHORT_LEASE)) {
      table.insert(1, 3);
      node.route("rows", CLAIM + "&workers=2&pollMs=" + pollMs, node::hold).start();
      node.wake();
      eventually(() -> assertThat(node.inHand()).hasSize(2));
      Exchange exchange = node.inHand().values().iterator().next();
      table.made().shutOut();
      eventually(
          () ->
              assertThatThrownBy(() -> Claim.requireOurs(exchange))
                  .isInstanceOf(ClaimLostException.class));
      node.release(2);
      eventually(() -> assertThat(node.inHand()).isEmpty());
      assertThat(log.at(Level.WARN)).filteredOn(line -> line.contains("can't be used")).hasSize(1);
      table.made().letIn();
      node.release(100);
      // A wake is for once: who never asks by himself is woken by the next trigger.
      node.wake();

      eventually(
          () ->
              assertThat(IntStream.rangeClosed(1, 3).mapToObj(id -> table.row(id).get("state")))
                  .containsOnly("DONE"));
    }
  }

  /** The statements that were given to either database while it is open. */
  private static final class StatementLog implements AutoCloseable {
    private final Logger spring =
        (Logger) LoggerFactory.getLogger("org.springframework.jdbc.core.JdbcTemplate");
    private final LogRecorder log = new LogRecorder();

    StatementLog() {
      spring.setLevel(Level.DEBUG);
    }

    List<String> of(String word) {
      return log.at(Level.DEBUG).stream()
          .filter(line -> line.contains("Executing prepared SQL statement"))
          .filter(line -> line.contains(word))
          .toList();
    }

    List<String> renewals() {
      return of("where id = ? and claim_no = ? and state = 'RUNNING'").stream()
          .filter(line -> line.contains("set lease_until"))
          .toList();
    }

    @Override
    public void close() {
      spring.setLevel(null);
      log.close();
    }
  }
}
