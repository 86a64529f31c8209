package io.github.qccroutes.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.cli.Records;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.RiskArchive;
import io.github.qccroutes.sandbox.RiskRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Pushes: called back or missed, whole or bad, older than others, and repeated. */
final class PushWork implements Work {
  private static final String PASSWORD = "0123456789abcdef";

  /** So many callbacks can't all have met a kill. */
  private static final int ENOUGH = 20;

  private static final int FAILURES_THAT_END_CALLBACKS = 5;

  private final Site site;
  private final Set<String> bad = new TreeSet<>();

  PushWork(Site site) {
    this.site = site;
  }

  @Override
  public void add() throws IOException {
    Random random = site.random();
    for (int n = random.nextInt(3); n >= 0; n--) {
      int kind = random.nextInt(12);
      Publication push = kind == 0 ? damaged() : generated(kind);
      PushCalls pushes = site.provider().push();
      String orderNo = pushes.publish(push.missed()).orderNo();
      if (random.nextInt(3) > 0) {
        // The first node may be ready before it has registered its address.
        pushes.onceEnabled(() -> pushes.callBack(orderNo));
      }
      if (kind < 2) {
        bad.add(orderNo);
      }
    }
    if (random.nextInt(4) == 0) {
      List<Ledger.Order> orders = site.provider().ledger().orders();
      site.provider().push().callBack(orders.get(random.nextInt(orders.size())).orderNo());
    }
    if (site.provider().push().failuresInARow() >= FAILURES_THAT_END_CALLBACKS) {
      haveThemCalledAgain();
    }
  }

  private Publication generated(int kind) {
    Random random = site.random();
    Publication push =
        Publication.generated(1_000L * random.nextInt(20), 1 + random.nextInt(1_500));
    return switch (kind) {
      case 1 -> push.wrongPassword();
      case 2, 3, 4 ->
          push.pushDate(
              LocalDateTime.now(ZoneId.of("Asia/Shanghai")).minusHours(1 + random.nextInt(100)));
      case 5, 6 -> push.withoutScores();
      default -> push;
    };
  }

  /** An archive with one bit changed, which only its seal shows. */
  private static Publication damaged() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RiskArchive.write(
        out,
        PASSWORD,
        "2030-01-01 00:00:00",
        50,
        LongStream.range(0, 50).mapToObj(RiskRecord::sample));
    byte[] archive = out.toByteArray();
    archive[archive.length / 2] ^= 1;
    return Publication.archive(archive, PASSWORD);
  }

  /** The provider has given up: what it never called back for looks old enough to be told so. */
  private void haveThemCalledAgain() {
    site.records()
        .change(
            "update push_activation set claimed_at = '1970-01-01T00:00:00.000Z',"
                + " activated_at = '1970-01-01T00:00:00.000Z'");
    site.records()
        .change(
            "update push_order set created_at = '"
                + Instant.ofEpochMilli(System.currentTimeMillis() - 1_200_000)
                + "' where called_back_at is null");
  }

  @Override
  public Map<String, Long> end() {
    return Map.of(
        "select count(*) from push_order",
        (long) site.provider().ledger().orders().size(),
        "select count(*) from push_order where state not in ('IMPORTED', 'DEAD')",
        0L);
  }

  @Override
  public void compare(Figures figures) {
    Ledger ledger = site.provider().ledger();
    Set<String> acknowledged =
        ledger.callbacks().stream()
            .filter(Ledger.Callback::acknowledged)
            .map(Ledger.Callback::orderNo)
            .collect(Collectors.toSet());
    Set<String> calledBack =
        new HashSet<>(
            site.records()
                .texts("select order_no from push_order where called_back_at is not null"));
    assertThat(calledBack).as("acknowledged and recorded").containsAll(acknowledged);
    if (ledger.callbacks().size() >= ENOUGH) {
      assertThat(acknowledged).as("acknowledged").isNotEmpty();
    }
    Set<String> recorded = new TreeSet<>(site.records().texts("select order_no from push_order"));
    Set<String> published =
        ledger.orders().stream().map(Ledger.Order::orderNo).collect(Collectors.toSet());
    assertThat(recorded).as("orders").isEqualTo(published);
    assertThat(site.records().texts("select order_no from push_order where state = 'DEAD'"))
        .as("dead orders")
        .containsExactlyInAnyOrderElementsOf(bad);
    Records.Difference rows = site.records().compare(ledger);
    assertThat(rows.isNone()).as("rows: %s", rows).isTrue();
    figures.put("orders", recorded.size());
    figures.put("callbacks", ledger.callbacks().size());
    figures.put("acknowledged", acknowledged.size());
    figures.put("imported", recorded.size() - bad.size());
    figures.put("dead", bad.size());
    figures.put("rowsExpected", rows.expected());
    figures.put("rowsPresent", rows.present());
    figures.put("lost", rows.lost());
    figures.put("doubled", rows.doubled());
    figures.put("rewound", rows.rewound());
  }
}
