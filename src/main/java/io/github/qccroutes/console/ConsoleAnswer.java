package io.github.qccroutes.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.tables.Sha256;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** What goes back: JSON, a file or a problem, and no header that is none of ours. */
final class ConsoleAnswer {
  /** The type of a problem. */
  static final String PROBLEM = "application/problem+json; charset=utf-8";

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Set<String> OWN_HEADERS =
      Set.of(
          Exchange.HTTP_RESPONSE_CODE,
          Exchange.CONTENT_TYPE,
          "Content-Disposition",
          "Content-Length",
          "Content-Security-Policy",
          "ETag",
          "Set-Cookie",
          "Retry-After");

  private ConsoleAnswer() {}

  /** Answers a value as JSON. */
  static void json(Exchange exchange, Object value) {
    write(exchange, 200, "application/json; charset=utf-8", value);
  }

  /** Answers what was just made. */
  static void created(Exchange exchange, Object value) {
    write(exchange, 201, "application/json; charset=utf-8", value);
  }

  /** Answers what will be done. */
  static void accepted(Exchange exchange, Object value) {
    write(exchange, 202, "application/json; charset=utf-8", value);
  }

  /** Answers a text as it is. */
  static void text(Exchange exchange, String type, byte[] text) {
    Message message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    message.setHeader(Exchange.CONTENT_TYPE, type);
    message.setBody(text);
  }

  /** Answers bytes or a stream, which a browser saves under a name of letters that need no care. */
  static void file(Exchange exchange, String type, String name, Object body) {
    Message message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    message.setHeader(Exchange.CONTENT_TYPE, type);
    message.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    message.setBody(body);
  }

  static void cookie(Exchange exchange, String cookie) {
    exchange.getMessage().setHeader("Set-Cookie", cookie);
  }

  static void problem(Exchange exchange, ConsoleProblem problem) {
    exchange.getMessage().removeHeaders("*");
    write(exchange, problem.status(), PROBLEM, problem.told());
    if (problem.retryAfterSeconds() != null) {
      exchange.getMessage().setHeader("Retry-After", problem.retryAfterSeconds());
    }
  }

  /** What a route left is answered; one that left nothing to tell has done as asked. */
  static void finish(Exchange exchange) {
    Message message = exchange.getMessage();
    message
        .getHeaders()
        .keySet()
        .removeIf(name -> OWN_HEADERS.stream().noneMatch(name::equalsIgnoreCase));
    if (message.getHeader(Exchange.CONTENT_TYPE) == null) {
      message.setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
      message.setBody(null);
    } else if (message.getBody() instanceof byte[] body) {
      spare(exchange, body);
    }
  }

  /** Whoever has the same already is told so in place of it. */
  private static void spare(Exchange exchange, byte[] body) {
    ConsoleRequest request = ConsoleRequest.of(exchange);
    if (!request.method().equals("GET")) {
      return;
    }
    Message message = exchange.getMessage();
    String tag = '"' + Sha256.of(body) + '"';
    message.setHeader("ETag", tag);
    if (request.header("If-None-Match").equals(tag)) {
      message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
      message.setBody(null);
    }
  }

  private static void write(Exchange exchange, int status, String type, Object value) {
    Message message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, type);
    message.setBody(bytes(value));
  }

  /** A value as JSON. */
  static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A time as the API writes it: UTC, with milliseconds. */
  static @Nullable String shown(@Nullable Instant time) {
    return time == null ? null : TIME.format(time);
  }

  /** A column's value as the API writes it. */
  static @Nullable Object shown(String column, @Nullable Object value) {
    if (value instanceof Timestamp timestamp) {
      return shown(timestamp.toInstant());
    }
    if ((column.startsWith("is_") || column.startsWith("has_")) && value instanceof Number number) {
      return number.longValue() != 0;
    }
    return value;
  }
}
