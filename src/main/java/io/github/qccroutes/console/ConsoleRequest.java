package io.github.qccroutes.console;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * A request as the network brought it, beside what the route may know of it.
 *
 * @param address of whoever sent it: of the proxy, where there is one
 * @param isSecure whether the browser spoke TLS, to us or to a proxy we trust
 */
record ConsoleRequest(HttpServerRequest http, String address, boolean isSecure) {
  private static final String PROPERTY = "consoleRequest";

  /** The request that the door let in. */
  static ConsoleRequest of(Exchange exchange) {
    return Objects.requireNonNull(exchange.getProperty(PROPERTY, ConsoleRequest.class), PROPERTY);
  }

  /** Reads the request of an exchange that has just come, and keeps it with the exchange. */
  static ConsoleRequest take(Exchange exchange, ConsoleProxy proxy) {
    HttpServerRequest http = ((HttpMessage) exchange.getMessage()).getRequest();
    String address = http.remoteAddress().hostAddress();
    boolean secure =
        http.isSSL()
            || (proxy.isTrusted(address) && "https".equals(http.getHeader("X-Forwarded-Proto")));
    ConsoleRequest request = new ConsoleRequest(http, address, secure);
    exchange.setProperty(PROPERTY, request);
    return request;
  }

  String method() {
    return http.method().name();
  }

  /** Whether the client has gone. */
  boolean isGone() {
    return http.response().closed();
  }

  /** Ends the connection, so that the client sees that its answer is not whole. */
  void cutOff() {
    http.connection().close();
  }

  /** Has something done as soon as the client goes. */
  void whenGone(Runnable work) {
    http.connection().closeHandler(closed -> work.run());
  }

  /** As it came, not decoded. */
  String path() {
    String path = http.path();
    return path == null ? "" : path;
  }

  /** As it came; empty without one. */
  String query() {
    String query = http.query();
    return query == null ? "" : query;
  }

  /**
   * A header's value; empty without one.
   *
   * @throws ConsoleProblem 400 when there are several: a proxy may have added the second one
   */
  String header(String name) {
    List<String> values = http.headers().getAll(name);
    if (values.size() > 1) {
      throw ConsoleProblem.badRequest(
          "请求头 " + name + " 写了两次", "The header " + name + " is given twice");
    }
    return values.isEmpty() ? "" : values.get(0);
  }
}
