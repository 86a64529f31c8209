package io.github.qccroutes.push;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads values as columns can hold them. One of a kind that nobody foresaw costs itself, not the
 * push: it becomes null and is counted. For one thread.
 */
final class JsonValues {

  /** Java's longest Int32, its sign, and room for zeros and a fraction. */
  private static final int MAX_NUMBER_CHARS = 40;

  private final Map<String, Integer> odd = new TreeMap<>();

  /** How often each field held a value of another kind than it should. */
  Map<String, Integer> odd() {
    return odd;
  }

  /** Any scalar as text. */
  @Nullable String text(JsonParser json, String field) throws IOException {
    JsonToken token = json.currentToken();
    if (token.isStructStart()) {
      json.skipChildren();
      return odd(field);
    }
    return token == JsonToken.VALUE_NULL ? null : storable(json.getText());
  }

  @Nullable Integer score(JsonParser json) throws IOException {
    String text = text(json, "score");
    if (text == null || text.isBlank()) {
      return null;
    }
    Integer score = int32(text);
    if (score == null) {
      odd("score");
    }
    return score;
  }

  /** Counts the value, which is read as null. */
  @Nullable String odd(String field) {
    odd.merge(field, 1, Integer::sum);
    return null;
  }

  static @Nullable Integer int32(String text) {
    // The length keeps BigDecimal, whose cost grows with the square of the digits, cheap.
    if (text.length() > MAX_NUMBER_CHARS) {
      return null;
    }
    try {
      return new BigDecimal(text.strip()).intValueExact();
    } catch (NumberFormatException | ArithmeticException e) {
      return null;
    }
  }

  /** PostgreSQL stores neither U+0000 nor half a surrogate pair. */
  private static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return text.codePoints()
            .map(p -> p == 0 || (p >= 0xD800 && p <= 0xDFFF) ? 0xFFFD : p)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }
}
