package io.github.qccroutes.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.ReportCalls;
import io.github.qccroutes.sandbox.ReportCourse;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** When reports are ordered, through restarts, on one node and on two. */
class ReportsDueTest {
  @TempDir Path elsewhere;

  @ParameterizedTest
  @EachDatabase
  void ordersLateWhatCameDueWhileNoNodeRan(Dialect dialect) {
    try (Stage stage = Stage.on(dialect).firstStarted("2027-01-04T07:00")) {
      stage.startNode();
      stage.tickInVain();
      assertThat(stage.rows()).isEmpty();
      stage.stopNode();

      stage.setTime("2027-01-04T09:00");
      stage.startNode();

      // The start asks by itself.
      Stage.eventually(
          () -> assertThat(stage.rows()).containsExactly("day-2027-01-04", "week-2027-W01"));
      stage.tickUntil("day-2027-01-04", "READY");
      stage.tickUntil("week-2027-W01", "READY");
      stage.tickInVain();
      assertThat(stage.provider().ledger().reportOrders()).hasSize(2);

      // Two days down: what is past can't be ordered any more.
      stage.stopNode();
      stage.setTime("2027-01-07T09:00");
      stage.startNode();
      stage.tickUntil("day-2027-01-07", "READY");
      assertThat(stage.rows()).containsExactly("day-2027-01-04", "day-2027-01-07", "week-2027-W01");
    }
  }

  @Test
  void owesNothingFromBeforeTheVeryFirstStart() {
    try (Stage stage = Stage.on(Dialect.SQLITE)) {
      stage.setTime("2027-01-04T09:00");
      stage.startNode();
      stage.tickInVain();
      assertThat(stage.rows()).isEmpty();

      stage.setTime("2027-01-05T07:59:50");
      stage.tickInVain();
      assertThat(stage.rows()).isEmpty();
      // The first start is remembered, not the last.
      stage.stopNode();
      stage.setTime("2027-01-05T08:00:01");
      stage.startNode();

      stage.tickUntil("day-2027-01-05", "READY");
      assertThat(stage.rows()).containsExactly("day-2027-01-05");
    }
  }

  @Test
  void ordersOnceOnTwoNodes() {
    try (Stage stage = Stage.on(Dialect.POSTGRESQL).firstStarted("2027-01-31T09:00")) {
      stage.startNode();
      stage.startNode();
      for (String time :
          new String[] {"2027-02-01T08:00", "2027-02-02T08:00", "2027-02-03T08:00"}) {
        stage.setTime(time);
        stage.tickUntil("day-" + time.substring(0, 10), "READY");
        stage.tickInVain();
      }

      stage.tickUntil("week-2027-W05", "READY");
      stage.tickUntil("month-2027-02", "READY");
      assertThat(stage.provider().ledger().reportOrders()).hasSize(5);
      assertThat(stage.provider().ledger().violations()).isEmpty();
    }
  }

  @Test
  void ordersNothingTwiceWhenTheClockIsPutBack() {
    try (Stage stage = Stage.on(Dialect.SQLITE).firstStarted("2027-01-05T07:00")) {
      stage.startNode();
      stage.setTime("2027-01-06T08:30");
      stage.tickUntil("day-2027-01-06", "READY");
      stage.setTime("2027-01-06T07:30");
      stage.tickInVain();
      stage.setTime("2027-01-05T23:30");
      stage.tickInVain();
      stage.setTime("2027-01-06T08:00");
      stage.tickInVain();

      assertThat(stage.ordersAt("day")).isEqualTo(2);
      assertThat(stage.rows()).containsExactly("day-2027-01-05", "day-2027-01-06");
    }
  }

  @Test
  void goesOnWithAPendingOrderAfterARestart() {
    try (Stage stage = Stage.on(Dialect.POSTGRESQL).firstStarted("2027-01-05T07:00")) {
      stage.provider().reports().always(ReportCourse.ready().after(Duration.ofMinutes(10)));
      stage.startNode();
      stage.setTime("2027-01-05T08:00");
      stage.tickUntil("day-2027-01-05", "PENDING");
      stage.stopNode();

      stage.setTime("2027-01-05T08:11");
      stage.startNode();

      stage.tickUntil("day-2027-01-05", "READY");
      assertThat(stage.ordersAt("day")).isOne();
    }
  }

  @Test
  void takesAnOrderForAmbiguousAtOnceWhenItsNodeStartsAgain() {
    try (Stage stage = Stage.on(Dialect.SQLITE).firstStarted("2027-01-05T07:00")) {
      stage.setTime("2027-01-05T08:00");
      stage
          .sql()
          .sql(
              "insert into report_order (id, report_type, period, state, claim_no, lease_until,"
                  + " next_attempt_at) values ('day-2027-01-05', 'day', '2027-01-05', 'ORDERING', 1, "
                  + stage.dbTime(Duration.ofHours(1))
                  + ", "
                  + stage.dbTime(Duration.ZERO)
                  + ")")
          .update();

      stage.startNode();

      // Without a tick: the start asks by itself.
      Stage.eventually(
          () -> assertThat(stage.row("day-2027-01-05")).containsEntry("state", "AMBIGUOUS"));
      assertThat(stage.calls(ReportCalls.CREATE)).isZero();
      assertThat(stage.logged("AMBIGUOUS")).hasSize(1);
    }
  }

  @Test
  void ordersAfterAnOutageThatLetNoCallThrough() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    try (Stage stage = Stage.on(Dialect.SQLITE).firstStarted("2027-01-05T07:00")) {
      String provider = stage.settings().text("qcc.api.base-url");
      stage.with("qcc.api.base-url", "http://127.0.0.1:" + nobody + "/api");
      stage.startNode();
      stage.setTime("2027-01-05T08:00");
      stage.ticking(
          () ->
              assertThat((Integer) stage.row("day-2027-01-05").get("tries"))
                  .isGreaterThanOrEqualTo(2));
      stage.stopNode();
      assertThat(stage.row("day-2027-01-05").get("ordered_at")).isNull();

      stage.with("qcc.api.base-url", provider);
      stage.startNode();

      stage.tickUntil("day-2027-01-05", "READY");
      assertThat(stage.ordersAt("day")).isOne();
    }
  }

  @Test
  void waitsForASlotWithoutCallingTheOrderAmbiguous() {
    try (Stage stage =
        Stage.on(Dialect.SQLITE)
            .with("qcc.api.max-in-flight", "1")
            .with("qcc.api.slot-lease-ms", "1100")
            .firstStarted("2027-01-05T07:00")) {
      stage.startNode();
      String taken = "update api_slot set lease_until = ";
      stage.sql().sql(taken + stage.dbTime(Duration.ofHours(5))).update();
      stage.setTime("2027-01-05T08:00");
      stage.ticking(
          () -> assertThat((Integer) stage.row("day-2027-01-05").get("tries")).isPositive());
      assertThat(stage.row("day-2027-01-05").get("last_error")).asString().contains("slots");
      assertThat(stage.calls(ReportCalls.CREATE)).isZero();

      stage.sql().sql(taken + stage.dbTime(Duration.ZERO)).update();

      stage.tickUntil("day-2027-01-05", "READY");
    }
  }

  @Test
  void leavesNoDoubtWhileItWaitsForASlot() {
    try (Stage stage =
        Stage.on(Dialect.SQLITE)
            .with("qcc.api.max-in-flight", "1")
            .with("qcc.api.slot-lease-ms", "60000")
            .firstStarted("2027-01-05T07:00")) {
      stage.startNode();
      String taken = "update api_slot set lease_until = ";
      stage.sql().sql(taken + stage.dbTime(Duration.ofHours(5))).update();
      stage.setTime("2027-01-05T08:00");
      stage.ticking(() -> assertThat(stage.row("day-2027-01-05").get("lease_until")).isNotNull());
      assertThat(stage.row("day-2027-01-05"))
          .containsEntry("state", "DUE")
          .containsEntry("ordered_at", null);

      // Another node takes the row over; this one must not order then.
      stage
          .sql()
          .sql("update report_order set claim_no = claim_no + 1, lease_until = null")
          .update();
      stage.sql().sql(taken + stage.dbTime(Duration.ZERO)).update();

      stage.tickUntil("day-2027-01-05", "READY");
      assertThat(stage.row("day-2027-01-05").get("claim_no")).isNotEqualTo(1L);
      assertThat(stage.ordersAt("day")).isOne();
    }
  }

  @Test
  void ordersNothingWhosePeriodEndsWhileItWaitsForASlot() {
    try (Stage stage =
        Stage.on(Dialect.SQLITE)
            .with("qcc.api.max-in-flight", "1")
            .with("qcc.api.slot-lease-ms", "60000")
            .with("qcc.work.lease-ms", "1000")
            .firstStarted("2027-01-05T07:00")) {
      stage.startNode();
      String taken = "update api_slot set lease_until = ";
      stage.sql().sql(taken + "'2027-12-31T00:00:00.000Z'").update();
      stage.setTime("2027-01-05T23:59");
      stage.ticking(() -> assertThat(stage.row("day-2027-01-05").get("lease_until")).isNotNull());

      stage.clock().set("2027-01-06T00:01");
      stage.sql().sql(taken + stage.dbTime(Duration.ZERO)).update();

      assertThat(stage.tickUntil("day-2027-01-05", "EXPIRED").get("last_error"))
          .asString()
          .contains("the period ended");
      assertThat(stage.ordersAt("day")).isZero();
    }
  }

  @Test
  void waitsWhenTheReportCantBePutInItsPlace() throws IOException {
    try (Stage stage = Stage.on(Dialect.SQLITE).firstStarted("2027-01-05T07:00")) {
      stage.provider().reports().always(ReportCourse.ready());
      stage.startNode();
      Path folder = stage.data().resolve("reports/day");
      Files.delete(folder);
      Files.createFile(folder);
      stage.setTime("2027-01-05T08:00");
      stage.ticking(
          () -> assertThat((Integer) stage.row("day-2027-01-05").get("tries")).isPositive());
      assertThat(stage.row("day-2027-01-05"))
          .containsEntry("state", "PENDING")
          .containsEntry("attempts", 0);

      Files.delete(folder);

      stage.tickUntil("day-2027-01-05", "READY");
      Stage.eventually(() -> assertThat(stage.temporaryFiles()).isEmpty());
    }
  }

  @Test
  void leavesAnotherNodesOrderAlone() {
    try (Stage stage = Stage.on(Dialect.POSTGRESQL).firstStarted("2027-01-05T07:00")) {
      stage.provider().faults().next(ReportCalls.CREATE, Fault.delay(Duration.ofMillis(700)));
      stage.startNode();
      stage.startNode();
      stage.setTime("2027-01-05T08:00");

      stage.tickUntil("day-2027-01-05", "READY");

      assertThat(stage.calls(ReportCalls.CREATE)).isOne();
      assertThat(stage.row("day-2027-01-05").get("claim_no")).isNotEqualTo(1L);
    }
  }
}
