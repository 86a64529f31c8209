package io.github.qccroutes.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.qccroutes.config.Secrets;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads the provider's answer to one call: envelope {@code {"status", "msg", "result"}}, status as
 * number or text, also spelt {@code Status}, {@code Message}, {@code Result}. The body is the
 * parsed answer, or its bytes where they are no JSON.
 *
 * <p>On OK and NONE the body becomes the result (a map or a list, see {@link ApiCall#result}) and
 * the variable {@code outcome} says which; every other answer becomes an exception. HTML, an empty
 * or cut-off body and an unknown status are never a success. Thread-safe.
 */
public final class AnswerReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOT_ALL = "500";
  private static final int URI_TOO_LONG = 414;
  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int MESSAGE_LIMIT = 300;

  /** What is left of a message that says no more than the document: its kind, as 【无效请求】. */
  private static final Pattern NO_WORDS = Pattern.compile("(【[^】]*】|[\\p{P}\\s])*");

  private final HoldPlacer holds;
  private final ProviderContact contact;
  private final MeterRegistry metrics;
  private final Clock clock;

  AnswerReader(HoldPlacer holds, ProviderContact contact, MeterRegistry metrics, Clock clock) {
    this.holds = holds;
    this.contact = contact;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** How api-get reads JSON: what follows the answer is no part of it. */
  public static ObjectMapper mapper() {
    return JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  }

  /** Reads the answer in the body. */
  public void read(Exchange exchange) throws Exception {
    ApiCall call = ApiCall.valueOf(exchange.getVariable("call", String.class));
    Message message = exchange.getMessage();
    int http = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    Object body = message.getBody();
    Duration retryAfter = RetryAfter.of(message.getHeader("Retry-After", String.class), clock);
    ApiSlots.noteAnswered(exchange);
    message.removeHeaders("*");
    message.setBody(null);
    try {
      Outcome outcome = read(call, http, body, retryAfter, exchange);
      CallFate.DONE.note(exchange);
      exchange.setVariable("outcome", outcome.name());
      count(call, outcome);
      contact.succeeded();
    } catch (ProviderUnavailableException e) {
      count(call, e.outcome());
      if (e.outcome() == Outcome.WAIT) {
        contact.succeeded();
      } else {
        contact.failed(e.getMessage());
      }
      throw e;
    } catch (ProviderRejectedException e) {
      count(call, Outcome.ITEM);
      contact.succeeded();
      throw e;
    }
  }

  private Outcome read(
      ApiCall call,
      int http,
      @Nullable Object body,
      @Nullable Duration retryAfter,
      Exchange exchange)
      throws ProviderUnavailableException, ProviderRejectedException {
    boolean success = http >= 200 && http < 300;
    if (http == TOO_MANY_REQUESTS || http == CallGuard.PROXY_WANTS_CREDENTIALS) {
      CallFate.NOT_DONE.note(exchange);
    }
    if (http == CallGuard.PROXY_WANTS_CREDENTIALS) {
      throw new ProviderUnavailableException(
          Outcome.RETRY, call + ": " + CallGuard.proxyAnswered(http));
    }
    if (http == TOO_MANY_REQUESTS || http >= 500) {
      throw new ProviderUnavailableException(call + ": the provider gave HTTP " + http, retryAfter);
    }
    JsonNode parsed = body instanceof JsonNode root && root.isObject() ? root : null;
    JsonNode envelope = parsed == null ? MissingNode.getInstance() : parsed;
    JsonNode status = either(envelope, "status", "Status");
    StatusCode code =
        status == null || !status.isValueNode() ? null : call.codes().find(status.asText().strip());
    if (!success) {
      if (code == null || code.outcome() == Outcome.OK || code.outcome() == Outcome.NONE) {
        if (call.takesList() && (http == URI_TOO_LONG || http == BAD_REQUEST)) {
          CallFate.NOT_DONE.note(exchange);
          throw new ProviderRejectedException("HTTP " + http, call + ": HTTP " + http);
        }
        throw unavailable(call, "HTTP " + http + " instead of an answer; check qcc.api.base-url");
      }
    } else if (parsed == null) {
      throw unavailable(call, notJson(body));
    } else if (code == null) {
      throw unavailable(
          call,
          "an undocumented status: "
              + (status == null ? "none" : shortened(status))
              + inBrackets(own(envelope)));
    }
    if (code.turnsAway()) {
      CallFate.NOT_DONE.note(exchange);
    }
    return settle(call, envelope, code, exchange.getMessage());
  }

  private Outcome settle(ApiCall call, JsonNode envelope, StatusCode code, Message message)
      throws ProviderUnavailableException, ProviderRejectedException {
    Outcome outcome = code.outcome() == Outcome.NONE ? call.noResult() : code.outcome();
    if (code.code().equals(NOT_ALL) && hasRows(envelope)) {
      outcome = Outcome.OK;
    }
    switch (outcome) {
      case OK, NONE -> {
        JsonNode result = either(envelope, call.result(), capitalised(call.result()));
        if (call == ApiCall.listDdRiskLatestOrderNo
            && outcome == Outcome.OK
            && (result == null || !result.isArray())) {
          throw unavailable(call, "200 without its " + call.result());
        }
        Object body = result == null ? null : JSON.convertValue(result, Object.class);
        if (body instanceof Map<?, ?> fields && fields.get("unzipPassword") instanceof String s) {
          // A later answer may echo it.
          Secrets.registerPassing(s);
        }
        message.setBody(ProviderText.clean(body));
        return outcome;
      }
      case STOP -> {
        String words = said(envelope, code);
        holds.place(call, code, words);
        throw new ProviderUnavailableException(Outcome.STOP, code.code(), call + ": " + words);
      }
      case ITEM ->
          throw new ProviderRejectedException(code.code(), call + ": " + said(envelope, code));
      default ->
          throw new ProviderUnavailableException(
              outcome, code.code(), call + ": " + said(envelope, code));
    }
  }

  /** Whether a batch was carried out, if only in part: each row says what became of it. */
  private static boolean hasRows(JsonNode envelope) {
    JsonNode result = either(envelope, "result", "Result");
    return result != null && !result.path("batchList").isEmpty();
  }

  /** The document's explanation, and the provider's own message where it says something else. */
  private static String said(JsonNode envelope, StatusCode code) {
    String own = own(envelope);
    boolean more = !NO_WORDS.matcher(own.replace(code.words(), "")).matches();
    return code.explained() + (more ? inBrackets(own) : "");
  }

  private static String own(JsonNode envelope) {
    JsonNode msg = either(envelope, "msg", "Message");
    return msg == null || msg.isNull() ? "" : shortened(msg);
  }

  private static String inBrackets(String own) {
    return own.isBlank() ? "" : " [" + own + "]";
  }

  private void count(ApiCall call, Outcome outcome) {
    metrics.counter("qcc.api.calls", "call", call.name(), "outcome", outcome.name()).increment();
  }

  private static ProviderUnavailableException unavailable(ApiCall call, String what) {
    return new ProviderUnavailableException(Outcome.RETRY, call + ": the provider gave " + what);
  }

  private static String notJson(@Nullable Object answer) {
    byte[] body =
        answer instanceof byte[] bytes
            ? bytes
            : String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
    byte[] head = Arrays.copyOf(body, Math.min(body.length, ForeignBody.HEAD_BYTES));
    String named = ForeignBody.named(head, body.length);
    if (body.length == 0) {
      return named;
    }
    return named.contains("ML")
        ? named + " instead of an answer; check qcc.api.base-url and any proxy"
        : "an answer that is cut off or not JSON (" + body.length + " bytes)";
  }

  private static @Nullable JsonNode either(JsonNode envelope, String name, String otherName) {
    JsonNode node = envelope.get(name);
    return node != null && !node.isNull() ? node : envelope.get(otherName);
  }

  private static String capitalised(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static String shortened(JsonNode node) {
    String text = ProviderText.clean(node.asText());
    return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "…";
  }
}
