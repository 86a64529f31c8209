package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class RequestSignerTest {
  private static final Instant TIME = Instant.parse("2022-06-07T02:29:11.987Z");

  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  @Test
  void signsAsTheDocumentsSay() {
    sign(TIME);

    assertThat(exchange.getMessage().getHeader("Timespan")).isEqualTo("1654568951");
    // printf %s AppKey1654568951SecretKey | md5sum, in upper case
    assertThat(exchange.getMessage().getHeader("Token"))
        .isEqualTo("C12EC6BC29F8645F204EDEF6554CF61E");
    assertThat(exchange.getMessage().getHeaders().toString()).doesNotContain("SecretKey");
  }

  @Test
  void signsEachAttemptWithItsOwnTime() {
    sign(TIME);
    Object first = exchange.getMessage().getHeader("Token");

    sign(TIME.plusSeconds(1));

    assertThat(exchange.getMessage().getHeader("Timespan")).isEqualTo("1654568952");
    assertThat(exchange.getMessage().getHeader("Token")).isNotEqualTo(first);
  }

  private void sign(Instant time) {
    new RequestSigner("AppKey", "SecretKey", Clock.fixed(time, ZoneOffset.UTC)).sign(exchange);
  }
}
