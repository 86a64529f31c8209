package io.github.qccroutes.console;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API's document, and how a request for it is read: what the document does not
 * name is refused, and what it names has the shape that the document gives it. Immutable.
 */
final class Operation {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
  private static final int MAX_VALUES = 50;

  private final String id;
  private final String method;
  private final Optional<Role> role;
  private final Pattern path;
  private final List<String> pathNames;
  private final Map<String, Parameter> parameters;
  private final @Nullable JsonNode body;
  private final boolean takesFile;

  private Operation(
      String id,
      String method,
      Optional<Role> role,
      String template,
      Map<String, Parameter> parameters,
      @Nullable JsonNode body,
      boolean takesFile) {
    this.id = id;
    this.method = method;
    this.role = role;
    this.pathNames = NAME.matcher(template).results().map(name -> name.group(1)).toList();
    this.path = pattern(template);
    this.parameters = parameters;
    this.body = body;
    this.takesFile = takesFile;
  }

  /** A parameter of the query or the path, with its schema. */
  private record Parameter(boolean inPath, boolean required, JsonNode schema) {}

  static Operation of(String method, String template, JsonNode told, JsonNode document) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (JsonNode each : told.path("parameters")) {
      JsonNode parameter =
          each.has("$ref") ? document.at(each.path("$ref").asText().substring(1)) : each;
      parameters.put(
          parameter.path("name").asText(),
          new Parameter(
              parameter.path("in").asText().equals("path"),
              parameter.path("required").asBoolean(),
              parameter.path("schema")));
    }
    String role = told.path("x-role").asText();
    JsonNode content = told.path("requestBody").path("content");
    return new Operation(
        told.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        role.equals("none") ? Optional.empty() : Optional.of(Role.of(role)),
        template,
        parameters,
        content.path("application/json").get("schema"),
        content.has("application/octet-stream"));
  }

  private static Pattern pattern(String template) {
    StringBuilder pattern = new StringBuilder();
    Matcher name = NAME.matcher(template);
    int from = 0;
    while (name.find()) {
      pattern.append(Pattern.quote(template.substring(from, name.start()))).append("([^/]+)");
      from = name.end();
    }
    pattern.append(Pattern.quote(template.substring(from)));
    // People type the address of the pages with and without it.
    return Pattern.compile(template.lastIndexOf('/') == 0 ? pattern + "/?" : pattern.toString());
  }

  /** Its {@code operationId}, which is the id of its route. */
  String id() {
    return id;
  }

  /** Such as GET. */
  String method() {
    return method;
  }

  /** Whether it is what an address means, as that came. */
  boolean isAt(String requestPath) {
    return path.matcher(requestPath).matches();
  }

  /** The least role that may call it; empty when nobody has to be logged in. */
  Optional<Role> role() {
    return role;
  }

  /** Whether it changes anything, and so is written down. */
  boolean acts() {
    return !method.equals("GET");
  }

  /** What varies in its path. */
  List<String> pathNames() {
    return pathNames;
  }

  /** Whether the body is a file, which is not read here. */
  boolean takesFile() {
    return takesFile;
  }

  /**
   * Reads the parameters of a request.
   *
   * @param query of its address, as it came; empty without one
   * @return the values by name, of text, Long and Boolean; without those that were left out
   * @throws ConsoleProblem 400 when one is unknown, doubled, missing or of the wrong shape
   */
  Map<String, Object> parameters(String requestPath, String query) {
    Map<String, Object> values = new LinkedHashMap<>();
    Matcher matcher = path.matcher(requestPath);
    if (!matcher.matches()) {
      throw ConsoleProblem.noAddress();
    }
    for (int i = 0; i < pathNames.size(); i++) {
      String name = pathNames.get(i);
      put(values, name, decoded(matcher.group(i + 1)));
    }
    decodedQuery(query)
        .forEach(
            (name, all) -> {
              Parameter parameter = parameters.get(name);
              if (parameter == null || parameter.inPath()) {
                throw ConsoleProblem.badRequest(
                    "没有参数 " + name + "，可用的参数：" + queryNames(),
                    "There is no parameter " + name + "; there are: " + queryNames());
              }
              if (all.size() > 1) {
                throw ConsoleProblem.badRequest(
                    "参数 " + name + " 写了两次", "The parameter " + name + " is given twice");
              }
              if (!all.get(0).isEmpty()) {
                put(values, name, all.get(0));
              }
            });
    parameters.forEach(
        (name, parameter) -> {
          if (!values.containsKey(name)) {
            if (parameter.required()) {
              throw ConsoleProblem.badRequest(
                  "缺少参数 " + name, "The parameter " + name + " is missing");
            }
            if (parameter.schema().has("default")) {
              values.put(
                  name,
                  ValueSchema.read(name, parameter.schema(), parameter.schema().get("default")));
            }
          }
        });
    return values;
  }

  private void put(Map<String, Object> values, String name, String text) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalStateException(id + " has no parameter " + name);
    }
    values.put(name, ValueSchema.read(name, parameter.schema(), text));
  }

  /**
   * Reads the body of a request.
   *
   * @return the values by name, as {@link #parameters}
   * @throws ConsoleProblem 400 when it is not the JSON that the document describes
   */
  Map<String, Object> body(byte[] bytes) {
    if (body == null) {
      if (bytes.length > 0) {
        throw ConsoleProblem.badRequest("这个操作不需要内容", "This operation takes no body");
      }
      return Map.of();
    }
    JsonNode told = parsed(bytes);
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : told.properties()) {
      JsonNode schema = body.path("properties").get(field.getKey());
      if (schema == null) {
        throw ConsoleProblem.badRequest(
            "没有字段 " + field.getKey(), "There is no field " + field.getKey());
      }
      if (!field.getValue().isNull()) {
        values.put(field.getKey(), ValueSchema.read(field.getKey(), schema, field.getValue()));
      }
    }
    for (JsonNode name : body.path("required")) {
      if (!values.containsKey(name.asText())) {
        throw ConsoleProblem.badRequest(
            "缺少字段 " + name.asText(), "The field " + name.asText() + " is missing");
      }
    }
    return values;
  }

  private static JsonNode parsed(byte[] bytes) {
    try {
      // As text, so that what is no UTF-8 does not pass for UTF-16.
      JsonNode told = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
      if (told.isObject()) {
        return told;
      }
    } catch (JsonProcessingException e) {
      // said below
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    throw ConsoleProblem.badRequest(
        "内容不是 JSON 对象；发送 JSON 时 Content-Type 应为 application/json",
        "The body is no JSON object; JSON is sent as Content-Type: application/json");
  }

  private static String decoded(String text) {
    try {
      // A plus in a path is a plus.
      return QueryStringDecoder.decodeComponent(text.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      throw ConsoleProblem.badRequest("地址写错了", "The address is malformed");
    }
  }

  private static Map<String, List<String>> decodedQuery(String query) {
    try {
      return new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MAX_VALUES).parameters();
    } catch (IllegalArgumentException e) {
      throw ConsoleProblem.badRequest("地址写错了", "The address is malformed");
    }
  }

  private String queryNames() {
    List<String> names = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          if (!parameter.inPath()) {
            names.add(name);
          }
        });
    return names.isEmpty() ? "-" : String.join(", ", names);
  }
}
