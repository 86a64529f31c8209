package io.github.qccroutes.push;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Faults;
import io.github.qccroutes.sandbox.Ledger;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.RiskArchive;
import io.github.qccroutes.sandbox.RiskRecord;
import io.github.qccroutes.store.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an order, from the list of the provider to its records or its end. */
@ParameterizedClass
@EnumSource(Dialect.class)
class PushImportRouteTest {
  private static final String PASSWORD = "p4sswordOfTheTest";
  private static final AtomicLong NEXT_RECORD = new AtomicLong(1_000_000);

  private static TestNode node;

  @Parameter Dialect dialect;

  private final LogRecorder log = new LogRecorder();

  @BeforeParameterizedClassInvocation
  static void start(Dialect dialect) {
    node =
        TestNode.on(dialect)
            .only("api", "push")
            .with("qcc.push.max-archive-mb", "1")
            .with("qcc.push.max-inflated-mb", "2")
            .with("qcc.push.download-deadline-s", "1")
            .with("qcc.api.timeout-ms", "800")
            .with("qcc.api.slot-lease-ms", "2000")
            .start();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    node.closeAll();
  }

  @AfterEach
  void leaveNothingBehind() {
    node.provider().faults().clear();
    node.provider().push().linkLifetime(Duration.ofMinutes(35));
    TestNode.eventually(() -> assertThat(node.temporaryFiles()).isEmpty());
    log.close();
  }

  @Test
  void importsAnOrderThatIsListedButWasNeverCalledBack() {
    String orderNo = node.pushListed(some(5).missed());

    Map<String, Object> order = node.awaitState(orderNo, "IMPORTED");

    assertThat(order)
        .containsEntry("source", "LISTING")
        .containsEntry("attempts", 0)
        .containsEntry("total_size", 5)
        .containsEntry("record_count", 5)
        .containsEntry("last_error", null)
        .containsEntry("called_back_at", null);
    assertThat(order.get("imported_at")).isNotNull();
    assertThat(node.linkCalls(orderNo)).hasSize(1);
    assertThat(node.downloads(orderNo)).hasSize(1);
    assertThat(log.all()).filteredOn(line -> line.contains(orderNo)).hasSize(1);
    assertRowsAreTheLedgers();
  }

  @Test
  void storesEveryFieldAsTheProviderWroteIt() {
    String json =
        """
        {"pushDate":"2022-06-07 10:13:42","totalSize":5,"extra":{"a":[1]},"result":[
        {"id":"odd-1","corpKeyNo":"00a0","corpName":"四川𠮷\\"';--","monitorContent":"a\\u0000b",\
        "monitorLevel":"全新级别","monitorType":"","score":null,"changeDate":"昨天","new":{"x":1}},
        {"id":"odd-2","changeDate":"2022-13-45","score":-7},
        {"id":"odd-3","corpName":"line\\nbreak\\t%s :#id ${body}","score":"82","changeDate":null},
        {"id":"odd-4","corpName":"\\ud83d\\ude00"},
        {"id":"odd-5","corpName":"\\ud800a\\udc00b"}]}
        """;
    String orderNo = node.pushListed(Publication.archive(archive(json), PASSWORD).missed());

    Map<String, Object> order = node.awaitState(orderNo, "IMPORTED");

    assertThat(order).containsEntry("push_date", "2022-06-07 10:13:42");
    List<Map<String, Object>> rows = node.risks(orderNo);
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0))
        .containsEntry("corp_name", "四川𠮷\"';--")
        .containsEntry("monitor_level", "全新级别")
        .containsEntry("monitor_type", "")
        .containsEntry("score", null)
        .containsEntry("change_date", "昨天")
        .containsEntry("push_date", "2022-06-07 10:13:42");
    assertThat(rows.get(0).get("monitor_content")).asString().startsWith("a").endsWith("b");
    assertThat(rows.get(1))
        .containsEntry("change_date", "2022-13-45")
        .containsEntry("corp_name", null)
        .containsEntry("score", -7);
    assertThat(rows.get(2))
        .containsEntry("corp_name", "line\nbreak\t%s :#id ${body}")
        .containsEntry("score", 82);
    assertThat(rows.get(3)).containsEntry("corp_name", "😀");
    assertThat(rows.get(4)).containsEntry("corp_name", "\uFFFDa\uFFFDb");
  }

  @Test
  void takesRecordsWithoutScores() {
    String orderNo = node.pushListed(some(3).withoutScores().missed());

    node.awaitState(orderNo, "IMPORTED");

    assertThat(node.risks(orderNo)).hasSize(3).allMatch(row -> row.get("score") == null);
  }

  @Test
  void takesAnArchiveWithoutRecords() {
    String orderNo = node.pushListed(Publication.of().missed());

    assertThat(node.awaitState(orderNo, "IMPORTED")).containsEntry("record_count", 0);
  }

  @Test
  void recordsAndReportsACountThatIsNotTheRows() {
    String orderNo = node.pushListed(some(3).totalSize(4).missed());

    assertThat(node.awaitState(orderNo, "IMPORTED"))
        .containsEntry("total_size", 4)
        .containsEntry("record_count", 3);
    TestNode.eventually(
        () ->
            assertThat(log.at(Level.WARN))
                .filteredOn(line -> line.contains(orderNo))
                .singleElement()
                .asString()
                .contains("4", "3"));
  }

  @Test
  void letsTheLastOfARepeatedIdWinWithinABlockAndAcrossBlocks() {
    String orderNo = node.pushListed(some(2_300).repeatingIds(1_200).missed());

    assertThat(node.awaitState(orderNo, "IMPORTED")).containsEntry("record_count", 3_500);

    assertThat(node.risks(orderNo))
        .hasSize(2_300)
        .filteredOn(row -> row.get("monitor_content").toString().endsWith("（更新）"))
        .hasSize(1_200);
    assertRowsAreTheLedgers();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void letsTheNewerPushWinWhicheverArrivesFirst(boolean newerFirst) {
    RiskRecord record = RiskRecord.sample(NEXT_RECORD.getAndAdd(10));
    Publication newer =
        Publication.of(record.withMonitorContent("newer"))
            .pushDate(LocalDateTime.of(2024, 1, 1, 10, 0))
            .missed();
    Publication older =
        Publication.of(record.withMonitorContent("older"))
            .pushDate(LocalDateTime.of(2023, 12, 31, 23, 0))
            .missed();

    String first = node.pushListed(newerFirst ? newer : older);
    node.awaitState(first, "IMPORTED");
    String second = node.pushListed(newerFirst ? older : newer);
    node.awaitState(second, "IMPORTED");

    assertThat(risk(record.id()))
        .containsEntry("monitor_content", "newer")
        .containsEntry("push_date", "2024-01-01 10:00:00")
        .containsEntry("order_no", newerFirst ? first : second);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void letsTheHigherOrderNoWinAmongPushesOfOneDate(boolean higherFirst) {
    RiskRecord record = RiskRecord.sample(NEXT_RECORD.getAndAdd(10));
    LocalDateTime date = LocalDateTime.of(2024, 2, 2, 10, 0);
    PushCalls push = node.provider().push();
    String lower =
        push.publish(Publication.of(record.withMonitorContent("lower")).pushDate(date).missed())
            .orderNo();
    String higher =
        push.publish(Publication.of(record.withMonitorContent("higher")).pushDate(date).missed())
            .orderNo();

    for (String orderNo : higherFirst ? List.of(higher, lower) : List.of(lower, higher)) {
      node.send(node.callbackOf(orderNo));
      node.awaitState(orderNo, "IMPORTED");
    }

    assertThat(risk(record.id()))
        .containsEntry("monitor_content", "higher")
        .containsEntry("order_no", higher);
  }

  /** Ways to write a date that can't be compared as text with the documented one. */
  static Stream<String> oddDates() {
    return Stream.of(
        "null",
        "\"\"",
        "1796083200000",
        "\"2026-12-02T10:00:00\"",
        "\"2026-12-2 10:00:00\"",
        "\"2026年12月02日 10:00:00\"",
        "\"2026-13-02 10:00:00\"",
        "\"0000-00-00 00:00:00\"",
        "\"2027-02-31 10:00:00\"",
        "\"2027-02-29 10:00:00\"",
        "\"2027-04-31 10:00:00\"",
        "\"2026-12-02 24:00:00\"",
        "\"2026-12-02 10:60:00\"",
        "{}");
  }

  @ParameterizedTest
  @MethodSource("oddDates")
  void letsTheHigherOrderNoWinWhereAPushDateCantBeCompared(String odd) throws IOException {
    String id = "dated-" + NEXT_RECORD.getAndIncrement();
    String good = "\"2026-11-30 10:00:00\"";
    PushCalls push = node.provider().push();
    List<String> orders = new ArrayList<>();
    for (String date : List.of(good, odd, good)) {
      String json =
          "{\"pushDate\":%s,\"totalSize\":1,\"result\":[{\"id\":\"%s\",\"corpName\":\"%d\"}]}"
              .formatted(date, id, orders.size());
      orders.add(push.publish(Publication.archive(archive(json), PASSWORD).missed()).orderNo());
    }

    for (int n : new int[] {0, 1, 0, 2, 1}) {
      importAgain(orders.get(n));
    }

    assertThat(risk(id)).containsEntry("corp_name", "2").containsEntry("order_no", orders.get(2));
    assertThat(log.at(Level.WARN))
        .filteredOn(line -> line.contains(orders.get(1)))
        .hasSize(2)
        .allMatch(line -> line.contains("its order number decided"));
    assertThat(node.order(orders.get(1)).get("last_error")).asString().contains("order number");
    assertThat(log.all())
        .filteredOn(line -> line.contains(orders.get(0)))
        .last()
        .asString()
        .contains("imported 1 record(s), 1 of them not stored: what is stored is newer");
  }

  @Test
  void warnsOfAPushDateThatLiesMoreThanADayAhead() {
    LocalDateTime now = LocalDateTime.now(ZoneId.of("Asia/Shanghai"));
    String near = node.pushListed(some(1).pushDate(now.plusHours(23)).missed());
    String far = node.pushListed(some(1).pushDate(now.plusHours(25)).missed());

    node.awaitState(near, "IMPORTED");
    assertThat(node.awaitState(far, "IMPORTED").get("last_error"))
        .asString()
        .contains("more than a day ahead");
    assertThat(node.order(near).get("last_error")).isNull();
  }

  @Test
  void saysHowManyRecordsOfAPushWereLeftAsOlder() {
    long first = NEXT_RECORD.getAndAdd(3_000);
    String newer =
        node.pushListed(
            Publication.generated(first, 1_500)
                .pushDate(LocalDateTime.of(2024, 1, 1, 10, 0))
                .missed());
    node.awaitState(newer, "IMPORTED");
    String older =
        node.pushListed(
            Publication.generated(first, 2_300)
                .pushDate(LocalDateTime.of(2023, 1, 1, 10, 0))
                .missed());
    node.awaitState(older, "IMPORTED");

    assertThat(node.risks(older)).hasSize(800);
    TestNode.eventually(
        () ->
            assertThat(log.all())
                .filteredOn(line -> line.contains(older))
                .singleElement()
                .asString()
                .contains(
                    "imported 2300 record(s), 1500 of them not stored: what is stored is newer"));
  }

  @Test
  void losesAnOddValueAndNotThePush() throws IOException {
    String json =
        """
        {"pushDate":"2022-06-07 10:13:42","result":[
        {"id":"value-1","score":82.5},{"id":"value-2","score":"-"},{"id":"value-3","score":true},
        {"id":"value-4","score":7,"corpName":{"name":"x"}}]}
        """;
    String orderNo = node.pushListed(Publication.archive(archive(json), PASSWORD).missed());

    assertThat(node.awaitState(orderNo, "IMPORTED"))
        .containsEntry("record_count", 4)
        .containsEntry(
            "last_error",
            "1 value(s) of \"corpName\" don't fit and became null;"
                + " 3 value(s) of \"score\" don't fit and became null");
    assertThat(node.risks(orderNo))
        .extracting(row -> row.get("score"))
        .containsExactly(null, null, null, 7);
    TestNode.eventually(
        () ->
            assertThat(log.at(Level.WARN))
                .filteredOn(line -> line.contains(orderNo))
                .singleElement()
                .asString()
                .contains("3 value(s) of \"score\""));
  }

  @Test
  void takesAPushThatAnnouncesNothing() throws IOException {
    String json = "{\"pushDate\":\"2022-06-07 10:13:42\",\"totalSize\":0,\"result\":null}";
    String orderNo = node.pushListed(Publication.archive(archive(json), PASSWORD).missed());

    assertThat(node.awaitState(orderNo, "IMPORTED")).containsEntry("record_count", 0);
  }

  static Stream<Arguments> badArchives() throws IOException {
    byte[] good = archive("{\"pushDate\":\"2030-01-01 00:00:00\",\"result\":[{\"id\":\"bad\"}]}");
    byte[] flipped = good.clone();
    // Within the encrypted bytes: behind local header, name, AES extra field, salt and verifier.
    flipped[30 + 17 + 11 + 18 + 4] ^= 1;
    ByteArrayOutputStream wrongEntry = new ByteArrayOutputStream();
    RiskArchive.write(wrongEntry, PASSWORD, "other.json", out -> out.write('x'));
    return Stream.of(
        Arguments.of("no archive", "PK, but no archive".getBytes(StandardCharsets.UTF_8)),
        Arguments.of("cut off", Arrays.copyOf(good, good.length / 2)),
        Arguments.of("a bit flipped", flipped),
        Arguments.of("another entry", wrongEntry.toByteArray()),
        Arguments.of("JSON cut off", archive("{\"result\":[{\"id\":\"bad\"},{\"id\"")),
        Arguments.of("JSON goes on", archive("{\"result\":[{\"id\":\"bad\"}]} {}")),
        Arguments.of("no result", archive("{\"pushDate\":\"2030-01-01 00:00:00\"}")),
        Arguments.of("no id", archive("{\"result\":[{\"id\":\"bad\"},{\"corpName\":\"x\"}]}")),
        Arguments.of(
            "inflates to more than allowed",
            archive("{\"result\":[{\"id\":\"bad\"}],\"x\":[" + "1,".repeat(1_500_000) + "1]}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badArchives")
  void fetchesABadArchiveOnceMoreAndThenBuriesItsOrder(String what, byte[] bytes) {
    long before = node.count("customer_risk");

    String orderNo = node.pushListed(Publication.archive(bytes, PASSWORD).missed());
    Map<String, Object> order = node.awaitState(orderNo, "DEAD");

    assertThat(order.get("last_error")).asString().isNotBlank().doesNotContain(PASSWORD, "http");
    assertThat(node.downloads(orderNo)).hasSize(2);
    assertThat(node.linkCalls(orderNo)).hasSize(2);
    assertThat(node.count("customer_risk")).isEqualTo(before);
    TestNode.eventually(
        () ->
            assertThat(log.at(Level.ERROR))
                .filteredOn(line -> line.contains(orderNo))
                .singleElement()
                .asString()
                .contains("push retry " + orderNo));
  }

  @Test
  void buriesAnOrderWhosePasswordStaysWrong() {
    String orderNo = node.pushListed(some(3).wrongPassword().missed());

    assertThat(node.awaitState(orderNo, "DEAD").get("last_error")).asString().contains("password");
    assertThat(node.downloads(orderNo)).hasSize(2);
    assertThat(node.risks(orderNo)).isEmpty();
  }

  @Test
  void getsOverOneBadCopyOfAGoodArchive() {
    node.provider().faults().next(Faults.DOWNLOAD, Fault.cutText());
    String orderNo = node.pushListed(some(3).missed());

    node.awaitState(orderNo, "IMPORTED");

    assertThat(node.linkCalls(orderNo)).hasSize(2);
    assertThat(node.risks(orderNo)).hasSize(3);
  }

  @Test
  void importsADeadOrderAgainWhenAnOperatorSaysSo() {
    node.provider().faults().next(Faults.DOWNLOAD, 2, Fault.cutText());
    String orderNo = node.pushListed(some(3).missed());
    node.awaitState(orderNo, "DEAD");

    assertThat(new PushOrders(node.application().database()).retry(orderNo))
        .isEqualTo(PushOrders.Retry.AGAIN);

    node.awaitState(orderNo, "IMPORTED");
    assertThat(node.risks(orderNo)).hasSize(3);
  }

  @Test
  void importsADeadOrderAgainWhenItsStateIsSetByHand() {
    node.provider().faults().next(Faults.DOWNLOAD, 2, Fault.cutText());
    String orderNo = node.pushListed(some(3).missed());
    node.awaitState(orderNo, "DEAD");

    // Once more bad, then good: the order starts over with all it may do.
    node.provider().faults().next(Faults.DOWNLOAD, 1, Fault.cutText());
    setReceived(orderNo);

    node.awaitState(orderNo, "IMPORTED");
    assertThat(node.downloads(orderNo)).hasSize(4);
  }

  @Test
  void givesAnOrderThatWasSetToReceivedAllItsAttempts() {
    node.provider().faults().always(Faults.DOWNLOAD, Fault.httpStatus(403, "expired"));
    String orderNo = node.pushListed(some(1).missed());
    node.awaitState(orderNo, "DEAD");
    assertThat(node.linkCalls(orderNo)).hasSize(3);

    setReceived(orderNo);
    TestNode.eventually(() -> assertThat(node.linkCalls(orderNo)).hasSize(6));
    node.awaitState(orderNo, "DEAD");
    node.provider().faults().clear();
    setReceived(orderNo);

    node.awaitState(orderNo, "IMPORTED");
  }

  /** The ways an order dies before it has used up what it may do. */
  enum Death {
    REFUSED,
    GIVEN_UP,
    BAD_ARCHIVE
  }

  @ParameterizedTest
  @EnumSource
  void startsOverWithAllItMayDoHoweverItDied(Death death) {
    Faults faults = node.provider().faults();
    Fault expired = Fault.httpStatus(403, "expired");
    faults.next(Faults.DOWNLOAD, 2, expired);
    switch (death) {
      case REFUSED -> {
        faults.next(PushCalls.DOWNLOAD_URL, 2, Fault.delay(Duration.ZERO));
        faults.next(PushCalls.DOWNLOAD_URL, Fault.envelope("201", "【有效请求】查询无结果"));
      }
      case GIVEN_UP -> {
        faults.next(PushCalls.DOWNLOAD_URL, 2, Fault.delay(Duration.ZERO));
        faults.always(PushCalls.DOWNLOAD_URL, Fault.envelope("205", "【有效请求】等待处理中"));
      }
      case BAD_ARCHIVE -> faults.next(Faults.DOWNLOAD, 2, Fault.cutText());
    }
    String orderNo = node.pushListed(some(3).missed());
    if (death == Death.GIVEN_UP) {
      TestNode.eventually(() -> assertThat(node.linkCalls(orderNo)).hasSizeGreaterThan(3));
      ageBeyondGivingUp(orderNo);
    }
    assertThat(node.awaitState(orderNo, "DEAD")).containsEntry("attempts", 2);

    faults.clear();
    faults.next(Faults.DOWNLOAD, 2, expired);
    faults.next(Faults.DOWNLOAD, Fault.cutText());
    setReceived(orderNo);

    node.awaitState(orderNo, "IMPORTED");
    assertThat(node.order(orderNo)).containsEntry("died_at", null);
  }

  @Test
  void asksThroughANewSignedCallWhenALinkHasExpired() {
    node.provider().faults().next(Faults.DOWNLOAD, Fault.httpStatus(403, "expired"));
    String orderNo = node.pushListed(some(3).missed());

    node.awaitState(orderNo, "IMPORTED");

    assertThat(node.linkCalls(orderNo)).hasSize(2);
    assertThat(node.downloads(orderNo)).hasSize(1);
  }

  @Test
  void buriesAnOrderWhoseLinksHaveAlwaysExpired() {
    node.provider().push().linkLifetime(Duration.ZERO);
    String orderNo = node.pushListed(some(3).missed());

    assertThat(node.awaitState(orderNo, "DEAD"))
        .containsEntry("attempts", 3)
        .extractingByKey("last_error")
        .asString()
        .contains("403");
    assertThat(node.linkCalls(orderNo)).hasSize(3);
  }

  @Test
  void waitsWhileTheProviderIsStillAtIt() {
    node.provider().faults().next(PushCalls.DOWNLOAD_URL, 5, Fault.envelope("205", "【有效请求】等待处理中"));
    String orderNo = node.pushListed(some(3).missed());

    assertThat(node.awaitState(orderNo, "IMPORTED")).containsEntry("attempts", 0);
    assertThat(node.linkCalls(orderNo)).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"201", "202", "500"})
  void buriesAnOrderThatTheProviderRefusesForGood(String status) {
    node.provider().faults().always(PushCalls.DOWNLOAD_URL, Fault.envelope(status, "【测试】原话"));
    String orderNo = node.pushListed(some(1).missed());

    assertThat(node.awaitState(orderNo, "DEAD").get("last_error"))
        .asString()
        .contains(status, "原话");
    assertThat(node.linkCalls(orderNo)).hasSize(1);
    assertThat(node.count("api_hold")).isZero();
  }

  /** What goes wrong, and how often in a row: more often than an order has attempts, if quick. */
  static Stream<Arguments> outages() {
    String json = "application/json";
    Stream<Fault> quick =
        Stream.of(
            Fault.httpStatus(500, "no"),
            Fault.httpStatus(503, "{\"status\":\"200\",\"result\":{}}"),
            Fault.httpStatus(404, "gone"),
            Fault.httpStatus(429, "slow down"),
            Fault.redirect("http://127.0.0.1:1/"),
            Fault.html(),
            Fault.emptyBody(),
            Fault.cutText(),
            Fault.envelope("199", "?"),
            Fault.envelope("203", "?"),
            Fault.envelope("122", "?"),
            Fault.envelope("124", "?"),
            Fault.envelope("777", "?"),
            Fault.envelope("", "?"),
            Fault.httpStatus(200, json, "[]"),
            Fault.httpStatus(200, json, "{\"msg\":\"ok\",\"result\":{}}"),
            Fault.httpStatus(200, json, "{\"status\":\"200\",\"result\":{}} x"));
    Stream<Fault> slow =
        Stream.of(
            Fault.cut(),
            Fault.resetBeforeEffect(),
            Fault.resetAfterEffect(),
            Fault.delay(Duration.ofMillis(1_000)),
            Fault.dribble(Duration.ofMillis(30)),
            Fault.endlessBody());
    return Stream.concat(
        quick.map(fault -> Arguments.of(PushCalls.DOWNLOAD_URL, fault, 4)),
        slow.map(fault -> Arguments.of(PushCalls.DOWNLOAD_URL, fault, 1)));
  }

  static Stream<Arguments> downloadOutages() {
    return Stream.of(
        Arguments.of(Faults.DOWNLOAD, Fault.httpStatus(500, "no"), 4),
        Arguments.of(Faults.DOWNLOAD, Fault.httpStatus(429, "no"), 4),
        Arguments.of(Faults.DOWNLOAD, Fault.httpStatus(408, "no"), 4),
        Arguments.of(Faults.DOWNLOAD, Fault.cut(), 4),
        Arguments.of(Faults.DOWNLOAD, Fault.resetBeforeEffect(), 4),
        Arguments.of(Faults.DOWNLOAD, Fault.delay(Duration.ofMillis(1_200)), 1),
        Arguments.of(Faults.DOWNLOAD, Fault.dribble(Duration.ofMillis(20)), 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {PushCalls.DOWNLOAD_URL, Faults.DOWNLOAD})
  void leavesAServerAloneForAsLongAsItAsks(String target) {
    node.provider().faults().next(target, Fault.retryAfter(503, "1"));
    String orderNo = node.pushListed(some(2).missed());

    node.awaitState(orderNo, "IMPORTED");

    assertThat(log.at(Level.WARN))
        .filteredOn(line -> line.contains(orderNo))
        .singleElement()
        .asString()
        .contains("HTTP 503, to be asked again in 1 s (Retry-After); tried again in 1000 ms");
  }

  /** What comes in place of the file, and the name that the order's row gives it. */
  static Stream<Arguments> gatewaysAnswers() {
    String oss =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>ServiceUnavailable</Code>"
            + "<Message>http://host/secret?Signature=abc</Message></Error>";
    return Stream.of(
        Arguments.of(Fault.html(), "sent an HTML page"),
        Arguments.of(Fault.emptyBody(), "sent an empty answer"),
        Arguments.of(
            Fault.httpStatus(200, "application/xml", oss),
            "sent an XML error (ServiceUnavailable)"),
        Arguments.of(Fault.httpStatus(200, "text/xml", "<a/>"), "sent XML"),
        Arguments.of(Fault.httpStatus(200, "text/html", "\uFEFF\r\n<HTML>"), "sent an HTML page"),
        Arguments.of(
            Fault.httpStatus(200, "application/json", "{\"code\":502}"), "sent JSON (12 bytes)"),
        Arguments.of(
            Fault.httpStatus(200, "text/plain", "Bad gateway"), "sent something else (11 bytes)"),
        Arguments.of(
            Fault.httpStatus(403, "text/html", "<!DOCTYPE html><p>拦截"),
            "HTTP 403 with an HTML page"),
        Arguments.of(
            Fault.redirect("http://user@Login.Portal.Example:8090/?url=http://x/a b&Signature=s"),
            "HTTP 302 with a redirect to login.portal.example, which is not followed"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("gatewaysAnswers")
  void waitsWhileAGatewayAnswersInPlaceOfTheFile(Fault fault, String named) {
    node.provider().faults().always(Faults.DOWNLOAD, fault);
    String orderNo = node.pushListed(some(2).missed());

    TestNode.eventually(() -> assertThat(node.linkCalls(orderNo)).hasSizeGreaterThan(5));
    assertThat(node.order(orderNo))
        .containsEntry("attempts", 0)
        .containsEntry("bad_archives", 0)
        .extractingByKey("last_error")
        .asString()
        .contains(named)
        .doesNotContain("Signature");
    node.provider().faults().clear();

    node.awaitState(orderNo, "IMPORTED");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource({"outages", "downloadOutages"})
  void losesNoAttemptToAnOutage(String target, Fault fault, int times) {
    node.provider().faults().next(target, times, fault);
    String orderNo = node.pushListed(some(2).missed());

    node.awaitState(orderNo, "IMPORTED");

    assertThat(node.linkCalls(orderNo)).hasSize(times + 1);
    assertThat(node.risks(orderNo)).hasSize(2);
    assertThat(log.at(Level.WARN)).filteredOn(line -> line.contains(orderNo)).hasSize(times);
    assertThat(log.at(Level.ERROR)).filteredOn(line -> line.contains(orderNo)).isEmpty();
    assertThat(node.count("api_hold")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"downloadUrl\":\"http://x/\"}",
        "{\"downloadUrl\":null,\"unzipPassword\":7}"
      })
  void buriesAnOrderThatIsAnsweredWithoutLinkOrPassword(String result) {
    node.provider()
        .faults()
        .always(
            PushCalls.DOWNLOAD_URL,
            Fault.httpStatus(
                200, "application/json", "{\"status\":\"200\",\"result\":" + result + "}"));
    String orderNo = node.pushListed(some(1).missed());

    assertThat(node.awaitState(orderNo, "DEAD"))
        .containsEntry("attempts", 3)
        .extractingByKey("last_error")
        .asString()
        .contains("without link or password");
  }

  static Stream<Fault> brokenDownloads() {
    return Stream.of(
        Fault.httpStatus(500, "no"),
        Fault.cut(),
        Fault.html(),
        Fault.dribble(Duration.ofMillis(20)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenDownloads")
  void givesUpADownloadThatNeverComesThrough(Fault fault) {
    node.provider().faults().always(Faults.DOWNLOAD, fault);
    String orderNo = node.pushListed(some(2).missed());
    age(orderNo, 24);
    int links = node.linkCalls(orderNo).size();
    TestNode.eventually(() -> assertThat(node.linkCalls(orderNo)).hasSizeGreaterThan(links + 1));
    assertThat(node.state(orderNo)).as("after a day").isNotEqualTo("DEAD");

    age(orderNo, 72);

    assertThat(node.awaitState(orderNo, "DEAD"))
        .containsEntry("attempts", 0)
        .extractingByKey("last_error")
        .asString()
        .contains("download");
  }

  @Test
  void losesNoOrderToALongOutage() {
    // Long enough that the order is seen claimed, the only time at which it has an age.
    node.provider()
        .faults()
        .always(
            PushCalls.DOWNLOAD_URL, Fault.httpStatus(503, "down").after(Duration.ofMillis(200)));
    String orderNo = node.pushListed(some(1).missed());
    TestNode.eventually(() -> assertThat(node.linkCalls(orderNo)).hasSizeGreaterThan(1));

    ageBeyondGivingUp(orderNo);
    int calls = node.linkCalls(orderNo).size();
    TestNode.eventually(() -> assertThat(node.linkCalls(orderNo)).hasSizeGreaterThan(calls));
    node.provider().faults().next(PushCalls.DOWNLOAD_URL, 2, Fault.envelope("205", "【有效请求】等待处理中"));
    node.provider().faults().next(Faults.DOWNLOAD, Fault.httpStatus(403, "expired"));
    node.provider().faults().clear(PushCalls.DOWNLOAD_URL);

    node.awaitState(orderNo, "IMPORTED");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesUpWhatIsNeverReadyOrAlwaysRefused(boolean refused) {
    if (refused) {
      node.provider().faults().next(Faults.DOWNLOAD, Fault.httpStatus(403, "expired"));
    }
    node.provider().faults().always(PushCalls.DOWNLOAD_URL, Fault.envelope("205", "【有效请求】等待处理中"));
    String orderNo = node.pushListed(some(1).missed());
    TestNode.eventually(() -> assertThat(node.linkCalls(orderNo)).hasSizeGreaterThan(1));

    ageBeyondGivingUp(orderNo);

    assertThat(node.awaitState(orderNo, "DEAD").get("last_error")).asString().contains("205");
  }

  @Test
  void takesAnAnswerInTheOtherSpelling() {
    node.provider()
        .faults()
        .next(
            PushCalls.LIST,
            Fault.httpStatus(
                200,
                "application/json",
                """
                {"Status":200,"Message":"ok","resultList":[{"orderNo":"SPELT-%s","createDate":"x"},
                {"orderNo":"bad no","createDate":""},{"createDate":""},7]}
                """
                    .formatted(dialect)));

    node.reconcile();

    assertThat(node.order("SPELT-" + dialect)).isNotEmpty();
  }

  @Test
  void followsNoRedirect() throws IOException {
    AtomicInteger hits = new AtomicInteger();
    HttpServer elsewhere = server(hits);
    try {
      node.provider()
          .faults()
          .always(Faults.DOWNLOAD, Fault.redirect("http://" + address(elsewhere) + "/x.zip"));
      String orderNo = node.pushListed(some(1).missed());

      assertThat(node.awaitState(orderNo, "DEAD").get("last_error"))
          .asString()
          .contains("redirect");
      assertThat(node.linkCalls(orderNo)).hasSize(3);
      assertThat(hits).hasValue(0);
    } finally {
      elsewhere.stop(0);
    }
  }

  @Test
  void connectsToNoHostThatIsNotListed() throws IOException {
    AtomicInteger hits = new AtomicInteger();
    HttpServer elsewhere = server(hits);
    try {
      int port = elsewhere.getAddress().getPort();
      String listed = node.provider().downloadHost();
      for (String link :
          List.of(
              "http://127.0.0.1:" + port + "/a.zip",
              "HTTP://LOCALHOST:" + port + "/a.zip",
              "http://2130706433:" + port + "/a.zip",
              "http://0x7f.0.0.1:" + port + "/a.zip",
              "http://127.1:" + port + "/a.zip",
              "http://127.0.0.1.:" + port + "/a.zip",
              "http://[::1]:" + port + "/a.zip",
              "http://[::ffff:127.0.0.1]:" + port + "/a.zip",
              "http://%31%32%37.0.0.1:" + port + "/a.zip",
              "http://①②⑦.0.0.1:" + port + "/a.zip",
              "http://" + listed + "@127.0.0.1:" + port + "/a.zip",
              "http://127.0.0.1:" + port + "/?" + listed,
              "http://127.0.0.1:" + port + "\\@" + listed + "/",
              "http://127.0.0.1:" + port + "#@" + listed + "/",
              "//127.0.0.1:" + port + "/a.zip",
              "file:///etc/passwd",
              "ftp://" + listed + "/a.zip",
              "http:///a.zip",
              "",
              "不是链接")) {
        node.provider().faults().clear();
        node.provider().faults().always(PushCalls.DOWNLOAD_URL, link(link));
        int downloads = node.ledger().downloads().size();
        String orderNo = node.pushListed(some(1).missed());

        assertThat(node.awaitState(orderNo, "DEAD").get("last_error"))
            .as(link)
            .asString()
            .doesNotContain("a.zip");
        assertThat(node.ledger().downloads()).as(link).hasSize(downloads);
      }
      assertThat(hits).hasValue(0);
    } finally {
      elsewhere.stop(0);
    }
  }

  @Test
  void refusesAnArchiveOverTheLimit() {
    byte[] noise = new byte[1_100_000];
    new SplittableRandom(1).nextBytes(noise);
    String orderNo = node.pushListed(Publication.archive(noise, PASSWORD).missed());

    assertThat(node.awaitState(orderNo, "DEAD").get("last_error"))
        .asString()
        .contains("qcc.push.max-archive-mb");
  }

  @Test
  void buriesAnOrderWhoseRecordsTheDatabaseCantTake() {
    // As somebody's own rule on the table may have it.
    boolean postgresql = dialect == Dialect.POSTGRESQL;
    node.sql()
        .sql(
            postgresql
                ? "alter table customer_risk add constraint own_rule check (corp_name <> 'secret')"
                : "create trigger own_rule before insert on customer_risk"
                    + " when new.corp_name = 'secret'"
                    + " begin select raise(abort, 'own_rule is violated'); end")
        .update();
    try {
      String orderNo =
          node.pushListed(
              Publication.archive(
                      archive(
                          "{\"result\":[{\"id\":\"fits\"},"
                              + "{\"id\":\"ruled-out\",\"corpName\":\"secret\"}]}"),
                      PASSWORD)
                  .missed());

      assertThat(node.awaitState(orderNo, "DEAD"))
          .containsEntry("attempts", 3)
          .extractingByKey("last_error")
          .asString()
          .startsWith("the database refuses the records: ")
          .contains("own_rule")
          .doesNotContain("secret", "insert into", "\n");
      assertThat(node.risks(orderNo)).isEmpty();
      assertThat(log.all()).noneMatch(line -> line.contains("database does not answer"));

      node.sql()
          .sql(
              postgresql
                  ? "alter table customer_risk drop constraint own_rule"
                  : "drop trigger own_rule")
          .update();
      setReceived(orderNo);
      node.awaitState(orderNo, "IMPORTED");
      assertThat(node.risks(orderNo)).hasSize(2);
    } finally {
      node.sql()
          .sql(
              postgresql
                  ? "alter table customer_risk drop constraint if exists own_rule"
                  : "drop trigger if exists own_rule")
          .update();
    }
  }

  @Test
  void keepsAnArchiveFromOthersAndTakesNoSlotWhileItDownloads() {
    node.provider().faults().next(Faults.DOWNLOAD, Fault.dribble(Duration.ofMillis(20)));
    String orderNo = node.pushListed(some(2).missed());

    TestNode.eventually(
        () ->
            assertThat(node.temporaryFiles())
                .singleElement()
                .satisfies(
                    file -> {
                      assertThat(Files.getPosixFilePermissions(file))
                          .containsExactlyInAnyOrder(
                              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
                      assertThat(node.takenSlots()).isZero();
                    }));
    assertThat(node.state(orderNo)).isEqualTo("IMPORTING");
    node.awaitState(orderNo, "IMPORTED");
  }

  @Test
  void signsEveryAttemptAnew() {
    node.provider().faults().always(PushCalls.DOWNLOAD_URL, Fault.httpStatus(503, "down"));
    String orderNo = node.pushListed(some(1).missed());
    TestNode.eventually(
        () ->
            assertThat(node.linkCalls(orderNo).stream().map(Ledger.Call::timespan).distinct())
                .hasSizeGreaterThan(2));
    node.provider().faults().clear();
    node.awaitState(orderNo, "IMPORTED");

    List<Ledger.Call> calls = node.linkCalls(orderNo);
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(call.time().getEpochSecond() - Long.parseLong(call.timespan()))
                    .isBetween(0L, 1L));
  }

  private static void assertRowsAreTheLedgers() {
    Map<String, Ledger.Expected> expected = new HashMap<>(node.ledger().expectedRecords());
    Set<Object> imported =
        new HashSet<>(
            node.sql()
                .sql("select order_no from push_order where state = 'IMPORTED'")
                .query(String.class)
                .list());
    expected.values().removeIf(each -> !imported.contains(each.orderNo()));
    assertThat(expected).isNotEmpty();
    Map<String, List<Object>> rows = new HashMap<>();
    node.sql()
        .sql("select * from customer_risk")
        .query()
        .listOfRows()
        .forEach(
            row ->
                rows.put(
                    row.get("id").toString(),
                    Arrays.asList(
                        row.get("corp_key_no"),
                        row.get("corp_name"),
                        row.get("monitor_content"),
                        row.get("monitor_level"),
                        row.get("monitor_type"),
                        row.get("score"),
                        row.get("change_date"),
                        row.get("push_date"),
                        row.get("order_no"))));
    expected.forEach(
        (id, each) ->
            assertThat(rows)
                .containsEntry(
                    id,
                    Arrays.asList(
                        each.record().corpKeyNo(),
                        each.record().corpName(),
                        each.record().monitorContent(),
                        each.record().monitorLevel(),
                        each.record().monitorType(),
                        each.record().score(),
                        each.record().changeDate(),
                        each.pushDate(),
                        each.orderNo())));
  }

  private static Map<String, Object> risk(String id) {
    return node.sql().sql("select * from customer_risk where id = ?").param(id).query().singleRow();
  }

  private void importAgain(String orderNo) {
    String done = orderNo + ": imported";
    int before = (int) log.all().stream().filter(line -> line.contains(done)).count();
    if (new PushOrders(node.application().database()).retry(orderNo) == PushOrders.Retry.UNKNOWN) {
      node.send(node.callbackOf(orderNo));
    }
    TestNode.eventually(
        () -> assertThat(log.all()).filteredOn(line -> line.contains(done)).hasSize(before + 1));
  }

  private static void setReceived(String orderNo) {
    assertThat(
            node.sql()
                .sql("update push_order set state = 'RECEIVED' where order_no = ?")
                .param(orderNo)
                .update())
        .isOne();
  }

  /** As if the order had been at work for three days. */
  private static void ageBeyondGivingUp(String orderNo) {
    age(orderNo, 72);
  }

  private static void age(String orderNo, int hours) {
    TestNode.eventually(
        () ->
            assertThat(
                    node.sql()
                        .sql(
                            "update push_order set first_claimed_at = "
                                + node.database().nowPlus(-hours * 3_600_000L)
                                + " where order_no = ? and first_claimed_at is not null")
                        .param(orderNo)
                        .update())
                .isOne());
  }

  /** A push of so many records that no other push holds. */
  private static Publication some(int records) {
    return Publication.generated(NEXT_RECORD.getAndAdd(records), records);
  }

  private static byte[] archive(String json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      RiskArchive.write(
          bytes,
          PASSWORD,
          RiskArchive.ENTRY,
          out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static Fault link(String url) {
    ObjectNode envelope = new ObjectMapper().createObjectNode().put("status", "200");
    envelope.putObject("result").put("downloadUrl", url).put("unzipPassword", PASSWORD);
    return Fault.httpStatus(200, "application/json", envelope.toString());
  }

  private static String address(HttpServer server) {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private static HttpServer server(AtomicInteger hits) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          hits.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
