package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRequestTest {
  private static final String KEY = "a key+%";

  @ParameterizedTest
  @ValueSource(strings = {"", "Acme", "A B  C", "企查查 科技", "a+b&c=d,e/f%20", "*-._~", "𠮷"})
  void tellsTheBytesThatItSends(String value) throws Exception {
    Map<String, String> parameters = new TreeMap<>(Map.of("loginName", "138", "keyWord", value));
    ApiCall call = ApiCall.batchAddRadarCompanyToExistedUserList;
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      exchange.setVariable("call", call.name());
      exchange.getMessage().setBody(parameters);

      new ApiRequest(KEY).layOut(exchange);

      String sent =
          exchange.getMessage().getHeader(Exchange.HTTP_PATH)
              + "?"
              + exchange.getMessage().getHeader(Exchange.HTTP_QUERY);
      assertThat(sent)
          .isASCII()
          .doesNotContain("+")
          .hasSize(ApiRequest.uriBytes(call, KEY, parameters));
    }
  }

  @Test
  void countsASpaceAsItIsSent() {
    assertThat(ApiRequest.encodedBytes("a b")).isEqualTo("a%20b".length());
    assertThat(ApiRequest.encodedBytes("企")).isEqualTo("%E4%BC%81".length());
  }
}
