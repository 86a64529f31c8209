package io.github.qccroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** How long a claim is surely ours. */
class ClaimsTest {
  private static final Duration LEASE = Duration.ofMillis(300);

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Claims claims = new Claims("orderNo", Map.of("orderNo", "order_no"), LEASE);

  @Test
  void loseAClaimThatWasNotRenewed() throws Exception {
    Exchange exchange = claimed();
    Claims.requireOurs(exchange);

    awaitDue();

    assertLost(exchange);
  }

  @Test
  void keepAClaimThatWasRenewed() throws Exception {
    Exchange exchange = claimed();
    long start = System.nanoTime();
    while (System.nanoTime() - start < LEASE.multipliedBy(2).toNanos()) {
      renew(awaitDue(), 1);
      Claims.requireOurs(exchange);
    }
    assertThat(claims.due()).hasSizeLessThan(2);
  }

  @Test
  void loseAClaimThatTheDatabaseKnowsNoMore() throws Exception {
    Exchange exchange = claimed();
    renew(awaitDue(), 0);

    assertLost(exchange);
  }

  @Test
  void askNothingOfAnExchangeWithoutAClaim() throws Exception {
    Exchange exchange = claimed();
    claims.forget().process(exchange);
    awaitLost();

    Claims.requireOurs(exchange);
    Claims.requireOurs(new DefaultExchange(camel));
    assertThat(claims.due()).isEmpty();
  }

  private Exchange claimed() throws Exception {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(Map.of("order_no", "A", "claim_no", 1L));
    claims.note().process(exchange);
    claims.hold().process(exchange);
    return exchange;
  }

  private List<Map<String, Object>> awaitDue() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(claims::due, due -> !due.isEmpty());
  }

  private void renew(List<Map<String, Object>> due, int count) throws Exception {
    Exchange renewal = new DefaultExchange(camel);
    renewal.getMessage().setBody(due.get(0));
    renewal.getMessage().setHeader(SqlConstants.SQL_UPDATE_COUNT, count);
    claims.renewed().process(renewal);
  }

  private void assertLost(Exchange exchange) {
    awaitLost();
    assertThatThrownBy(() -> Claims.requireOurs(exchange)).isInstanceOf(ClaimLostException.class);
  }

  private static void awaitLost() {
    long start = System.nanoTime();
    await().until(() -> System.nanoTime() - start > LEASE.toNanos());
  }
}
