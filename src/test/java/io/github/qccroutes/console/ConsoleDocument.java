package io.github.qccroutes.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The operations of the API's document, as a stranger reads it. */
final class ConsoleDocument {
  private static final JsonNode TEXT = read();

  private ConsoleDocument() {}

  /** One of them. */
  record Call(String id, String method, String path, String role, List<Parameter> parameters) {
    /** The path with a value for each of its parameters that none refuses. */
    String target() {
      return target("?", "?");
    }

    /** The same with another value for one parameter, encoded already. */
    String target(String name, String value) {
      String target = path;
      List<String> query = new ArrayList<>();
      for (Parameter each : parameters) {
        String text = each.name.equals(name) ? value : each.sample();
        if (each.in.equals("path")) {
          target = target.replace("{" + each.name + "}", text);
        } else if (each.name.equals(name) || each.required) {
          query.add(each.name + "=" + text);
        }
      }
      return query.isEmpty() ? target : target + "?" + String.join("&", query);
    }
  }

  /** One parameter of an operation. */
  record Parameter(String name, String in, boolean required, JsonNode schema) {
    private String sample() {
      if (schema.has("enum")) {
        return schema.path("enum").path(0).asText();
      }
      return switch (name) {
        case "run" -> "s1";
        case "job" -> "1";
        default -> "x";
      };
    }
  }

  static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (var path : TEXT.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode each : method.getValue().path("parameters")) {
          JsonNode it = each.has("$ref") ? TEXT.at(each.path("$ref").asText().substring(1)) : each;
          parameters.add(
              new Parameter(
                  it.path("name").asText(),
                  it.path("in").asText(),
                  it.path("required").asBoolean(),
                  it.path("schema")));
        }
        calls.add(
            new Call(
                method.getValue().path("operationId").asText(),
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                method.getValue().path("x-role").asText(),
                parameters));
      }
    }
    return calls;
  }

  private static JsonNode read() {
    try (InputStream in = ConsoleDocument.class.getResourceAsStream("/console/openapi.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
