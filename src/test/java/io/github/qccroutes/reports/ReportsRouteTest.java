package io.github.qccroutes.reports;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.ShiftedClock;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.ReportCalls;
import io.github.qccroutes.sandbox.ReportCourse;
import io.github.qccroutes.store.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a report from the time it is due to its file or its end. */
@ParameterizedClass
@EachDatabase
class ReportsRouteTest {
  private static Stage stage;
  private static LocalDate today = LocalDate.parse("2027-01-05");

  @Parameter Dialect dialect;

  /** The day's report of this test. */
  private String id;

  @BeforeParameterizedClassInvocation
  static void start(Dialect dialect) {
    stage =
        Stage.on(dialect)
            .with("qcc.reports.week-cron", "off")
            .with("qcc.reports.month-cron", "off")
            .firstStarted("2027-01-01T00:00");
    stage.startNode();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    stage.close();
  }

  /** Each test has a day of its own, and begins before the report is due. */
  @BeforeEach
  void aNewDay() {
    today = today.plusDays(1);
    stage.setTime(today + "T07:00");
    id = "day-" + today;
  }

  @AfterEach
  void leaveNothingBehind() {
    stage.provider().faults().clear();
    stage.provider().reports().always(ReportCourse.ready().afterPolls(1));
    stage.provider().reports().nothingChanged();
    stage.provider().reports().linkLifetime(Duration.ofDays(365));
    stage.sql().sql("delete from api_hold").update();
    stage.sql().sql("delete from report_order").update();
    Stage.eventually(() -> assertThat(stage.temporaryFiles()).isEmpty());
    assertThat(stage.log().all())
        .noneMatch(line -> stage.provider().ledger().secrets().stream().anyMatch(line::contains));
    stage.forgetLog();
  }

  @Test
  void storesTheReportOnceItIsMade() {
    int orders = stage.ordersAt("day");
    stage.tickInVain();
    assertThat(stage.rows()).isEmpty();

    stage.setTime(today + "T08:00");
    Map<String, Object> row = stage.tickUntil(id, "READY");

    String orderNo = (String) row.get("order_no");
    assertThat(row)
        .containsEntry("report_type", "day")
        .containsEntry("period", today.toString())
        .containsEntry("file", "reports/day/" + orderNo + ".zip")
        .containsEntry("last_error", null)
        .containsEntry("attempts", 0);
    assertThat(row.get("ordered_at")).isNotNull();
    assertThat(row.get("finished_at")).isNotNull();
    assertThat(stage.data().resolve("reports/day/" + orderNo + ".zip"))
        .hasSameBinaryContentAs(stage.provider().reports().archive(orderNo));
    assertThat(stage.logged("day " + today))
        .satisfiesExactly(
            line -> assertThat(line).endsWith(": ordered, " + orderNo + "\n"),
            line -> assertThat(line).endsWith(": stored, " + row.get("file") + "\n"));
    stage.tickInVain();
    assertThat(stage.ordersAt("day")).isEqualTo(orders + 1);
  }

  @Test
  void takesNoChangeForASuccess() {
    stage.provider().reports().nothingChanged("day");

    Map<String, Object> row = orderUntil("NO_CHANGE");

    assertThat(row).containsEntry("order_no", null).containsEntry("last_error", null);
    assertThat(stage.log().at(Level.WARN)).isEmpty();
    assertThat(stage.log().at(Level.ERROR)).isEmpty();
    assertOrderedNoMore();
  }

  @Test
  void saysWhenTheProviderRefusesTheOrder() {
    stage.provider().faults().next(ReportCalls.CREATE, Fault.envelope("202", "【测试】原话"));

    Map<String, Object> row = orderUntil("FAILED");

    assertThat(row.get("last_error")).asString().contains("202", "原话");
    assertThat(stage.log().at(Level.ERROR)).singleElement().asString().contains("--again");
    assertOrderedNoMore();
  }

  static Stream<Fault> turnedAway() {
    return some(
        Fault.envelope("120", "?"),
        Fault.envelope("122", "?"),
        Fault.envelope("124", "?"),
        Fault.httpStatus(429, "slow down"));
  }

  @ParameterizedTest
  @MethodSource("turnedAway")
  void ordersAgainWhatWasTurnedAway(Fault fault) {
    int orders = stage.ordersAt("day");
    stage.provider().faults().next(ReportCalls.CREATE, 2, fault);

    orderUntil("READY");

    assertThat(stage.ordersAt("day")).isEqualTo(orders + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"109", "111", "102"})
  void ordersOnceAHoldIsLifted(String code) {
    int calls = stage.calls(ReportCalls.CREATE);
    stage.provider().faults().next(ReportCalls.CREATE, Fault.envelope(code, "?"));
    orderUntilHeld();
    assertThat(stage.calls(ReportCalls.CREATE)).isEqualTo(calls + 1);
    stage.tickInVain();
    assertThat(stage.calls(ReportCalls.CREATE)).isEqualTo(calls + 1);
    assertThat(stage.row(id)).containsEntry("state", "DUE").containsEntry("ordered_at", null);
    assertThat(stage.row(id).get("last_error")).asString().contains(code);

    stage.sql().sql("delete from api_hold").update();

    stage.tickUntil(id, "READY");
    assertThat(stage.calls(ReportCalls.CREATE)).isEqualTo(calls + 2);
  }

  @Test
  void givesAHeldOrderUpWhenItsPeriodEnds() {
    stage.provider().faults().next(ReportCalls.CREATE, Fault.envelope("111", "?"));
    orderUntilHeld();
    int calls = stage.calls(ReportCalls.CREATE);

    stage.setTime(today.plusDays(1) + "T00:00");
    stage.sql().sql("delete from api_hold").update();

    assertThat(stage.tickUntil(id, "EXPIRED").get("last_error"))
        .asString()
        .contains("period", "111");
    assertThat(stage.calls(ReportCalls.CREATE)).isEqualTo(calls);
    assertThat(stage.logged("EXPIRED")).hasSize(1);
    today = today.plusDays(1);
  }

  static Stream<Fault> unclear() {
    return some(
        Fault.resetBeforeEffect(),
        Fault.resetAfterEffect(),
        Fault.delay(Duration.ofMillis(1_300)),
        Fault.endlessBody(),
        Fault.cut(),
        Fault.cutText(),
        Fault.emptyBody(),
        Fault.html(),
        Fault.httpStatus(500, "no"),
        Fault.httpStatus(502, "no"),
        Fault.httpStatus(503, "no"),
        Fault.redirect("http://127.0.0.1:1/"),
        Fault.envelope("199", "?"),
        Fault.envelope("203", "?"),
        Fault.envelope("205", "?"),
        Fault.envelope("777", "?"),
        Fault.httpStatus(200, "application/json", "{\"status\":\"200\",\"result\":null}"),
        Fault.httpStatus(
            200, "application/json", "{\"status\":\"200\",\"result\":{\"orderNo\":\"../x\"}}"));
  }

  @ParameterizedTest
  @MethodSource("unclear")
  void neverRepeatsAnOrderWhoseEndIsUnclear(Fault fault) {
    stage.provider().faults().next(ReportCalls.CREATE, fault);

    Map<String, Object> row = orderUntil("AMBIGUOUS");

    assertThat(row.get("last_error")).asString().startsWith("createReport: ");
    assertThat(row.get("ordered_at")).isNotNull();
    assertOrderedNoMore();
    assertThat(stage.logged("AMBIGUOUS"))
        .singleElement()
        .asString()
        .contains("qcc-routes reports order day --again");
  }

  @Test
  void ordersAnAmbiguousReportAgainWhenAPersonSaysSo() {
    stage.provider().faults().next(ReportCalls.CREATE, Fault.resetAfterEffect());
    orderUntil("AMBIGUOUS");
    int orders = stage.ordersAt("day");

    assertThat(orders(false).answer()).isEqualTo(ReportOrders.Answer.SETTLED);
    stage.tickInVain();
    assertThat(stage.ordersAt("day")).isEqualTo(orders);
    assertThat(orders(true))
        .extracting(ReportOrders.Result::answer, ReportOrders.Result::state)
        .containsExactly(ReportOrders.Answer.AGAIN, "AMBIGUOUS");

    stage.tickUntil(id, "READY");
    assertThat(stage.ordersAt("day")).isEqualTo(orders + 1);
  }

  @Test
  void ordersBeforeItsTimeWhenAPersonSaysSo() {
    assertThat(orders(false).answer()).isEqualTo(ReportOrders.Answer.DUE);
    assertThat(orders(false).answer()).isEqualTo(ReportOrders.Answer.DUE);

    stage.tickUntil(id, "READY");

    assertThat(orders(false).answer()).isEqualTo(ReportOrders.Answer.SETTLED);
    stage.setTime(today + "T09:00");
    assertOrderedNoMore();
  }

  @Test
  void takesAnOrderNumberThatIsANumber() {
    stage
        .provider()
        .faults()
        .next(
            ReportCalls.CREATE,
            Fault.httpStatus(
                200, "application/json", "{\"status\":\"200\",\"result\":{\"orderNo\":4711}}"));

    assertThat(orderUntil("FAILED")).containsEntry("order_no", "4711");
  }

  @Test
  void fetchesWhatWasMadeButCouldNotBeHadWithoutOrderingItAgain() {
    stage.provider().reports().always(ReportCourse.ready());
    stage.provider().reports().linkLifetime(Duration.ZERO);
    Object orderNo = orderUntil("FAILED").get("order_no");
    int orders = stage.ordersAt("day");
    stage.provider().reports().linkLifetime(Duration.ofDays(1));

    assertThat(orders(false))
        .extracting(ReportOrders.Result::answer, ReportOrders.Result::state)
        .containsExactly(ReportOrders.Answer.FETCH, "FAILED");

    assertThat(stage.tickUntil(id, "READY"))
        .containsEntry("order_no", orderNo)
        .containsEntry("attempts", 0);
    assertThat(stage.ordersAt("day")).isEqualTo(orders);
  }

  @Test
  void fetchesAnEarlierPeriodsReportByItsNumber() {
    stage.provider().reports().always(ReportCourse.state("P"));
    String orderNo = (String) orderUntil("PENDING").get("order_no");
    passDeadline();
    stage.tickUntil(id, "EXPIRED");
    assertThat(stage.logged("EXPIRED")).singleElement().asString().contains("fetch " + orderNo);
    today = today.plusDays(1);
    stage.setTime(today + "T07:00");
    stage
        .provider()
        .faults()
        .next(ReportCalls.INFO, link("http://" + stage.provider().downloadHost() + "/nowhere.zip"));

    assertThat(reportOrders().fetch(orderNo)).isTrue();

    stage.ticking(() -> assertThat((Integer) stage.row(id).get("attempts")).isOne());
    assertThat(reportOrders().fetch("JKDAY-0")).isFalse();
  }

  @Test
  void keepsTheNumbersOfOrdersThatWereReplaced() {
    Object first = orderUntil("READY").get("order_no");
    orders(true);
    Object second = stage.tickUntil(id, "READY").get("order_no");
    orders(true);

    Map<String, Object> row = stage.tickUntil(id, "READY");

    assertThat(row).containsEntry("earlier_order_nos", first + " " + second);
    assertThat(row.get("order_no")).isNotIn(first, second);
  }

  @Test
  void fetchesAnOrderThatWasReplaced() {
    String first = (String) orderUntil("READY").get("order_no");
    int ordered = stage.calls(ReportCalls.CREATE);
    stage.provider().faults().next(ReportCalls.CREATE, Fault.resetAfterEffect());
    orders(true);
    stage.tickUntil(id, "AMBIGUOUS");
    assertThat(reportOrders().fetch(first.substring(1))).isFalse();

    assertThat(reportOrders().fetch(first)).isTrue();

    assertThat(stage.tickUntil(id, "READY")).containsEntry("order_no", first);
    assertThat(stage.calls(ReportCalls.CREATE)).isEqualTo(ordered + 1);
    orders(true);
    String second = (String) stage.tickUntil(id, "READY").get("order_no");
    assertThat(second).isNotEqualTo(first);
    assertThat(reportOrders().fetch(first)).isTrue();
    assertThat(stage.tickUntil(id, "READY"))
        .containsEntry("order_no", first)
        .containsEntry("earlier_order_nos", second);
  }

  @Test
  void leavesAnOrderThatIsUnderWayAlone() {
    stage.provider().reports().always(ReportCourse.state("P"));
    orderUntil("PENDING");

    assertThat(orders(true).answer()).isEqualTo(ReportOrders.Answer.BUSY);
    assertThat(stage.row(id)).containsEntry("state", "PENDING");
  }

  @Test
  void takesADeadNodesUnfinishedOrderForAmbiguous() {
    int calls = stage.calls(ReportCalls.CREATE);
    stage
        .sql()
        .sql(
            "insert into report_order (id, report_type, period, state, claim_no, lease_until,"
                + " next_attempt_at) values ('"
                + id
                + "', 'day', '"
                + today
                + "', 'ORDERING', 1, "
                + stage.dbTime(Duration.ofHours(1))
                + ", "
                + stage.dbTime(Duration.ofHours(-1))
                + ")")
        .update();
    stage.setTime(today + "T09:00");
    if (dialect == Dialect.POSTGRESQL) {
      stage.tickInVain();
      assertThat(stage.row(id)).containsEntry("state", "ORDERING");
    }

    stage
        .sql()
        .sql("update report_order set lease_until = " + stage.dbTime(Duration.ZERO))
        .update();

    stage.tickUntil(id, "AMBIGUOUS");
    assertThat(stage.calls(ReportCalls.CREATE)).isEqualTo(calls);
    stage.tickInVain();
    assertThat(stage.logged("AMBIGUOUS")).hasSize(1);
  }

  @Test
  void believesALateAnswerAboutAnOrderThatWasTakenForLost() {
    stage.provider().faults().next(ReportCalls.CREATE, Fault.delay(Duration.ofMillis(600)));
    stage.setTime(today + "T08:00");
    stage.tick();
    Stage.eventually(() -> assertThat(stage.row(id)).containsEntry("state", "ORDERING"));
    stage
        .sql()
        .sql(
            "update report_order set state = 'AMBIGUOUS', lease_until = null where id = '"
                + id
                + "'")
        .update();

    stage.tickUntil(id, "READY");
  }

  @Test
  void writesTheReceiptHoweverLongTheDatabaseRefuses() throws Exception {
    stage.provider().faults().next(ReportCalls.CREATE, Fault.delay(Duration.ofMillis(500)));
    int orders = stage.ordersAt("day");
    stage.setTime(today + "T08:00");
    stage.tick();
    Stage.eventually(() -> assertThat(stage.row(id)).containsEntry("state", "ORDERING"));
    stage.sql().sql("alter table report_order rename to hidden").update();
    Stage.eventually(() -> assertThat(stage.ordersAt("day")).isEqualTo(orders + 1));
    Stage.eventually(() -> assertThat(stage.logged("rights were changed")).isNotEmpty());

    stage.sql().sql("alter table hidden rename to report_order").update();

    assertThat(stage.tickUntil(id, "READY").get("order_no")).isNotNull();
    assertThat(stage.ordersAt("day")).isEqualTo(orders + 1);
  }

  @Test
  void saysWhenTheProviderFailedToMakeTheReport() {
    stage.provider().reports().always(ReportCourse.failed().afterPolls(1));

    assertThat(orderUntil("FAILED").get("last_error")).asString().contains("(F)");

    assertThat(stage.log().at(Level.ERROR)).singleElement().asString().contains("--again");
    assertOrderedNoMore();
  }

  @Test
  void saysWhenTheProviderDoesNotKnowTheOrder() {
    stage.provider().faults().next(ReportCalls.INFO, Fault.envelope("201", "报告订单号无效"));

    assertThat(orderUntil("FAILED").get("last_error")).asString().contains("201", "报告订单号无效");
  }

  static Stream<Fault> notMadeYet() {
    return some(
        Fault.envelope("205", "【有效请求】等待处理中"),
        info("{\"reportStatus\":\"P\",\"reportUrl\":null}"),
        info("{\"reportStatus\":\"S\",\"reportUrl\":null}"),
        info("{\"reportStatus\":\"S\",\"reportUrl\":\" \"}"),
        info("{\"reportStatus\":\"S\"}"),
        info("{\"reportStatus\":\"X\",\"reportUrl\":null}"),
        info("{\"reportStatus\":7}"),
        info("{}"),
        info("null"));
  }

  @ParameterizedTest
  @MethodSource("notMadeYet")
  void waitsForTheReport(Fault fault) {
    stage.provider().faults().next(ReportCalls.INFO, 3, fault);

    Map<String, Object> row = orderUntil("READY");

    assertThat(row).containsEntry("attempts", 0);
    assertThat(stage.log().at(Level.WARN)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("notMadeYet")
  void waitsNoLongerThanTheDeadline(Fault fault) {
    stage.provider().faults().always(ReportCalls.INFO, fault);
    orderUntil("PENDING");
    stage.tickInVain();
    assertThat(stage.row(id)).containsEntry("state", "PENDING");

    passDeadline();

    stage.tickUntil(id, "EXPIRED");
    // The row is written before the line about it.
    Stage.eventually(() -> assertThat(stage.logged("EXPIRED")).hasSize(1));
    assertOrderedNoMore();
  }

  @Test
  void fetchesAReportThatWasReadyWhileTheNodeWasDownBeyondTheDeadline() {
    stage.provider().reports().always(ReportCourse.ready());
    stage.provider().faults().always(ReportCalls.INFO, Fault.envelope("124", "?"));
    orderUntil("PENDING");
    passDeadline();
    stage.tickInVain();
    assertThat(stage.row(id)).containsEntry("state", "PENDING");

    stage.provider().faults().clear();

    stage.tickUntil(id, "READY");
  }

  static Stream<Arguments> outOfReach() {
    return Stream.of(
        Arguments.of(ReportCalls.INFO, Fault.envelope("124", "?")),
        Arguments.of(Faults.DOWNLOAD, Fault.httpStatus(500, "no")));
  }

  @ParameterizedTest
  @MethodSource("outOfReach")
  void waitsNoLongerThanAWeekForWhatIsOutOfReach(String path, Fault fault) {
    stage.provider().reports().always(ReportCourse.ready());
    stage.provider().faults().always(path, fault);
    orderUntil("PENDING");
    orderedBefore(Duration.ofDays(7).minusMinutes(1));
    stage.ticking(() -> assertThat((Integer) stage.row(id).get("tries")).isGreaterThan(3));
    assertThat(stage.row(id)).containsEntry("state", "PENDING");

    orderedBefore(Duration.ofDays(7));

    assertThat(stage.tickUntil(id, "EXPIRED").get("finished_at")).isNotNull();
    assertThat(stage.log().at(Level.ERROR)).singleElement().asString().contains("reports fetch");
  }

  @Test
  void tellsOnTheHealthPageOfAnEarlierPeriodThatIsNotSettled() {
    stage.provider().faults().always(ReportCalls.INFO, Fault.envelope("124", "?"));
    orderUntil("PENDING");
    stage.ticking(() -> assertThat(stage.row(id).get("last_error")).isNotNull());
    String before = today.toString();
    today = today.plusDays(1);
    stage.provider().reports().nothingChanged("day");
    stage.setTime(today + "T08:00");
    stage.tickUntil("day-" + today, "NO_CHANGE");

    assertThat(stage.health()).contains("day " + before + " PENDING (getReportInfo: 124");
  }

  static Stream<Fault> outages() {
    return some(
        Fault.resetBeforeEffect(),
        Fault.resetAfterEffect(),
        Fault.delay(Duration.ofMillis(1_300)),
        Fault.cut(),
        Fault.cutText(),
        Fault.html(),
        Fault.httpStatus(503, "no"),
        Fault.envelope("122", "?"),
        Fault.envelope("777", "?"));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void losesNoOrderToAnOutage(Fault fault) {
    int orders = stage.ordersAt("day");
    stage.provider().faults().next(ReportCalls.INFO, 2, fault);

    assertThat(orderUntil("READY")).containsEntry("attempts", 0);

    assertThat(stage.ordersAt("day")).isEqualTo(orders + 1);
    assertThat(stage.log().at(Level.WARN)).hasSize(2);
  }

  @Test
  void asksNothingWhileTheQuestionIsHeld() {
    stage.provider().faults().next(ReportCalls.INFO, Fault.envelope("116", "?"));
    orderUntil("PENDING");
    stage.ticking(
        () ->
            assertThat(stage.sql().sql("select count(*) from api_hold").query(Long.class).single())
                .isOne());
    int calls = stage.calls(ReportCalls.INFO);
    stage.tickInVain();
    assertThat(stage.calls(ReportCalls.INFO)).isEqualTo(calls);

    stage.sql().sql("delete from api_hold").update();

    assertThat(stage.tickUntil(id, "READY")).containsEntry("attempts", 0);
  }

  static Stream<Fault> downloadOutages() {
    return some(
        Fault.httpStatus(500, "no"),
        Fault.resetBeforeEffect(),
        Fault.cut(),
        Fault.html(),
        Fault.emptyBody(),
        Fault.delay(Duration.ofMillis(1_300)));
  }

  @ParameterizedTest
  @MethodSource("downloadOutages")
  void downloadsAgainAfterAnOutage(Fault fault) {
    stage.provider().faults().next(Faults.DOWNLOAD, 2, fault);

    assertThat(orderUntil("READY")).containsEntry("attempts", 0);
  }

  @Test
  void downloadsAgainWithAFreshLink() {
    stage.provider().reports().always(ReportCourse.ready());
    stage.provider().reports().linkLifetime(Duration.ZERO);
    orderUntil("PENDING");
    stage.ticking(() -> assertThat((Integer) stage.row(id).get("attempts")).isPositive());
    assertThat(stage.row(id).get("last_error")).asString().contains("403");
    stage.provider().reports().linkLifetime(Duration.ofMinutes(5));

    stage.tickUntil(id, "READY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/report.zip",
        "file:///etc/passwd",
        "https://pro-files.qichacha.com.example.com/x.zip"
      })
  void fetchesFromListedHostsOnly(String link) {
    stage.provider().reports().always(ReportCourse.ready().link(link));

    Map<String, Object> row = orderUntil("FAILED");

    assertThat(row).containsEntry("attempts", 3);
    assertThat(row.get("last_error")).asString().contains("link").doesNotContain(".zip");
    assertThat(stage.log().at(Level.ERROR)).hasSize(1);
    assertNothingStored();
  }

  @Test
  void storesNoDamagedZip() throws IOException {
    byte[] whole = zip(100);
    stage
        .provider()
        .reports()
        .always(ReportCourse.ready().archive(Arrays.copyOf(whole, whole.length - 30)));

    Map<String, Object> row = orderUntil("FAILED");

    assertThat(row.get("last_error")).asString().contains("not a whole ZIP");
    assertNothingStored();
  }

  @Test
  void getsOverOneBadCopyOfAGoodZip() {
    stage.provider().faults().next(Faults.DOWNLOAD, Fault.cutText());

    assertThat(orderUntil("READY")).containsEntry("attempts", 1);
  }

  @Test
  void storesNoZipOverTheLimit() throws IOException {
    stage.provider().reports().always(ReportCourse.ready().archive(zip(1_200_000)));

    assertThat(orderUntil("FAILED").get("last_error"))
        .asString()
        .contains("qcc.push.max-archive-mb");
    assertNothingStored();
  }

  @Test
  void leavesAPublishedFileAloneWhenItCantBeFetchedAgain() throws IOException {
    stage.provider().reports().always(ReportCourse.state("P"));
    String orderNo = (String) orderUntil("PENDING").get("order_no");
    // As a node leaves it that was killed between the rename and the row.
    byte[] whole = zip(100);
    Path file = stage.data().resolve("reports/day/" + orderNo + ".zip");
    Files.write(file, whole);
    stage
        .sql()
        .sql(
            "update report_order set claim_no = claim_no + 1, lease_until = "
                + stage.dbTime(Duration.ofHours(-1))
                + " where id = '"
                + id
                + "'")
        .update();
    stage
        .provider()
        .faults()
        .always(
            ReportCalls.INFO, link("http://" + stage.provider().downloadHost() + "/nowhere.zip"));

    stage.tickUntil(id, "FAILED");

    assertThat(file).hasBinaryContent(whole);
  }

  @Test
  void fetchesAgainWhatWasPublishedButNotWrittenDownBeforeACrash() throws IOException {
    Map<String, Object> row = orderUntil("READY");
    Path file = stage.data().resolve((String) row.get("file"));
    stage
        .sql()
        .sql(
            "update report_order set state = 'PENDING', file = null, finished_at = null,"
                + " lease_until = "
                + stage.dbTime(Duration.ofHours(-1))
                + " where id = '"
                + id
                + "'")
        .update();
    Files.writeString(file, "what the killed node renamed");

    Map<String, Object> again = stage.tickUntil(id, "READY");

    assertThat(again).containsEntry("file", row.get("file"));
    assertThat(file)
        .hasSameBinaryContentAs(stage.provider().reports().archive((String) row.get("order_no")));
  }

  @Test
  void tellsOnTheHealthPageAndInMetricsHowReportsStand() {
    stage.provider().faults().next(ReportCalls.CREATE, Fault.resetAfterEffect());
    orderUntil("AMBIGUOUS");

    assertThat(stage.health()).contains("day " + today + " AMBIGUOUS");
    assertThat(stage.metrics())
        .contains("qcc_reports_orders{state=\"ambiguous\"} 1.0")
        .contains("qcc_reports_orders{state=\"ready\"} 0.0");
  }

  private Map<String, Object> orderUntil(String state) {
    stage.setTime(today + "T08:00");
    return stage.tickUntil(id, state);
  }

  private void orderUntilHeld() {
    orderUntil("DUE");
    stage.ticking(() -> assertThat(stage.row(id).get("last_error")).isNotNull());
  }

  private ReportOrders.Result orders(boolean again) {
    return reportOrders().order(ReportType.day, again);
  }

  private static ReportOrders reportOrders() {
    return new ReportOrders(
        stage.node().application().database(),
        new ReportSchedule(stage.clock(), ShiftedClock.SHANGHAI, Map.of()));
  }

  private void assertOrderedNoMore() {
    int calls = stage.calls(ReportCalls.CREATE);
    Object state = stage.row(id).get("state");
    stage.tickInVain();
    assertThat(stage.calls(ReportCalls.CREATE)).isEqualTo(calls);
    assertThat(stage.row(id)).containsEntry("state", state);
  }

  private void assertNothingStored() {
    assertThat(stage.data().resolve("reports/day/" + stage.row(id).get("order_no") + ".zip"))
        .doesNotExist();
  }

  private void passDeadline() {
    orderedBefore(Duration.ofMinutes(241));
  }

  private void orderedBefore(Duration time) {
    stage
        .sql()
        .sql(
            "update report_order set ordered_at = "
                + stage.dbTime(time.negated())
                + " where id = '"
                + id
                + "'")
        .update();
  }

  /** What a fault means does not depend on the database: on PostgreSQL two of each kind do. */
  private static Stream<Fault> some(Fault... faults) {
    return Stream.of(faults).limit(stage.dialect() == Dialect.SQLITE ? faults.length : 2);
  }

  private static Fault info(String result) {
    return Fault.httpStatus(
        200, "application/json", "{\"status\":\"200\",\"result\":" + result + "}");
  }

  private static Fault link(String url) {
    return info("{\"reportStatus\":\"S\",\"reportUrl\":\"" + url + "\"}");
  }

  private static byte[] zip(int noise) throws IOException {
    byte[] content = new byte[noise];
    new SplittableRandom(1).nextBytes(content);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("report.xlsx"));
      zip.write(content);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
