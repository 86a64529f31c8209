package io.github.qccroutes.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The document of the API, {@code console/openapi.json}: it says which operations there are, who
 * may call them and with which parameters, and requests are held against it. Immutable.
 */
final class OpenApi {
  private static final String RESOURCE = "/console/openapi.json";

  private final byte[] text;
  private final Map<String, Operation> operations = new HashMap<>();

  private OpenApi(byte[] text) throws IOException {
    this.text = text;
    JsonNode document = new ObjectMapper().readTree(text);
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.put(
                                key(method.getKey(), path.getKey()),
                                Operation.of(
                                    method.getKey(), path.getKey(), method.getValue(), document))));
  }

  static OpenApi read() {
    try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(RESOURCE))) {
      return new OpenApi(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document as it is published. */
  byte[] text() {
    return text.clone();
  }

  /**
   * The operation of a route.
   *
   * @param method such as GET
   * @param path with names for what varies: {@code /console/api/jobs/{job}}
   * @throws IllegalStateException when the document has none: nobody says who may call it
   */
  Operation operation(String method, String path) {
    Operation operation = operations.get(key(method, path));
    if (operation == null) {
      throw new IllegalStateException(
          method + " " + path + " is not in console/openapi.json, so nobody may call it");
    }
    return operation;
  }

  /** The methods that the document has for an address, as it came; none where there is nothing. */
  SortedSet<String> methods(String requestPath) {
    return operations.values().stream()
        .filter(operation -> operation.isAt(requestPath))
        .map(Operation::method)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String key(String method, String path) {
    return method.toUpperCase(Locale.ROOT) + " " + path;
  }
}
