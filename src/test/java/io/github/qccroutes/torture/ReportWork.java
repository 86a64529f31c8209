package io.github.qccroutes.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.ReportCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reports: each type is ordered anew as soon as its last order has come to its end. */
final class ReportWork implements Work {
  private static final List<String> TYPES = List.of("day", "week", "month");
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private final LocalDate began = LocalDate.now(ZONE);
  private final Site site;
  private final Trouble trouble;
  private int rounds;
  private long ordering;

  ReportWork(Site site, Trouble trouble) {
    this.site = site;
    this.trouble = trouble;
  }

  /** Renames what is finished to an old period, so that the current one is due again. */
  @Override
  public void add() {
    rounds++;
    site.records()
        .change(
            "update report_order set id = '0-"
                + rounds
                + "-' || id, period = '0-"
                + rounds
                + "-' || period where finished_at is not null and period not like '0-%'");
  }

  /** Notes what may be unclear, now that a node was struck. */
  void struck() {
    ordering += site.records().count("select count(*) from report_order where state = 'ORDERING'");
  }

  @Override
  public Map<String, Long> end() {
    return Map.of("select count(*) from report_order where finished_at is null", 0L);
  }

  @Override
  public void compare(Figures figures) throws IOException {
    Ledger ledger = site.provider().ledger();
    List<Map<String, @Nullable Object>> rows =
        site.records().rows("select report_type, state, order_no, file from report_order");
    assertThat(rows)
        .extracting(row -> row.get("state"))
        .as("states")
        .isSubsetOf("READY", "AMBIGUOUS", "EXPIRED");
    Set<String> known = new HashSet<>();
    for (Map<String, @Nullable Object> row : rows) {
      if ("READY".equals(row.get("state"))) {
        String orderNo = String.valueOf(row.get("order_no"));
        assertThat(known.add(orderNo)).as("%s stands once", orderNo).isTrue();
        Path file = site.data().resolve(String.valueOf(row.get("file")));
        assertThat(file).hasSameBinaryContentAs(site.provider().reports().archive(orderNo));
      }
    }
    assertThat(known).as("reports stored").isNotEmpty();
    assertThat(site.files("reports", "")).as("report files").hasSameSizeAs(known);
    assertThat(rows.stream().filter(row -> "EXPIRED".equals(row.get("state"))).count())
        .as("EXPIRED reports; only where a period ended meanwhile")
        .isLessThanOrEqualTo(TYPES.size() * ChronoUnit.DAYS.between(began, LocalDate.now(ZONE)));
    long ambiguous = rows.stream().filter(row -> "AMBIGUOUS".equals(row.get("state"))).count();
    for (String type : TYPES) {
      Set<String> placed =
          ledger.reportOrders(type).stream()
              .map(Ledger.ReportOrder::orderNo)
              .collect(Collectors.toSet());
      List<Map<String, @Nullable Object>> own =
          rows.stream().filter(row -> type.equals(row.get("report_type"))).toList();
      assertThat(placed)
          .as("%s reports ordered, once a row at most", type)
          .hasSizeLessThanOrEqualTo(own.size());
      placed.removeAll(known);
      assertThat(placed)
          .as("%s reports ordered and not stored", type)
          .hasSizeLessThanOrEqualTo(
              (int) own.stream().filter(row -> "AMBIGUOUS".equals(row.get("state"))).count());
    }
    assertThat(ambiguous)
        .as("AMBIGUOUS reports; only where a stroke or a fault met the order")
        .isLessThanOrEqualTo(ordering + trouble.spoilt(ReportCalls.CREATE));
    figures.put("reportsOrdered", ledger.reportOrders().size());
    figures.put("reportsStored", known.size());
    figures.put("reportsAmbiguous", ambiguous);
  }
}
