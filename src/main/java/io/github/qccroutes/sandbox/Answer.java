package io.github.qccroutes.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer on its way out: status, headers and bytes.
 *
 * @param status the provider's own status where the body is its envelope
 * @param effect whether a call was carried out with success, if only in part
 */
record Answer(
    int httpStatus,
    Map<String, String> headers,
    Body body,
    @Nullable String status,
    boolean effect) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The envelope of a call that was carried out, with {@code result} as the documents show it. */
  static Answer success(String msg, @Nullable Object result) {
    return envelope("200", msg, "result", result, true);
  }

  /** The envelope of a call that was carried out, with its list under a name of its own. */
  static Answer success(String msg, String name, Object value) {
    return envelope("200", msg, name, value, true);
  }

  /** The envelope of a call that was refused; such answers come with HTTP 200 like any other. */
  static Answer refusal(String status, String msg) {
    return envelope(status, msg, "result", null, false);
  }

  /** The envelope of a batch: 200 when all rows succeeded, else 500, with the rows either way. */
  static Answer batch(boolean allSucceeded, boolean effect, List<?> rows) {
    String status = allSucceeded ? "200" : "500";
    return envelope(status, null, "result", Map.of("batchList", rows), effect);
  }

  static Answer text(int httpStatus, String contentType, String text) {
    return new Answer(httpStatus, Map.of("Content-Type", contentType), Body.of(text), null, false);
  }

  static Answer file(Path file) {
    return new Answer(200, Map.of("Content-Type", "application/zip"), Body.of(file), null, false);
  }

  Answer withBody(Body other) {
    return new Answer(httpStatus, headers, other, status, effect);
  }

  private static Answer envelope(
      String status, @Nullable String msg, String name, @Nullable Object value, boolean effect) {
    Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
    envelope.put("status", status);
    envelope.put("msg", msg);
    envelope.put(name, value);
    try {
      return new Answer(
          200,
          Map.of("Content-Type", "application/json;charset=UTF-8"),
          Body.of(JSON.writeValueAsString(envelope)),
          status,
          effect);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a JSON value: " + name, e);
    }
  }
}
