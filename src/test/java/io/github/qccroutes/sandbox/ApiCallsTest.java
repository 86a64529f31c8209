package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiCallsTest {

  private final MovableClock clock = new MovableClock();
  private final Simulator provider = Simulator.start(clock);
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
  void answersTheQuotaAsTheDocumentShowsIt() throws Exception {
    HttpResponse<String> answer = customer.call(QuotaCalls.GET_QUOTA);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/json;charset=UTF-8");
    assertThat(new ObjectMapper().readTree(answer.body()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"status": "200", "msg": "查询成功", "result": [
                      {"id": "radar_id", "totalCount": 50, "canDeletedCount": 50, "consumedCount": 2},
                      {"id": "bene_id", "totalCount": 100, "canDeletedCount": 30, "consumedCount": 2},
                      {"id": "natural_person_id", "totalCount": 50, "canDeletedCount": 15,
                       "consumedCount": 0}]}
                    """));
  }

  @Test
  void answersTheQuotaThatATestSets() throws Exception {
    provider.quota().set("radar_id", 7, 6, 5);
    provider.quota().remove("bene_id");

    assertThat(customer.json(QuotaCalls.GET_QUOTA).at("/result"))
        .hasSize(2)
        .first()
        .hasToString(
            "{\"id\":\"radar_id\",\"totalCount\":7,\"canDeletedCount\":5,\"consumedCount\":6}");
  }

  @Test
  void refusesAnUnknownKey() throws Exception {
    Account other = new Account("other", provider.account().secretKey());

    HttpResponse<String> answer =
        customer.send(
            customer.signed(other, clock.instant().getEpochSecond(), QuotaCalls.GET_QUOTA).build());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"101\"");
  }

  @Test
  void refusesAWrongSecret() throws Exception {
    Account other = new Account(provider.account().key(), "wrong");

    assertThat(
            customer
                .send(
                    customer
                        .signed(other, clock.instant().getEpochSecond(), QuotaCalls.GET_QUOTA)
                        .build())
                .body())
        .contains("\"107\"", "签名错误")
        .doesNotContain("Timespan");
    assertThat(provider.ledger().calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.status()).isEqualTo("107");
              assertThat(call.effect()).isFalse();
            });
  }

  @Test
  void refusesATokenInLowerCase() throws Exception {
    long timespan = clock.instant().getEpochSecond();
    String token =
        customer
            .signed(provider.account(), timespan, QuotaCalls.GET_QUOTA)
            .build()
            .headers()
            .firstValue("Token")
            .orElseThrow();

    assertThat(
            customer
                .send(
                    customer
                        .signed(QuotaCalls.GET_QUOTA)
                        .setHeader("Token", token.toLowerCase(Locale.ROOT))
                        .build())
                .body())
        .contains("\"107\"");
  }

  @ParameterizedTest
  @ValueSource(longs = {-120, 0, 120})
  void acceptsASignatureOfTheLastTwoMinutes(long age) throws Exception {
    assertThat(signedAt(clock.instant().getEpochSecond() - age)).contains("\"200\"");
  }

  @ParameterizedTest
  @ValueSource(longs = {-121, 121, 100_000, Long.MIN_VALUE})
  void refusesAStaleSignatureWithAMessageOfItsOwn(long age) throws Exception {
    assertThat(signedAt(clock.instant().getEpochSecond() - age)).contains("\"107\"", "Timespan");
  }

  @Test
  void refusesACallWithoutASignature() throws Exception {
    URI uri = customer.signed(QuotaCalls.GET_QUOTA).build().uri();

    assertThat(customer.send(HttpRequest.newBuilder(uri).build()).body()).contains("\"107\"");
  }

  @Test
  void refusesOtherMethodsThanGet() throws Exception {
    HttpRequest post =
        customer
            .signed(QuotaCalls.GET_QUOTA)
            .POST(HttpRequest.BodyPublishers.ofString("x=y"))
            .build();

    assertThat(customer.send(post).body()).contains("\"118\"");
  }

  @Test
  void knowsNoOtherPaths() throws Exception {
    assertThat(customer.call("/dd_risk_mnr/noSuchCall").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesTheSixthCallInFlight() throws Exception {
    provider.faults().next(PushCalls.LIST, 5, Fault.delay(Duration.ofMillis(1500)));
    List<CompletableFuture<HttpResponse<String>>> five = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      five.add(customer.callAsync(PushCalls.LIST));
    }
    await().until(() -> provider.ledger().inFlight() == 5);

    assertThat(customer.json(QuotaCalls.GET_QUOTA).path("status").asText()).isEqualTo("122");

    assertThat(provider.ledger().maxInFlight()).isEqualTo(6);
    assertThat(provider.ledger().violations())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.inFlight()).isEqualTo(6);
              assertThat(call.effect()).isFalse();
            });
    for (CompletableFuture<HttpResponse<String>> call : five) {
      assertThat(call.get().body()).contains("\"200\"");
    }
    assertThat(provider.ledger().inFlight()).isZero();
    assertThat(customer.json(QuotaCalls.GET_QUOTA).path("status").asText()).isEqualTo("200");
  }

  @Test
  void freesThePlaceBeforeTheClientSeesTheLastByte() throws Exception {
    for (int i = 0; i < 200; i++) {
      customer.json(QuotaCalls.GET_QUOTA);
      assertThat(provider.ledger().inFlight()).isZero();
    }

    assertThat(provider.ledger().maxInFlight()).isEqualTo(1);
  }

  @Test
  void takesRequestLinesOf40Kilobytes() throws Exception {
    String names = "示例企业有限公司,".repeat(550);

    HttpResponse<String> answer = customer.call(QuotaCalls.GET_QUOTA, "keyWordList", names);

    assertThat(answer.request().uri().toString().length()).isGreaterThan(40 * 1024);
    assertThat(answer.body()).contains("\"200\"");
    assertThat(provider.ledger().calls().get(0).parameters()).containsEntry("keyWordList", names);
  }

  @Test
  void writesDownEachCall() throws Exception {
    HttpRequest request = customer.signed(PushCalls.DOWNLOAD_URL, "orderNo", "X+ 1").build();
    customer.send(request);

    assertThat(provider.ledger().calls(PushCalls.DOWNLOAD_URL))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.number()).isEqualTo(1);
              assertThat(call.time()).isEqualTo(clock.instant());
              assertThat(call.method()).isEqualTo("GET");
              assertThat(call.parameters()).containsOnly(Map.entry("orderNo", "X+ 1"));
              assertThat(request.headers().firstValue("Token")).contains(call.token());
              assertThat(request.headers().firstValue("Timespan")).contains(call.timespan());
              assertThat(call.inFlight()).isEqualTo(1);
              assertThat(call.ended()).isTrue();
              assertThat(call.httpStatus()).isEqualTo(200);
              assertThat(call.status()).isEqualTo("201");
              assertThat(call.effect()).isFalse();
            });
  }

  @Test
  void showsNoSecretInTextForms() throws Exception {
    Ledger.Order order = provider.push().publish(Publication.of(RiskRecord.sample(1)));
    customer.json(PushCalls.DOWNLOAD_URL, "orderNo", order.orderNo());

    String texts = provider.ledger().calls() + " " + order + " " + provider.account();

    assertThat(provider.ledger().secrets()).hasSizeGreaterThanOrEqualTo(6);
    assertThat(provider.ledger().secrets()).allSatisfy(it -> assertThat(texts).doesNotContain(it));
  }

  @Test
  void answersWithoutWaitingForADelayedAcknowledgement() throws Exception {
    HttpClient keepingAlive = HttpClient.newHttpClient();
    keepingAlive.send(
        customer.signed(QuotaCalls.GET_QUOTA).build(), HttpResponse.BodyHandlers.ofString());
    long start = System.nanoTime();
    for (int i = 0; i < 25; i++) {
      keepingAlive.send(
          customer.signed(QuotaCalls.GET_QUOTA).build(), HttpResponse.BodyHandlers.ofString());
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(800));
  }

  @Test
  void listensOnLoopbackOnlyAndOnTheGivenPort() throws Exception {
    int port = provider.port();
    provider.close();

    try (Simulator again = Simulator.start(port, Account.sample(), clock, null)) {
      assertThat(again.baseUrl()).hasToString("http://127.0.0.1:" + port + "/api");
      assertThat(again.downloadHost()).isEqualTo("127.0.0.1:" + port);
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress())
          .forEach(
              address ->
                  assertThatThrownBy(() -> new Socket(address, port).close())
                      .isInstanceOf(IOException.class));
    }
  }

  private String signedAt(long timespan) throws Exception {
    return customer
        .send(customer.signed(provider.account(), timespan, QuotaCalls.GET_QUOTA).build())
        .body();
  }
}
