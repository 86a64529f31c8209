package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.app.LogRecorder;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.sandbox.Account;
import io.github.qccroutes.sandbox.AllocationCalls;
import io.github.qccroutes.sandbox.Fault;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.PushCalls;
import io.github.qccroutes.sandbox.QuotaCalls;
import io.github.qccroutes.store.Dialect;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code api-get} makes of answers that no document shows. */
class ApiAnswersTest {
  private static final String ASSIGN = "batchAddRadarCompanyListToExistedUser";

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.on(Dialect.SQLITE).start();
    TestNode.eventually(() -> assertThat(node.ledger().calls(PushCalls.LIST)).isNotEmpty());
  }

  @AfterAll
  static void stop() {
    node.closeAll();
  }

  @AfterEach
  void mend() {
    node.provider().faults().clear();
    node.sql().sql("delete from api_hold").update();
    TestNode.eventually(() -> assertThat(node.takenSlots()).isZero());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "777 | 奇怪的状态 | 777 [奇怪的状态]",
        "500 | 【无效请求】接口相关的逻辑错误: 单号格式不对 | [【无效请求】接口相关的逻辑错误: 单号格式不对]",
        "202 | 【无效请求】参数错误: pushPeriodTime | pushPeriodTime"
      })
  void saysWhatTheProviderSaidBesideItsDocument(String status, String msg, String said) {
    node.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.envelope(status, msg));

    assertThat(node.get("getQuota", null).getException()).hasMessageContaining(said);
  }

  @Test
  void repeatsNoMessageThatOnlyRepeatsItsDocument() {
    String words = CodeTable.GENERAL.find("500").words();
    node.provider()
        .faults()
        .next(QuotaCalls.GET_QUOTA, Fault.envelope("500", "【无效请求】" + words + "。"));

    assertThat(node.get("getQuota", null).getException().getMessage()).doesNotContain("[");
  }

  @Test
  void knowsAPageByItsFirstSign() {
    node.provider()
        .faults()
        .next(QuotaCalls.GET_QUOTA, Fault.httpStatus(200, "text/html", "\n <html>"));

    assertThat(node.get("getQuota", null).getException()).hasMessageContaining("an HTML page");
  }

  @Test
  void masksTheSecretsThatTheProviderEchoes() {
    String order = node.provider().push().publish(Publication.generated(0, 1).missed()).orderNo();
    Map<?, ?> link =
        node.get("getDdRiskDownloadUrl", Map.of("orderNo", order)).getMessage().getBody(Map.class);
    String password = String.valueOf(link.get("unzipPassword"));
    Account account = node.provider().account();
    RequestSigner signer = new RequestSigner(account.key(), account.secretKey(), Clock.systemUTC());
    long now = Instant.now().getEpochSecond();
    List<String> secrets =
        IntStream.range(0, 5)
            .mapToObj(second -> signer.token(Long.toString(now + second)))
            .collect(Collectors.toList());
    secrets.addAll(List.of(password, account.key(), account.secretKey()));
    String echo = "sent: " + String.join(" ", secrets);

    try (LogRecorder log = new LogRecorder()) {
      node.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.envelope("111", echo));
      assertMasked(node.get("getQuota", null).getException().getMessage(), secrets, now);
      assertMasked(
          node.sql().sql("select msg from api_hold").query(String.class).single(), secrets, now);
      node.sql().sql("delete from api_hold").update();
      node.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.envelope("202", echo));
      assertMasked(node.get("getQuota", null).getException().getMessage(), secrets, now);
      assertMasked(String.join(" ", log.all()), secrets, now);
    }
    node.provider()
        .faults()
        .next(
            AllocationCalls.ADD_COMPANIES,
            Fault.httpStatus(
                200,
                "application/json",
                "{\"status\":200,\"result\":{\"batchList\":[{\"status\":202,\"msg\":\"%s\"}]}}"
                    .formatted(echo)));
    assertMasked(
        node.get(ASSIGN, Map.of("loginName", "138")).getMessage().getBody().toString(),
        secrets,
        now);
  }

  /** Of the tokens only those are known that were sent by now. */
  private static void assertMasked(String text, List<String> secrets, long from) {
    long until = Instant.now().getEpochSecond();
    assertThat(text).contains("***");
    int sent = 0;
    for (int n = 0; n < secrets.size(); n++) {
      boolean token = n < secrets.size() - 3;
      if (!token) {
        assertThat(text).doesNotContain(secrets.get(n));
      } else if (from + n <= until && !text.contains(secrets.get(n))) {
        sent++;
      }
    }
    assertThat(sent).as("tokens masked").isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 414})
  void takesABadRequestForARefusalOfListsOnly(int http) {
    Fault fault = Fault.httpStatus(http, "text/html", "<h1>Bad Request</h1>");
    node.provider().faults().next(AllocationCalls.ADD_COMPANIES, fault);
    node.provider().faults().next(PushCalls.DOWNLOAD_URL, fault);

    assertThat(node.get(ASSIGN, Map.of("loginName", "138")).getException())
        .isInstanceOf(ProviderRejectedException.class);
    assertRetry(node.get("getDdRiskDownloadUrl", Map.of("orderNo", "x")));
  }

  @Test
  void readsTheListBesideAnEmptyResult() {
    answer(
        PushCalls.LIST,
        "{\"status\":\"200\",\"result\":\"\",\"resultList\":[{\"orderNo\":\"A\"}]}");

    Exchange answer = node.get("listDdRiskLatestOrderNo", null);

    assertThat(answer.getException()).isNull();
    assertThat(answer.getMessage().getBody()).isEqualTo(List.of(Map.of("orderNo", "A")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":200}",
        "{\"status\":200,\"resultList\":null}",
        "{\"status\":200,\"result\":[{\"orderNo\":\"A\"}],\"resultList\":\"\"}"
      })
  void doesNotTakeAListingWithoutAListForAnEmptyOne(String body) {
    answer(PushCalls.LIST, body);

    assertRetry(node.get("listDdRiskLatestOrderNo", null));
  }

  @Test
  void passesOverANullBesideTheOtherSpelling() {
    answer(QuotaCalls.GET_QUOTA, "{\"status\":null,\"Status\":200,\"result\":null,\"Result\":[1]}");

    Exchange answer = node.get("getQuota", null);

    assertThat(answer.getException()).isNull();
    assertThat(answer.getMessage().getBody()).isEqualTo(List.of(1));
  }

  @Test
  void staysUprightWhateverTheAnswerIsMadeOf() {
    answer(
        QuotaCalls.GET_QUOTA,
        "{\"status\":200,\"result\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");
    assertRetry(node.get("getQuota", null));

    answer(
        QuotaCalls.GET_QUOTA,
        "{\"status\":200,\"result\":[{\"id\":\"a\\u0000b\\ud800c\",\"msg\":\"x\\u0000\\ny\"}]}");
    assertThat(node.get("getQuota", null).getMessage().getBody())
        .isEqualTo(List.of(Map.of("id", "a\uFFFDb\uFFFDc", "msg", "x\uFFFD y")));

    answer(QuotaCalls.GET_QUOTA, "{\"status\":\"111\",\"msg\":\"x\\u0000y\\udc00\"}");
    assertThat(node.get("getQuota", null).getException()).hasMessageContaining("x\uFFFDy\uFFFD");
    assertThat(node.count("api_hold")).isOne();
  }

  @Test
  void refusesAnAnswerThatNoHeapWouldHold() {
    answer(QuotaCalls.GET_QUOTA, "{\"status\":200,\"result\":\"" + "x".repeat(5 << 20) + "\"}");

    assertRetry(node.get("getQuota", null));
    TestNode.eventually(() -> assertThat(node.takenSlots()).isZero());
  }

  @ParameterizedTest
  @CsvSource({"205, last answer", "199, then at"})
  void countsWaitAsContact(String status, String told) {
    assertThat(node.get("getQuota", null).getException()).isNull();
    node.provider().faults().next(QuotaCalls.GET_QUOTA, Fault.envelope(status, "words"));

    assertThat(node.get("getQuota", null).getException())
        .isInstanceOf(ProviderUnavailableException.class);

    String provider =
        node.health().body().lines().filter(line -> line.contains("last answer")).findFirst().get();
    assertThat(provider.contains("; then at ")).isEqualTo(told.equals("then at"));
  }

  private static void answer(String call, String body) {
    node.provider().faults().next(call, Fault.httpStatus(200, "application/json", body));
  }

  private static void assertRetry(Exchange answer) {
    assertThat(answer.getException())
        .isInstanceOfSatisfying(
            ProviderUnavailableException.class,
            e -> assertThat(e.outcome()).isEqualTo(Outcome.RETRY));
  }
}
