package io.github.qccroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

  private final MovableClock clock = new MovableClock();
  private final Simulator provider = Simulator.start(clock);
  private final Faults faults = provider.faults();
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
  void delaysTheAnswerButNotTheEffect() throws Exception {
    faults.next(PushCalls.SET, Fault.delay(Duration.ofSeconds(30)));

    assertThatThrownBy(() -> customer.send(setting().timeout(Duration.ofMillis(300)).build()))
        .isInstanceOf(HttpTimeoutException.class);

    assertThat(provider.push().setting().enabled()).isTrue();
    assertThat(only().effect()).isTrue();
    assertThat(only().httpStatus()).isNull();
    assertThat(only().ended()).isFalse();
    assertThat(provider.ledger().inFlight()).isEqualTo(1);
  }

  @Test
  void answersAfterTheDelay() throws Exception {
    faults.next(PushCalls.LIST, Fault.delay(Duration.ofMillis(200)));
    long start = System.nanoTime();

    assertThat(customer.call(PushCalls.LIST).body()).contains("\"200\"");

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void closesTheConnectionBeforeTheEffect() throws Exception {
    faults.next(PushCalls.SET, Fault.resetBeforeEffect());

    assertThat(customer.sendRaw(setting().build())).isEmpty();

    assertThat(provider.push().setting().enabled()).isFalse();
    assertThat(only().effect()).isFalse();
    assertThat(only().httpStatus()).isNull();
    assertThat(only().ended()).isTrue();
    assertThat(only().fault()).isEqualTo("reset before effect");
  }

  @Test
  void closesTheConnectionAfterTheEffect() throws Exception {
    faults.next(PushCalls.SET, Fault.resetAfterEffect());

    assertThat(customer.sendRaw(setting().build())).isEmpty();

    assertThat(provider.push().setting().enabled()).isTrue();
    assertThat(only().effect()).isTrue();
    assertThat(only().httpStatus()).isNull();
  }

  @Test
  void looksLikeABrokenConnectionToAClient() {
    faults.always(PushCalls.LIST, Fault.resetAfterEffect());

    assertThatThrownBy(() -> customer.call(PushCalls.LIST))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void answersAnyHttpStatusWithAnyBody() throws Exception {
    faults.next(PushCalls.SET, Fault.httpStatus(503, "text/html", "<b>busy</b>"));

    HttpResponse<String> answer = customer.send(setting().build());

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html");
    assertThat(answer.body()).isEqualTo("<b>busy</b>");
    assertThat(only().httpStatus()).isEqualTo(503);
    assertThat(only().status()).isNull();
    assertThat(provider.push().setting().enabled()).isFalse();
  }

  @Test
  void carriesTheCallOutFirstWhereAsked() throws Exception {
    faults.next(PushCalls.SET, Fault.httpStatus(502, "").afterEffect());

    assertThat(customer.send(setting().build()).statusCode()).isEqualTo(502);

    assertThat(provider.push().setting().enabled()).isTrue();
  }

  @Test
  void answersAnyEnvelope() throws Exception {
    faults.next(PushCalls.LIST, Fault.envelope("124", "【无效请求】系统维护"));

    assertThat(customer.call(PushCalls.LIST).body())
        .isEqualTo("{\"status\":\"124\",\"msg\":\"【无效请求】系统维护\",\"result\":null}");
    assertThat(only().status()).isEqualTo("124");
  }

  @Test
  void answersAnHtmlPageWithSuccess() throws Exception {
    faults.next(PushCalls.LIST, Fault.html());

    HttpResponse<String> answer = customer.call(PushCalls.LIST);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("<!DOCTYPE html>").contains("系统维护中");
  }

  @Test
  void answersNothingWithSuccess() throws Exception {
    faults.next(PushCalls.LIST, Fault.emptyBody());

    HttpResponse<String> answer = customer.call(PushCalls.LIST);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void cutsTheConnectionWithinTheAnswer() throws Exception {
    faults.next(PushCalls.LIST, Fault.cut());

    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient()
            .send(
                customer.signed(PushCalls.LIST).build(), HttpResponse.BodyHandlers.ofInputStream());

    assertThat(answer.headers().firstValueAsLong("Content-Length").orElseThrow()).isGreaterThan(10);
    try (InputStream body = answer.body()) {
      assertThat(new String(body.readNBytes(10))).isEqualTo("{\"status\":");
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
    assertThat(only().ended()).isTrue();
  }

  @Test
  void cutsTheTextOfTheAnswer() throws Exception {
    faults.next(PushCalls.LIST, Fault.cutText());

    String answer = customer.call(PushCalls.LIST).body();

    assertThat(answer).startsWith("{\"status\":");
    assertThatThrownBy(() -> new ObjectMapper().readTree(answer))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void cutsArchives() throws Exception {
    String link = link();
    int whole = customer.download(link).body().length;
    faults.next(Faults.DOWNLOAD, Fault.cut());
    faults.next(Faults.DOWNLOAD, Fault.cutText());

    assertThatThrownBy(() -> customer.download(link)).isInstanceOf(IOException.class);
    assertThat(customer.download(link).body()).hasSize(whole / 2);

    assertThat(provider.ledger().downloads())
        .extracting(Ledger.Download::complete)
        .containsExactly(true, false, true);
    assertThat(provider.ledger().downloads().get(1).fault()).isEqualTo("cut");
  }

  @Test
  void dribbles() throws Exception {
    faults.next(PushCalls.LIST, Fault.dribble(Duration.ofMillis(10)));
    long start = System.nanoTime();

    String answer = customer.call(PushCalls.LIST).body();

    assertThat(answer).contains("\"resultList\":[]");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThan(Duration.ofMillis(10L * (answer.length() - 1)));
    assertThat(provider.ledger().inFlight()).isZero();
  }

  @Test
  void redirects() throws Exception {
    faults.next(Faults.DOWNLOAD, Fault.redirect("http://elsewhere.example/x"));

    HttpResponse<byte[]> answer = customer.download(link());

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains("http://elsewhere.example/x");
  }

  @Test
  void refusesRequestLinesAboveALength() throws Exception {
    HttpResponse<String> passing = customer.call(PushCalls.LIST, "x", "y".repeat(100));
    int length = ("GET  HTTP/1.1" + path(passing)).length();
    faults.next(PushCalls.LIST, Fault.uriTooLong(length));

    assertThat(customer.call(PushCalls.LIST, "x", "y".repeat(100)).statusCode()).isEqualTo(200);
    assertThat(customer.call(PushCalls.LIST, "x", "y".repeat(101)).statusCode()).isEqualTo(414);
    assertThat(customer.call(PushCalls.LIST, "x", "y".repeat(101)).statusCode()).isEqualTo(200);
  }

  @Test
  void sendsWithoutEndUntilTheClientHangsUp() throws Exception {
    faults.next(PushCalls.LIST, Fault.endlessBody());
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient()
            .send(
                customer.signed(PushCalls.LIST).build(), HttpResponse.BodyHandlers.ofInputStream());

    try (InputStream body = answer.body()) {
      assertThat(body.readNBytes(5_000_000)).hasSize(5_000_000);
      assertThat(provider.ledger().inFlight()).isEqualTo(1);
    }

    await().until(() -> provider.ledger().inFlight() == 0);
  }

  @Test
  void strikesTheNextRequestsAndThenNoMore() throws Exception {
    faults.next(PushCalls.LIST, 2, Fault.envelope("199", ""));

    assertThat(statusOf(PushCalls.LIST)).isEqualTo("199");
    assertThat(statusOf(QuotaCalls.GET_QUOTA)).isEqualTo("200");
    assertThat(statusOf(PushCalls.LIST)).isEqualTo("199");
    assertThat(statusOf(PushCalls.LIST)).isEqualTo("200");
  }

  @Test
  void strikesAlwaysUntilCleared() throws Exception {
    faults.always(Faults.ANY, Fault.envelope("199", ""));
    faults.always(PushCalls.LIST, Fault.envelope("203", ""));
    faults.next(PushCalls.LIST, Fault.envelope("205", ""));

    assertThat(statusOf(PushCalls.LIST)).isEqualTo("205");
    assertThat(statusOf(PushCalls.LIST)).isEqualTo("199");
    assertThat(statusOf(QuotaCalls.GET_QUOTA)).isEqualTo("199");
    faults.clear(Faults.ANY);
    assertThat(statusOf(PushCalls.LIST)).isEqualTo("203");
    assertThat(statusOf(QuotaCalls.GET_QUOTA)).isEqualTo("200");
    faults.clear();
    assertThat(statusOf(PushCalls.LIST)).isEqualTo("200");
  }

  @Test
  void strikesDownloadsToo() throws Exception {
    String link = link();
    faults.next(Faults.ANY, 2, Fault.httpStatus(500, "no"));

    assertThat(customer.download(link).statusCode()).isEqualTo(500);
    assertThat(customer.call(PushCalls.LIST).statusCode()).isEqualTo(500);
    assertThat(customer.download(link).statusCode()).isEqualTo(200);
  }

  @Test
  void closesPromptlyDuringADelay() throws Exception {
    faults.next(PushCalls.LIST, Fault.delay(Duration.ofMinutes(10)));
    var pending = customer.callAsync(PushCalls.LIST);
    await().until(() -> provider.ledger().inFlight() == 1);

    provider.close();

    assertThat(pending).failsWithin(Duration.ofSeconds(10));
    await().until(() -> provider.ledger().inFlight() == 0);
  }

  private HttpRequest.Builder setting() {
    return customer.signed(PushCalls.SET, "enablePush", "A", "callbackUrl", customer.callbackUrl());
  }

  private String statusOf(String path) throws Exception {
    return customer.json(path).path("status").asText();
  }

  private Ledger.Call only() {
    assertThat(provider.ledger().calls()).hasSize(1);
    return provider.ledger().calls().get(0);
  }

  private String link() throws Exception {
    Ledger.Order order = provider.push().publish(Publication.generated(0, 10));
    return customer
        .json(PushCalls.DOWNLOAD_URL, "orderNo", order.orderNo())
        .at("/result/downloadUrl")
        .asText();
  }

  private static String path(HttpResponse<String> answer) {
    return answer.uri().getRawPath() + "?" + answer.uri().getRawQuery();
  }
}
