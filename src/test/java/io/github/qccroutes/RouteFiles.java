package io.github.qccroutes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The route files below one folder, read with the YAML parser that Camel itself uses. */
final class RouteFiles {
  private static final String SUFFIX = ".camel.yaml";

  private static final ObjectMapper JSON = new ObjectMapper();

  private RouteFiles() {}

  /** Reads every {@code *.camel.yaml} below the folder, in the order of their paths. */
  static List<RouteFile> below(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<RouteFile> files = new ArrayList<>();
      for (Path path : paths.filter(each -> each.toString().endsWith(SUFFIX)).sorted().toList()) {
        files.add(read(folder, path));
      }
      return files;
    }
  }

  private static RouteFile read(Path folder, Path path) throws IOException {
    String name = folder.relativize(path).toString().replace('\\', '/');
    try {
      String text = Files.readString(path);
      Object yaml = new Load(LoadSettings.builder().build()).loadFromString(text);
      return new RouteFile(name, JSON.valueToTree(yaml), "", (int) text.lines().count());
    } catch (YamlEngineException broken) {
      return new RouteFile(name, MissingNode.getInstance(), broken.getMessage(), 0);
    }
  }

  /**
   * One route file.
   *
   * @param name path below the routes folder, with slashes: {@code push/push-import.camel.yaml}
   * @param content the whole file; missing when it is not YAML
   * @param fault why it is not YAML, else empty
   * @param lines how long it is
   */
  record RouteFile(String name, JsonNode content, String fault, int lines) {

    /** The routes and route configurations in their order; empty when anything else is there. */
    List<Part> parts() {
      List<Part> parts = new ArrayList<>();
      for (JsonNode entry : content) {
        boolean route = entry.has("route");
        if (entry.size() != 1 || !(route || entry.has("routeConfiguration"))) {
          return List.of();
        }
        parts.add(new Part(route, entry.path(route ? "route" : "routeConfiguration")));
      }
      return parts;
    }

    /** {@code push-import} of {@code push/push-import.camel.yaml}. */
    String story() {
      return name.replaceFirst(".*/", "").replace(SUFFIX, "");
    }

    /** Every field of the file as {@code name=value}; the value is empty unless it is a scalar. */
    List<Map.Entry<String, String>> fields() {
      List<Map.Entry<String, String>> fields = new ArrayList<>();
      visit(
          content,
          (parent, field) -> fields.add(Map.entry(field.getKey(), field.getValue().asText())));
      return fields;
    }
  }

  /** A route or a route configuration. */
  record Part(boolean isRoute, JsonNode definition) {

    String id() {
      return definition.path("id").asText();
    }

    String description() {
      return definition.path("description").asText().strip();
    }

    /** Where the route starts, or an endpoint without a scheme for a route configuration. */
    Endpoint from() {
      JsonNode from = definition.path("from");
      return new Endpoint(from.path("uri").asText(), from.path("parameters"));
    }

    /** Every endpoint a step sends to or polls. */
    List<Endpoint> targets() {
      Set<String> names = Set.of("uri", "to", "toD", "poll", "deadLetterUri");
      List<Endpoint> targets = new ArrayList<>();
      visit(
          definition,
          (parent, field) -> {
            if (names.contains(field.getKey()) && field.getValue().isTextual()) {
              targets.add(new Endpoint(field.getValue().asText(), parent.path("parameters")));
            }
          });
      if (isRoute) {
        targets.remove(from());
      }
      return targets;
    }

    /** The steps that call a bean: each its {@code ref} and {@code method}. */
    List<JsonNode> beans() {
      return definition.findValues("bean");
    }

    /** The ids of its steps and fates, those of nested steps too. */
    List<String> stepIds() {
      List<String> ids = new ArrayList<>();
      visit(
          isRoute ? definition.path("from").path("steps") : definition.path("onException"),
          (parent, field) -> {
            if (field.getKey().equals("id")) {
              ids.add(field.getValue().asText());
            }
          });
      return ids;
    }
  }

  private static void visit(
      JsonNode node, BiConsumer<JsonNode, Map.Entry<String, JsonNode>> visitor) {
    node.properties().forEach(field -> visitor.accept(node, field));
    node.forEach(child -> visit(child, visitor));
  }

  /**
   * An endpoint as a route file names it, in one text or, as visual editors write it, with its name
   * among the parameters.
   */
  record Endpoint(String uri, JsonNode parameters) {

    /** {@code direct} of {@code direct:push-import}. */
    String scheme() {
      return uri.replaceFirst(":.*", "");
    }

    /** {@code push-import} of {@code direct:push-import?block=false}. */
    String path() {
      if (uri.contains(":")) {
        return uri.replaceFirst("^[^:]*:(//)?", "").replaceFirst("\\?.*", "");
      }
      return parameters.path(scheme().equals("sql") ? "query" : "name").asText();
    }

    /** Whether the endpoint hands over to another route of this application. */
    boolean isInternal() {
      return scheme().equals("direct") || scheme().equals("work");
    }

    /** Scheme and path: {@code direct:push-import}. */
    String address() {
      return scheme() + ":" + path();
    }
  }
}
