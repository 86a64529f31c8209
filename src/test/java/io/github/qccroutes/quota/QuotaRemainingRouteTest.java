package io.github.qccroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.api.Outcome;
import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.api.ProviderUnavailableException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the route makes of each answer, with the one call through {@code api-get} in a mock's place.
 */
class QuotaRemainingRouteTest extends CamelMainTestSupport {

  @Override
  protected void configure(MainConfigurationProperties configuration) {
    configuration.withRoutesIncludePattern(
        "file:routes/quota/quota-remaining.camel.yaml,file:routes/quota/quota-ask.camel.yaml");
  }

  @Override
  public String isMockEndpointsAndSkip() {
    return "direct:api-get";
  }

  @Override
  protected void bindToRegistry(Registry registry) {
    registry.bind("quotaAnswer", new QuotaAnswer());
    registry.bind("quotaRemaining", new QuotaRemaining());
  }

  @Test
  void asksForTheQuotaAndPicksTheModule() throws Exception {
    getMockEndpoint("mock:direct:api-get").expectedVariableReceived("call", "getQuota");
    answer(
        List.of(
            Map.of("id", "bene_id", "totalCount", 9, "consumedCount", 1),
            Map.of("id", "radar_id", "totalCount", 50, "consumedCount", "2")));

    assertThat(remaining().getMessage().getBody()).isEqualTo(48L);
    getMockEndpoint("mock:direct:api-get").assertIsSatisfied();
  }

  @Test
  void isUnknownWhenTheModuleIsMissing() {
    answer(List.of(Map.of("id", "bene_id", "totalCount", 9, "consumedCount", 1)));

    assertUnknown(remaining());
  }

  @ParameterizedTest
  @ValueSource(strings = {"111", "113", "114", "214"})
  void isUnknownWhenTheAccountMayNotAsk(String code) {
    fail(new ProviderUnavailableException(Outcome.STOP, code, "may not"));

    assertUnknown(remaining());
  }

  @Test
  void isUnknownWhenTheQuestionIsRefused() {
    fail(new ProviderRejectedException("201", "getQuota: 201"));

    assertUnknown(remaining());
  }

  @ParameterizedTest
  @ValueSource(strings = {"107", "112", "205"})
  void failsWhenThatMayChange(String code) {
    fail(new ProviderUnavailableException(Outcome.STOP, code, "not now"));

    assertThat(remaining().getException()).isInstanceOf(ProviderUnavailableException.class);
  }

  private void answer(@Nullable Object result) {
    getMockEndpoint("mock:direct:api-get")
        .whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(result));
  }

  private void fail(Exception failure) {
    getMockEndpoint("mock:direct:api-get")
        .whenAnyExchangeReceived(
            exchange -> {
              throw failure;
            });
  }

  private Exchange remaining() {
    return template.request(
        "direct:quota-remaining", exchange -> exchange.setVariable("moduleId", "radar_id"));
  }

  private static void assertUnknown(Exchange exchange) {
    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getBody()).isNull();
  }
}
