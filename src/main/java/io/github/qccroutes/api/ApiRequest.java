package io.github.qccroutes.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Lays out one call: path and encoded query of the variable {@code call} with the body's entries as
 * parameters, in their order, after {@code key}. Whatever headers came in are dropped, so that none
 * travels to the provider or redirects the call. Thread-safe.
 */
public final class ApiRequest {
  private final String key;

  public ApiRequest(String key) {
    this.key = key;
  }

  public void layOut(Exchange exchange) {
    ApiCall call = ApiCall.valueOf(exchange.getVariable("call", String.class));
    CallFate.NOT_DONE.note(exchange);
    Message message = exchange.getMessage();
    Map<?, ?> parameters = message.getBody() instanceof Map<?, ?> entries ? entries : Map.of();
    message.removeHeaders("*");
    message.setBody(null);
    message.setHeader(Exchange.HTTP_METHOD, "GET");
    message.setHeader(Exchange.HTTP_PATH, call.path());
    message.setHeader(Exchange.HTTP_QUERY, query(key, parameters));
  }

  /** The bytes of a call's request URI as it is sent, from the path below the base URL on. */
  public static int uriBytes(ApiCall call, String key, Map<String, ?> parameters) {
    return call.path().length() + 1 + query(key, parameters).length();
  }

  /** The bytes of a parameter's value as it is sent. */
  public static int encodedBytes(String value) {
    return encoded(value).length();
  }

  private static String query(String key, Map<?, ?> parameters) {
    StringBuilder query = new StringBuilder("key=").append(encoded(key));
    parameters.forEach(
        (name, value) -> query.append('&').append(name).append('=').append(encoded(value)));
    return query.toString();
  }

  private static String encoded(Object value) {
    return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8).replace("+", "%20");
  }
}
