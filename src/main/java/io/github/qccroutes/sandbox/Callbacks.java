package io.github.qccroutes.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider's calls to the customer's callback address: one after the other, once each, and none
 * after five failures in a row until they are reset.
 */
final class Callbacks implements AutoCloseable {

  /** How many failures in a row end the calls (customer-risk-push document, 6.2.2). */
  static final int MAX_FAILURES = 5;

  private static final Timeout TIMEOUT = Timeout.ofSeconds(10);
  private static final int MAX_ANSWER_CHARS = 65_536;
  private static final Reply NO_REPLY = new Reply(null, "");
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Clock clock;
  private final Ledger ledger;
  private final ExecutorService queue =
      Executors.newSingleThreadExecutor(Simulator.daemons("sandbox-callback-"));
  // The JDK's client repeats a GET whose connection breaks; a callback is made once.
  private final CloseableHttpClient client =
      HttpClients.custom()
          .setConnectionManager(
              PoolingHttpClientConnectionManagerBuilder.create()
                  .setDefaultConnectionConfig(
                      ConnectionConfig.custom()
                          .setConnectTimeout(TIMEOUT)
                          .setSocketTimeout(TIMEOUT)
                          .build())
                  .build())
          .setConnectionReuseStrategy((request, response, context) -> false)
          .disableAutomaticRetries()
          .disableRedirectHandling()
          .disableCookieManagement()
          .build();
  private int failures;

  Callbacks(Clock clock, Ledger ledger) {
    this.clock = clock;
    this.ledger = ledger;
  }

  /** Queues a call; its address is asked for when its turn comes, {@code null} makes no call. */
  void call(String orderNo, Supplier<@Nullable URI> address) {
    run(
        () -> {
          if (failures() < MAX_FAILURES) {
            URI uri = address.get();
            if (uri != null) {
              call(orderNo, uri);
            }
          }
        });
  }

  /** Queues anything else behind the calls so far. */
  void run(Runnable task) {
    try {
      queue.execute(() -> runLogged(task));
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: nobody is there to be called any more.
    }
  }

  synchronized int failures() {
    return failures;
  }

  synchronized void reset() {
    failures = 0;
  }

  /** Waits until what is queued now was done. */
  void await(Duration atMost) {
    try {
      queue.submit(() -> {}).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException("Callbacks are still under way after " + atMost, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while callbacks are under way", e);
    }
  }

  @Override
  public void close() {
    queue.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  private void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // Only its class: the message may hold the callback's address, which carries the password.
      if (!queue.isShutdown()) {
        LOG.error("A callback could not be made: {}", e.getClass().getName());
      }
    }
  }

  private void call(String orderNo, URI uri) {
    Instant time = clock.instant();
    long start = System.nanoTime();
    Reply reply = NO_REPLY;
    try {
      reply =
          client.execute(
              new HttpGet(uri),
              answer -> {
                HttpEntity body = answer.getEntity();
                return new Reply(
                    answer.getCode(),
                    body == null ? "" : EntityUtils.toString(body, UTF_8, MAX_ANSWER_CHARS));
              });
    } catch (IOException e) {
      if (queue.isShutdown()) {
        return;
      }
      // A failure like any other answer but the right one; the ledger shows it without a status.
    }
    boolean acknowledged = reply.isAcknowledgement();
    Duration latency = Duration.ofNanos(System.nanoTime() - start);
    synchronized (this) {
      failures = acknowledged ? 0 : failures + 1;
    }
    ledger.called(new Ledger.Callback(time, orderNo, reply.httpStatus(), acknowledged, latency));
  }

  /** What came back; {@code null} when nothing did. */
  private record Reply(@Nullable Integer httpStatus, String body) {

    boolean isAcknowledgement() {
      if (httpStatus == null || httpStatus != 200) {
        return false;
      }
      try {
        return JSON.readTree(body).path("status").asText().equals("200");
      } catch (JsonProcessingException e) {
        return false;
      }
    }
  }
}
