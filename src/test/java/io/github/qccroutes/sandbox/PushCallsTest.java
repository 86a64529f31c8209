package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushCallsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final MovableClock clock = new MovableClock();
  private final Simulator provider = Simulator.start(clock);
  private final PushCalls push = provider.push();
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

  @Test
  void echoesTheCallbackUrlAndKeepsTheSetting() throws Exception {
    String url = customer.callbackUrl() + "/a%2Fb?x=1";

    JsonNode answer =
        customer.json(PushCalls.SET, "enablePush", "A", "callbackUrl", url, "pushPeriodTime", "19");

    assertThat(answer)
        .hasToString(
            "{\"status\":\"200\",\"msg\":\"查询成功\",\"result\":{\"callbackUrl\":\"" + url + "\"}}");
    assertThat(push.setting()).isEqualTo(new PushCalls.Setting(true, url, "19"));
    assertThat(ledger.calls(PushCalls.SET)).singleElement().matches(Ledger.Call::effect);
  }

  @ParameterizedTest
  @CsvSource({"X,http://h/,9", "A,ftp://h/,9", "A,h,9", "A,http://h/,10", "A,,9", ",http://h/,"})
  void refusesASettingThatIsNotAsDocumented(String enable, String url, String period)
      throws Exception {
    JsonNode answer =
        customer.json(
            PushCalls.SET,
            "enablePush",
            enable == null ? "" : enable,
            "callbackUrl",
            url == null ? "" : url,
            "pushPeriodTime",
            period == null ? "" : period);

    assertThat(answer.path("status").asText()).isEqualTo("202");
    assertThat(push.setting().enabled()).isFalse();
  }

  @Test
  void listsTheLast30OrdersNewestFirst() throws Exception {
    List<String> published = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      published.add(push.publish(Publication.generated(i, 1)).orderNo());
    }

    JsonNode answer = customer.json(PushCalls.LIST);

    assertThat(answer.path("status").asText()).isEqualTo("200");
    assertThat(answer.path("resultList")).hasSize(30);
    assertThat(answer.at("/resultList/0"))
        .hasToString(
            "{\"orderNo\":\"%s\",\"createDate\":\"2026-01-06 10:14:59\"}"
                .formatted(published.get(31)));
    assertThat(answer.at("/resultList/29/orderNo").asText()).isEqualTo(published.get(2));
    assertThat(published).isSorted().doesNotHaveDuplicates();
    assertThat(published.get(0)).matches("DDMON20260106101459\\d{8}");
    assertThat(ledger.orders()).hasSize(32);
  }

  @Test
  void callsBackAsTheDocumentShowsIt() throws Exception {
    customer.enablePush();

    Ledger.Order order = push.publish(Publication.of(RiskRecord.sample(1)));
    push.awaitCallbacks(SOON);

    assertThat(customer.callbacks()).hasSize(1);
    URI callback = customer.callbacks().get(0);
    assertThat(callback.getPath()).isEqualTo("/qcc/push");
    assertThat(callback.getRawQuery())
        .matches(
            "key=%s&orderNo=%s&downloadUrl=http%%3A%%2F%%2F127.0.0.1%%3A%d%%2FDdMonitor%%2F\\w+\\.zip"
                    .formatted(provider.account().key(), order.orderNo(), provider.port())
                + "%3FExpires%3D\\d{10}%26OSSAccessKeyId%3DLTAIvmt6mWz2ZQqu%26Signature%3D"
                + "(\\w|%252B|%252F)+%253D"
                + "&downloadUrlExpiredTime=2026-01-06%2014%3A19%3A01&unzipPassword=\\w{20}");
    assertThat(callback.getRawQuery()).contains("%252B", "%252F");
    String downloadUrl = Parameters.of(callback.getRawQuery()).get("downloadUrl");
    assertThat(customer.download(downloadUrl).statusCode()).isEqualTo(200);
    assertThat(ledger.callbacks(order.orderNo()))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.acknowledged()).isTrue();
              assertThat(it.httpStatus()).isEqualTo(200);
              assertThat(it.time()).isEqualTo(clock.instant());
              assertThat(it.latency()).isPositive().isLessThan(SOON);
            });
  }

  @Test
  void announcesATimeInTheCallbackThatContradictsItsLink() throws Exception {
    customer.enablePush();
    push.publish(Publication.of(RiskRecord.sample(1)));
    push.awaitCallbacks(SOON);

    Parameters callback = Parameters.of(customer.callbacks().get(0).getRawQuery());

    Instant expires =
        Instant.ofEpochSecond(
            Long.parseLong(
                Parameters.of(URI.create(callback.get("downloadUrl")).getRawQuery())
                    .get("Expires")));
    assertThat(expires).isEqualTo(clock.instant().plus(Duration.ofMinutes(35)));
    assertThat(callback.get("downloadUrlExpiredTime")).isEqualTo("2026-01-06 14:19:01");
  }

  @Test
  void appendsToACallbackUrlThatHasAQuery() throws Exception {
    customer.json(
        PushCalls.SET, "enablePush", "A", "callbackUrl", customer.callbackUrl() + "?tenant=1");

    push.publish(Publication.of(RiskRecord.sample(1)));
    push.awaitCallbacks(SOON);

    assertThat(customer.callbacks().get(0).getRawQuery()).startsWith("tenant=1&key=");
  }

  @Test
  void makesNoCallbackBeforeThePushIsEnabledNorAfterItIsDisabled() throws Exception {
    push.publish(Publication.of(RiskRecord.sample(1)));
    push.awaitCallbacks(SOON);
    customer.enablePush();
    customer.json(PushCalls.SET, "enablePush", "I", "callbackUrl", customer.callbackUrl());
    push.publish(Publication.of(RiskRecord.sample(2)));
    push.awaitCallbacks(SOON);

    assertThat(customer.callbacks()).isEmpty();
    assertThat(customer.json(PushCalls.LIST).path("resultList")).hasSize(2);
  }

  @Test
  void listsAMissedPushWithoutCallingBack() throws Exception {
    customer.enablePush();

    Ledger.Order missed = push.publish(Publication.of(RiskRecord.sample(1)).missed());
    push.awaitCallbacks(SOON);

    assertThat(customer.callbacks()).isEmpty();
    assertThat(customer.json(PushCalls.LIST).at("/resultList/0/orderNo").asText())
        .isEqualTo(missed.orderNo());

    push.callBack(missed.orderNo());
    push.callBack(missed.orderNo());
    push.awaitCallbacks(SOON);
    assertThat(ledger.callbacks(missed.orderNo())).hasSize(2);
    assertThatThrownBy(() -> push.callBack("none")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "503|{\"status\":\"200\"}",
        "200|{\"status\":\"500\"}",
        "200|OK",
        "200|''",
        "302|{\"status\":\"200\"}"
      })
  void stopsCallingAfterFiveFailuresInARowUntilReactivated(int httpStatus, String answer)
      throws Exception {
    customer.enablePush();
    customer.answers(httpStatus, answer);
    for (int i = 0; i < 7; i++) {
      push.publish(Publication.of(RiskRecord.sample(i)));
    }
    push.awaitCallbacks(SOON);

    assertThat(customer.callbacks()).hasSize(5);
    assertThat(push.failuresInARow()).isEqualTo(5);
    assertThat(ledger.callbacks())
        .hasSize(5)
        .allSatisfy(
            it -> {
              assertThat(it.acknowledged()).isFalse();
              assertThat(it.httpStatus()).isEqualTo(httpStatus);
            });

    customer.answers(200, "{\"status\":200}");
    customer.enablePush();
    push.publish(Publication.of(RiskRecord.sample(8)));
    push.awaitCallbacks(SOON);
    assertThat(customer.callbacks()).hasSize(5);

    assertThat(customer.json(PushCalls.ACTIVATE))
        .hasToString("{\"status\":\"200\",\"msg\":\"激活成功\",\"result\":null}");
    push.publish(Publication.of(RiskRecord.sample(9)));
    push.awaitCallbacks(SOON);
    assertThat(customer.callbacks()).hasSize(6);
    assertThat(push.failuresInARow()).isZero();
  }

  @Test
  void forgetsFailuresAfterASuccess() throws Exception {
    customer.enablePush();
    for (int i = 0; i < 12; i++) {
      customer.answers(i % 4 == 3 ? 200 : 500, "{\"status\":\"200\"}");
      push.publish(Publication.of(RiskRecord.sample(i)));
      push.awaitCallbacks(SOON);
    }

    assertThat(customer.callbacks()).hasSize(12);
  }

  @Test
  void countsACallbackThatNobodyAnswers() throws Exception {
    customer.enablePush();
    customer.close();

    Ledger.Order order = push.publish(Publication.of(RiskRecord.sample(1)));
    push.awaitCallbacks(SOON);

    assertThat(ledger.callbacks(order.orderNo()))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.httpStatus()).isNull();
              assertThat(it.acknowledged()).isFalse();
            });
    assertThat(push.failuresInARow()).isEqualTo(1);
  }

  @Test
  void callsBackOnceThoughTheConnectionBreaks() throws Exception {
    customer.enablePush();
    customer.answers(Customer.HANG_UP, "");

    push.publish(Publication.of(RiskRecord.sample(1)));
    push.awaitCallbacks(SOON);

    assertThat(customer.callbacks()).hasSize(1);
    assertThat(ledger.callbacks()).singleElement().matches(it -> it.httpStatus() == null);
  }

  @Test
  void tellsWhereAPushLies() throws Exception {
    Ledger.Order order = push.publish(Publication.of(RiskRecord.sample(1)));

    JsonNode result =
        customer.json(PushCalls.DOWNLOAD_URL, "orderNo", order.orderNo()).path("result");

    assertThat(result.path("orderNo").asText()).isEqualTo(order.orderNo());
    assertThat(result.path("downloadUrlExpiredTime").asText()).isEqualTo("2026-01-06 10:49:59");
    assertThat(result.path("unzipPassword").asText()).matches("\\w{20}");
    assertThat(result.path("downloadUrl").asText())
        .startsWith("http://" + provider.downloadHost() + "/DdMonitor/");
  }

  @Test
  void knowsNoOtherOrders() throws Exception {
    assertThat(customer.json(PushCalls.DOWNLOAD_URL, "orderNo", "none").path("status").asText())
        .isEqualTo("201");
    assertThat(customer.json(PushCalls.DOWNLOAD_URL).path("status").asText()).isEqualTo("202");
  }

  @Test
  void expectsTheNewestPushOfEachId() {
    RiskRecord one = RiskRecord.sample(1);
    Ledger.Order newer = push.publish(Publication.of(one.withScore(2)));
    push.publish(
        Publication.of(one.withScore(1)).pushDate(LocalDateTime.parse("2026-01-01T00:00:00")));
    push.publish(Publication.of(one.withScore(3)).wrongPassword());
    push.publish(Publication.archive(new byte[] {1}, "x"));
    Ledger.Order repeated = push.publish(Publication.generated(10, 5).repeatingIds(2));

    assertThat(ledger.expectedRecords()).hasSize(6);
    assertThat(ledger.expectedRecords().get(one.id()))
        .isEqualTo(new Ledger.Expected(one.withScore(2), "2026-01-06 10:14:59", newer.orderNo()));
    assertThat(ledger.expectedRecords().get(RiskRecord.sample(10).id()).record().monitorContent())
        .endsWith("（更新）");
    assertThat(repeated.rows()).isEqualTo(7);
    assertThat(repeated.totalSize()).isEqualTo(7);
  }
}
