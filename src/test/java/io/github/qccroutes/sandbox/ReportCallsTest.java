package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportCallsTest {

  private final MovableClock clock = new MovableClock();
  private final Simulator provider = Simulator.start(clock);
  private final ReportCalls reports = provider.reports();
  private final Ledger ledger = provider.ledger();
  private Customer customer;

  @BeforeEach
  void open() throws Exception {
    customer = new Customer(provider, clock);
  }

  @AfterEach
  void close() {
    customer.close();
    provider.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"day", "week", "month"})
  void placesAnOrderAsTheDocumentShowsIt(String type) throws Exception {
    JsonNode answer = customer.json(ReportCalls.CREATE, "reportType", type);

    String orderNo = answer.at("/result/orderNo").asText();
    assertThat(answer)
        .hasToString(
            "{\"status\":\"200\",\"msg\":\"【有效请求】查询成功\",\"result\":{\"orderNo\":\"%s\"}}"
                .formatted(orderNo));
    assertThat(orderNo)
        .matches("JK(DAY|WEEK|MONTH)-1767665699000\\d{5}")
        .containsIgnoringCase(type);
    assertThat(ledger.reportOrders(type))
        .containsExactly(new Ledger.ReportOrder(clock.instant(), type, orderNo));
  }

  @Test
  void placesAnotherOrderWhenAskedAgain() throws Exception {
    String first = order("day");
    String atOnce = order("day");
    Instant then = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    String second = order("day");
    order("week");

    assertThat(second).isNotEqualTo(first);
    assertThat(atOnce).isNotEqualTo(first);
    assertThat(ledger.reportOrders("day"))
        .containsExactly(
            new Ledger.ReportOrder(then, "day", first),
            new Ledger.ReportOrder(then, "day", atOnce),
            new Ledger.ReportOrder(clock.instant(), "day", second));
    assertThat(ledger.reportOrders()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "year", "DAY"})
  void refusesAnotherType(String type) throws Exception {
    assertThat(status(customer.json(ReportCalls.CREATE, "reportType", type))).isEqualTo("202");
    assertThat(ledger.reportOrders()).isEmpty();
  }

  @Test
  void placesNoOrderWhereNothingChanged() throws Exception {
    reports.nothingChanged("day", "week");

    JsonNode answer = customer.json(ReportCalls.CREATE, "reportType", "day");

    assertThat(answer)
        .hasToString("{\"status\":\"201\",\"msg\":\"未监控到相关企业的风险出现变化\",\"result\":null}");
    assertThat(ledger.reportOrders()).isEmpty();
    order("month");
    reports.nothingChanged();
    order("day");
    assertThat(ledger.reportOrders()).hasSize(2);
  }

  @Test
  void isInProcessFirstAndThenLinksToAZipWithAChineseName() throws Exception {
    String orderNo = order("day");

    assertThat(info(orderNo))
        .hasToString(
            "{\"status\":\"200\",\"msg\":\"【有效请求】查询成功\","
                + "\"result\":{\"reportStatus\":\"P\",\"reportUrl\":null}}");

    JsonNode ready = info(orderNo).path("result");
    String url = ready.path("reportUrl").asText();
    assertThat(ready.path("reportStatus").asText()).isEqualTo("S");
    assertThat(url)
        .matches(
            "http://127\\.0\\.0\\.1:%d/OssMonitorRpt/\\w{40}/".formatted(provider.port())
                + "%E7%9B%91%E6%8E%A7%E6%97%A5%E6%8A%A5-20260105\\.zip"
                + "\\?Expires=1799201699&OSSAccessKeyId=LTAIvmt6mWz2ZQqu&Signature=\\S+%3D");
    assertThat(URI.create(url).getPath()).endsWith("/监控日报-20260105.zip");
    byte[] zip = customer.download(url).body();
    assertThat(zip).isEqualTo(Files.readAllBytes(reports.archive(orderNo)));
    assertThat(entryOf(zip)).isEqualTo("监控日报-20260105.csv");
    assertThat(ledger.downloads())
        .containsExactly(new Ledger.Download(clock.instant(), orderNo, 200, true, null));
  }

  @Test
  void refusesAForgedOrExpiredReportLink() throws Exception {
    reports.always(ReportCourse.ready());
    reports.linkLifetime(Duration.ofMinutes(5));
    String day = url(order("day"));
    String week = url(order("week"));

    assertThat(week).contains("/%E7%9B%91%E6%8E%A7%E5%91%A8%E6%8A%A5-");
    assertThat(customer.download(day.replace("%E7", "%25E7")).statusCode()).isEqualTo(403);
    assertThat(customer.download(day.replaceFirst("\\?.*", week.substring(week.indexOf('?')))))
        .matches(answer -> answer.statusCode() == 403);
    assertThat(customer.download(day).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(5));
    assertThat(customer.download(day).statusCode()).isEqualTo(403);
  }

  @Test
  void countsTheSignaturesOfReportLinksAmongTheSecrets() throws Exception {
    reports.always(ReportCourse.ready());

    String url = url(order("day"));

    assertThat(ledger.secrets()).contains(url.substring(url.indexOf("Signature=") + 10));
  }

  @Test
  void staysInProcessForAsManyPollsAsScripted() throws Exception {
    reports.next("day", ReportCourse.failed().afterPolls(3));
    reports.next("week", ReportCourse.ready());
    String orderNo = order("day");

    for (int i = 0; i < 3; i++) {
      assertThat(reportStatus(orderNo)).isEqualTo("P");
    }
    assertThat(reportStatus(orderNo)).isEqualTo("F");
    assertThat(info(orderNo).at("/result/reportUrl").isNull()).isTrue();
    assertThat(reportStatus(order("week"))).isEqualTo("S");
    assertThat(reportStatus(order("day"))).isEqualTo("P");
  }

  @Test
  void staysInProcessForAsLongAsScripted() throws Exception {
    reports.always(ReportCourse.ready().after(Duration.ofHours(2)));
    String orderNo = order("month");

    clock.advance(Duration.ofHours(2).minusSeconds(1));
    assertThat(reportStatus(orderNo)).isEqualTo("P");
    clock.advance(Duration.ofSeconds(1));
    assertThat(reportStatus(orderNo)).isEqualTo("S");
  }

  @ParameterizedTest
  @CsvSource({"X", "s", "''"})
  void endsInAStateThatIsNotDocumented(String letter) throws Exception {
    reports.next("day", ReportCourse.state(letter));

    assertThat(reportStatus(order("day"))).isEqualTo(letter);
  }

  @Test
  void givesAnotherLinkOrNoneWhereScripted() throws Exception {
    reports.next("day", ReportCourse.ready().link(null));
    reports.next("day", ReportCourse.ready().link("http://10.0.0.1/x.zip"));

    JsonNode none = info(order("day")).path("result");

    assertThat(none).hasToString("{\"reportStatus\":\"S\",\"reportUrl\":null}");
    assertThat(url(order("day"))).isEqualTo("http://10.0.0.1/x.zip");
  }

  @Test
  void servesAReadyMadeZipAsItIs() throws Exception {
    byte[] hostile = {'P', 'K', 0, 1, 2};
    reports.next("day", ReportCourse.ready().archive(hostile));

    assertThat(customer.download(url(order("day"))).body()).isEqualTo(hostile);
  }

  @Test
  void refusesAnUnknownOrder() throws Exception {
    assertThat(status(info("JKDAY-176766569900000000"))).isEqualTo("201");
    assertThat(status(info(""))).isEqualTo("202");
    assertThatThrownBy(() -> reports.archive("JKDAY-0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsTheOrderThatTheClientNeverHeardOf() throws Exception {
    provider.faults().next(ReportCalls.CREATE, Fault.resetBeforeEffect());
    provider.faults().next(ReportCalls.CREATE, Fault.resetAfterEffect());

    for (int i = 0; i < 2; i++) {
      assertThat(ledger.reportOrders()).isEmpty();
      customer.sendRaw(customer.signed(ReportCalls.CREATE, "reportType", "day").build());
    }

    assertThat(ledger.reportOrders()).hasSize(1);
  }

  private String order(String type) throws Exception {
    return customer.json(ReportCalls.CREATE, "reportType", type).at("/result/orderNo").asText();
  }

  private JsonNode info(String orderNo) throws Exception {
    return customer.json(ReportCalls.INFO, "orderNo", orderNo);
  }

  private String reportStatus(String orderNo) throws Exception {
    return info(orderNo).at("/result/reportStatus").asText();
  }

  private String url(String orderNo) throws Exception {
    return info(orderNo).at("/result/reportUrl").asText();
  }

  private static String status(JsonNode answer) {
    return answer.path("status").asText();
  }

  private static String entryOf(byte[] zip) throws Exception {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry entry = in.getNextEntry();
      assertThat(in.readAllBytes()).isNotEmpty();
      assertThat(in.getNextEntry()).isNull();
      return entry.getName();
    }
  }
}
