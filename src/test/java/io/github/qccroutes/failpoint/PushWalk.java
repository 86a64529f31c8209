package io.github.qccroutes.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Pushes, and the signed call and the download on the way. */
final class PushWalk extends FailpointWalk {
  private static final int LISTED = 30;
  private static final int MOST_A_ROUND = 3;

  /** The course of an archive of more than two blocks. */
  private static final String LARGE = "large";

  private static final int LARGE_ARCHIVE = 25_000;

  private final Set<String> bad = new TreeSet<>();
  private long first;

  PushWalk(Path folder, String databaseUrl) {
    super(folder, databaseUrl);
    installation
        .with("QCC_PUSH_POLL_MS", "100")
        .with("QCC_PUSH_RETRY_DELAY_MS", "50")
        .with("QCC_PUSH_MAX_ATTEMPTS", "100")
        .with("QCC_PUSH_RECONCILE_CRON", "* * * * * ?");
  }

  @Override
  List<String> routes() {
    return List.of("api", "push");
  }

  @Override
  List<String> walked() {
    return List.of("api", "push");
  }

  @Override
  Set<String> sample() {
    return Set.of(
        "record-called-back",
        "record-listed",
        "call-provider",
        "write-file",
        "refetch-order",
        "merge-records",
        "finish-order",
        "lift-probed-hold",
        "retry-unexpected-order");
  }

  @Override
  Stream<Kill> within(boolean all) {
    List<Kill> kills = new ArrayList<>();
    if (records.isSqlite()) {
      // between two blocks of an archive; PostgreSQL has one transaction
      kills.add(new Kill("commit:customer_risk#2", LARGE));
      if (all) {
        kills.add(new Kill("commit:customer_risk#1", LARGE));
        kills.add(new Kill("commit:customer_risk#3", LARGE));
        kills.addAll(Kill.each("commit:push_order", 8, USUAL));
        kills.addAll(Kill.each("commit:push_activation", 2, "confirm-activation"));
        kills.addAll(Kill.each("commit:api_slot", 4, USUAL));
      }
    } else {
      kills.add(new Kill("commit:customer_risk", LARGE));
      kills.add(new Kill("commit:push_order", USUAL));
    }
    return kills.stream();
  }

  @Override
  String fault(String course) {
    return switch (course) {
      case "start-warn-of-database" -> "read-listing" + NO_DATABASE;
      case "schedule-warn-of-database" -> "claim-probe" + NO_DATABASE;
      case "receive-warn-of-database", "answer-try-again" -> "record-called-back" + NO_DATABASE;
      case "retry-unexpected-order" -> "read-link" + UNEXPECTED;
      default -> "";
    };
  }

  @Override
  void work(String course) {
    // The fault is for the start, which a tick must not come before.
    installation.with(
        "QCC_PUSH_RECONCILE_CRON", course.equals("start-warn-of-database") ? "off" : "* * * * * ?");
    long unknown = provider.ledger().orders().size() - count("push_order");
    if (course.equals("count-gap") || unknown + MOST_A_ROUND > LISTED) {
      // What falls off the provider's list before a node has seen it is never imported.
      finish();
    }
    publish();
    publish();
    Faults faults = provider.faults();
    switch (course) {
      case "bury-order" -> faults.next(PushCalls.DOWNLOAD_URL, Fault.envelope("201", "查询无结果"));
      case "release-order" -> faults.next(PushCalls.DOWNLOAD_URL, Fault.envelope("112", "余额不足"));
      case "postpone-order" -> faults.next(PushCalls.DOWNLOAD_URL, Fault.httpStatus(503, "busy"));
      case "say-why-no-answer" -> faults.next(PushCalls.DOWNLOAD_URL, Fault.resetBeforeEffect());
      case "retry-order" -> faults.next(Faults.DOWNLOAD, Fault.httpStatus(403, "expired"));
      case "say-why-no-file" -> faults.next(Faults.DOWNLOAD, Fault.resetBeforeEffect());
      case LARGE -> {
        provider.push().publish(Publication.generated(first, LARGE_ARCHIVE).missed());
        first += LARGE_ARCHIVE;
      }
      case "refetch-order" ->
          bad.add(
              provider
                  .push()
                  .publish(Publication.generated(first, 1).wrongPassword().missed())
                  .orderNo());
      case "count-gap" -> {
        for (int n = 2; n < LISTED; n++) {
          publish();
        }
      }
      case "confirm-activation" -> {
        change(
            "update push_activation set claimed_at = '1970-01-01T00:00:00.000Z',"
                + " activated_at = '1970-01-01T00:00:00.000Z'");
        change("update push_order set created_at = '2026-01-05T00:00:00.000Z'");
      }
      case "lift-probed-hold", "postpone-probe" -> {
        if (course.equals("postpone-probe")) {
          faults.next(QuotaCalls.GET_QUOTA, Fault.httpStatus(503, "busy"));
        }
        change(
            "insert into api_hold (call, code, msg, held_at, until_at) values ('*', '103',"
                + " 'held', '2026-01-05T00:00:00.000Z', '2026-01-05T00:00:00.000Z')");
      }
      default -> {}
    }
  }

  /** Each push repeats ids of the one before. */
  private Ledger.Order publish() {
    first += 2;
    return provider.push().publish(Publication.generated(first, 3).missed());
  }

  @Override
  boolean isOfReadyNode(String course) {
    return Set.of(
            "check-callback",
            "record-called-back",
            "answer-callback",
            "receive-warn-of-database",
            "answer-try-again")
        .contains(course);
  }

  @Override
  void happen(String course) {
    String orderNo = publish().orderNo();
    provider.push().onceEnabled(() -> provider.push().callBack(orderNo));
  }

  @Override
  boolean isDone() {
    return count("push_order") == provider.ledger().orders().size()
        && count("push_order where state not in ('IMPORTED', 'DEAD')") == 0;
  }

  @Override
  void check() throws IOException {
    assertThat(records.texts("select order_no from push_order where state = 'DEAD'"))
        .as("dead orders")
        .containsExactlyInAnyOrderElementsOf(bad);
    assertThat(
            new HashSet<>(
                records.texts("select order_no from push_order where called_back_at is not null")))
        .as("acknowledged and recorded")
        .containsAll(
            provider.ledger().callbacks().stream()
                .filter(Ledger.Callback::acknowledged)
                .map(Ledger.Callback::orderNo)
                .toList());
    records.assertEqual(provider.ledger());
    if (records.isSqlite()) {
      assertThat(files("tmp", "")).as("temporary files").isEmpty();
    }
  }
}
