package io.github.qccroutes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.api.CallFate;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls that stand still between their slot or claim and the wire until both are another's. */
@Tag("full")
class StandstillTest {
  /** {@code -Dqccroutes.long=true} has answers take as long as the real timings allow. */
  private static final boolean LONG = Boolean.getBoolean("qccroutes.long");

  @Test
  void sendsNoCallTooManyAfterAStandstill() throws Exception {
    try (TestNode.Plan plan =
            TestNode.on(Dialect.POSTGRESQL)
                .with("qcc.api.max-in-flight", "2")
                .with("qcc.api.timeout-ms", "4000")
                .with("qcc.api.slot-lease-ms", "7000");
        TestNode one = plan.start();
        TestNode two = plan.start()) {
      awaitRest(one);
      plan.provider().faults().always(QuotaCalls.GET_QUOTA, Fault.delay(Duration.ofMillis(700)));
      long fences = fences(one);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<CompletableFuture<Exchange>> answers = new ArrayList<>();
      try (Connection lock = DriverManager.getConnection(plan.database().url())) {
        lock(lock, "api_hold");
        for (int n = 0; n < 4; n++) {
          TestNode node = n % 2 == 0 ? one : two;
          answers.add(CompletableFuture.supplyAsync(() -> node.get("getQuota", null), threads));
        }
        // Two took the slots, and when their leases had ended the other two did.
        TestNode.eventually(() -> assertThat(fences(one)).isGreaterThanOrEqualTo(fences + 4));
        lock.rollback();
      }
      List<Exchange> ended = answers.stream().map(CompletableFuture::join).toList();
      threads.shutdownNow();

      assertThat(plan.provider().ledger().maxInFlight()).isLessThanOrEqualTo(2);
      assertThat(ended.stream().filter(answer -> answer.getException() == null)).isNotEmpty();
      assertThat(ended)
          .filteredOn(
              answer ->
                  answer.getException() instanceof ProviderUnavailableException e
                      && String.valueOf(e.getMessage()).contains("not sent"))
          .hasSizeGreaterThanOrEqualTo(2)
          .allMatch(answer -> CallFate.of(answer) == CallFate.NOT_DONE);
      TestNode.eventually(() -> assertThat(one.takenSlots()).isZero());
    }
  }

  @Test
  void sendsNoCallThatAnotherNodeHasTakenOver() throws Exception {
    try (LogRecorder log = new LogRecorder();
        TestNode.Plan plan = TestNode.on(Dialect.POSTGRESQL)) {
      plan.with("qcc.data-dir", plan.folder().resolve("data").toString())
          .with("qcc.work.lease-ms", "4000")
          .with("qcc.api.timeout-ms", "30000")
          .with("qcc.api.slot-lease-ms", "90000")
          .with("qcc.assignments.quota-check", "false")
          .with("qcc.assignments.poll-ms", "50");
      try (TestNode one = plan.start();
          TestNode two = plan.start()) {
        awaitRest(one);
        renewNothing(one);
        Workload work = new Workload(plan.provider(), one.data());
        try (Connection lock = DriverManager.getConnection(plan.database().url())) {
          lock(lock, "api_slot");
          work.assign(3);
          awaitClaims(one, 2);
          one.sql().sql("drop trigger stand_still on assignment_call").update();
          lock.rollback();
        }
        TestNode.eventually(
            () -> assertThat(one.count("assignment_job where state = 'DONE'")).isOne());
        TestNode.eventually(
            () ->
                assertThat(log.all())
                    .anyMatch(line -> line.contains("this node was silent too long")));
        assertThat(one.ledger().calls(AllocationCalls.ADD_COMPANIES)).hasSize(1);
      }
    }
  }

  /** As if both nodes stood still: a lease that is renewed stays as it was. */
  private static void renewNothing(TestNode node) {
    node.sql()
        .sql(
            """
            create function stand_still() returns trigger language plpgsql as $$ begin
              if new.claim_no = old.claim_no and new.lease_until > old.lease_until then
                return null;
              end if;
              return new;
            end $$
            """)
        .update();
    node.sql()
        .sql(
            "create trigger stand_still before update on assignment_call"
                + " for each row execute function stand_still()")
        .update();
  }

  @Test
  void countsSlowAnswersAsInFlight() {
    Duration answer = LONG ? Duration.ofSeconds(90) : Duration.ofMillis(1_500);
    try (TestNode.Plan plan = TestNode.on(Dialect.POSTGRESQL)) {
      if (LONG) {
        plan.with("qcc.api.timeout-ms", "30000").with("qcc.api.slot-lease-ms", "120000");
      }
      try (TestNode one = plan.start();
          TestNode two = plan.start()) {
        awaitRest(one);
        plan.provider().faults().always(Faults.ANY, Fault.delay(answer));
        ExecutorService threads = Executors.newFixedThreadPool(12);
        List<CompletableFuture<Exchange>> answers = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
          TestNode node = n % 2 == 0 ? one : two;
          answers.add(CompletableFuture.supplyAsync(() -> node.get("getQuota", null), threads));
        }
        answers.forEach(CompletableFuture::join);
        threads.shutdownNow();

        assertThat(plan.provider().ledger().violations()).isEmpty();
        assertThat(plan.provider().ledger().maxInFlight()).isEqualTo(5);
      }
    }
  }

  private static void lock(Connection connection, String table) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("lock table " + table + " in access exclusive mode");
    }
  }

  private static void awaitRest(TestNode node) {
    TestNode.eventually(() -> assertThat(node.ledger().calls(PushCalls.LIST)).isNotEmpty());
    TestNode.eventually(() -> assertThat(node.takenSlots()).isZero());
  }

  private static void awaitClaims(TestNode node, int claims) {
    TestNode.eventually(
        () ->
            assertThat(
                    node.sql()
                        .sql("select coalesce(max(claim_no), 0) from assignment_call")
                        .query(Long.class)
                        .single())
                .isGreaterThanOrEqualTo(claims));
  }

  private static long fences(TestNode node) {
    return node.sql().sql("select sum(fence) from api_slot").query(Long.class).single();
  }
}
