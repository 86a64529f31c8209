package io.github.qccroutes.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The shape that the API's document gives one value, and values that are held against it. */
final class ValueSchema {
  private ValueSchema() {}

  /**
   * Reads a value that stands in JSON.
   *
   * @return a text, a Long or a Boolean
   * @throws ConsoleProblem 400 when it is not as the schema wants it
   */
  static Object read(String name, JsonNode schema, JsonNode told) {
    boolean fits =
        switch (schema.path("type").asText()) {
          case "boolean" -> told.isBoolean();
          case "integer" -> told.isIntegralNumber() && told.canConvertToLong();
          default -> told.isTextual();
        };
    if (!fits) {
      throw wrong(name, schema);
    }
    return read(name, schema, told.asText());
  }

  /** The same for one that stands in an address, where all is text. */
  static Object read(String name, JsonNode schema, String text) {
    switch (schema.path("type").asText()) {
      case "boolean" -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw wrong(name, schema);
        }
        return Boolean.valueOf(text);
      }
      case "integer" -> {
        if (!text.matches("-?\\d{1,18}")) {
          throw wrong(name, schema);
        }
        long number = Long.parseLong(text);
        if (number < schema.path("minimum").asLong(Long.MIN_VALUE)
            || number > schema.path("maximum").asLong(Long.MAX_VALUE)) {
          throw wrong(name, schema);
        }
        return number;
      }
      default -> {
        requireShape(name, schema, text);
        return text;
      }
    }
  }

  private static void requireShape(String name, JsonNode schema, String text) {
    boolean known = !schema.has("enum");
    for (JsonNode each : schema.path("enum")) {
      known |= each.asText().equals(text);
    }
    int length = text.codePointCount(0, text.length());
    if (!known
        || text.indexOf('\0') >= 0
        || length < schema.path("minLength").asInt(0)
        || length > schema.path("maxLength").asInt(Integer.MAX_VALUE)
        || (schema.has("pattern") && !Pattern.matches(schema.path("pattern").asText(), text))
        || (schema.path("format").asText().equals("date") && !isDate(text))) {
      throw wrong(name, schema);
    }
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).getYear() >= 0 && text.length() == "yyyy-MM-dd".length();
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static ConsoleProblem wrong(String name, JsonNode schema) {
    String wanted =
        schema.has("enum")
            ? schema.path("enum").toString()
            : schema.path("format").asText().equals("date") ? "yyyy-MM-dd" : shape(schema);
    return ConsoleProblem.badRequest(
        name + " 不符合要求：" + wanted, name + " is not as it should be: " + wanted);
  }

  private static String shape(JsonNode schema) {
    return schema.properties().stream()
        .filter(each -> !each.getKey().equals("description"))
        .map(each -> each.getKey() + " " + each.getValue().asText())
        .collect(Collectors.joining(", "));
  }
}
