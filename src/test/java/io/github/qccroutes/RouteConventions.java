package io.github.qccroutes;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.github.qccroutes.RouteFiles.Endpoint;
import io.github.qccroutes.RouteFiles.RouteFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conventions of route files, each a method that answers its violations as sentences that start
 * with the file's name.
 */
final class RouteConventions {
  private static final JsonSchema SCHEMA = camelSchema();

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^{}:]+)[^{}]*}}");

  /** The folders of statements that differ; a placeholder in the path of a statement is these. */
  private static final List<String> DIALECTS = List.of("postgresql", "sqlite");

  /** Keys that the application sets itself, beside {@code <cron key>.enabled}. */
  private static final Set<String> INTERNAL_KEYS = Set.of("qcc.db.dialect");

  private final List<RouteFile> files;
  private final Set<String> keys;
  private final Path resources;

  /**
   * @param files the route files of an installation, all of them
   * @param keys the keys of its {@code application.properties}
   * @param resources the folder that {@code classpath:} stands for
   */
  RouteConventions(List<RouteFile> files, Set<String> keys, Path resources) {
    this.files = files;
    this.keys = keys;
    this.resources = resources;
  }

  List<String> violations() {
    List<String> violations = new ArrayList<>();
    for (RouteFile file : files) {
      Stream<String> found =
          file.definition().isObject()
              ? Stream.of(
                      schema(file),
                      name(file),
                      description(file),
                      placeholders(file),
                      internalTargets(file),
                      statements(file),
                      errorHandler(file),
                      loops(file),
                      languages(file))
                  .flatMap(rule -> rule)
              : shape(file);
      found.map(violation -> file.name() + ": " + violation).forEach(violations::add);
    }
    uniqueIds().forEach(violations::add);
    return violations;
  }

  private Stream<String> shape(RouteFile file) {
    return Stream.of(
        file.fault().isEmpty()
            ? "has to be one route or one routeConfiguration"
            : "is not YAML: " + file.fault());
  }

  private Stream<String> schema(RouteFile file) {
    return SCHEMA.validate(file.content()).stream()
        .filter(message -> !isPlaceholder(message))
        .map(message -> "is not Camel's YAML: " + message.getMessage());
  }

  /** Camel takes a placeholder wherever its schema wants a number or a boolean. */
  private static boolean isPlaceholder(ValidationMessage message) {
    return message.getType().equals("type")
        && PLACEHOLDER.matcher(message.getInstanceNode().asText()).matches();
  }

  private Stream<String> name(RouteFile file) {
    String folder = file.name().replaceFirst("/.*", "");
    List<String> violations = new ArrayList<>();
    if (!file.name().equals(folder + "/" + file.id() + ".camel.yaml")) {
      violations.add("the id is not the file's name: " + file.id());
    }
    if (!file.id().startsWith(folder + "-")) {
      violations.add("the id does not start with the folder's name: " + file.id());
    }
    if (file.from().isInternal() && !file.from().path().equals(file.id())) {
      violations.add("the id is not the name of the route's from: " + file.from().address());
    }
    return violations.stream();
  }

  private Stream<String> description(RouteFile file) {
    return file.definition().path("description").asText().isBlank()
        ? Stream.of("has no description")
        : Stream.empty();
  }

  private Stream<String> placeholders(RouteFile file) {
    return file.fields().stream()
        .map(Map.Entry::getValue)
        .flatMap(text -> PLACEHOLDER.matcher(text).results())
        .map(placeholder -> placeholder.group(1))
        .filter(key -> !isKey(key))
        .map(key -> "{{" + key + "}} is not in application.properties");
  }

  private boolean isKey(String key) {
    boolean cronSwitch = key.endsWith("cron.enabled");
    return INTERNAL_KEYS.contains(key)
        || keys.contains(cronSwitch ? key.replaceFirst("\\.enabled$", "") : key);
  }

  private Stream<String> internalTargets(RouteFile file) {
    Set<String> starts =
        files.stream().map(each -> each.from().address()).collect(Collectors.toSet());
    return file.targets().stream()
        .filter(target -> target.isInternal() && !starts.contains(target.address()))
        .map(target -> "no route starts from " + target.address());
  }

  private Stream<String> statements(RouteFile file) {
    Stream<Endpoint> endpoints = Stream.concat(Stream.of(file.from()), file.targets().stream());
    return endpoints.flatMap(
        endpoint ->
            switch (endpoint.scheme()) {
              case "sql" -> statement(endpoint.path());
              case "jdbc", "spring-jdbc", "sql-stored" -> Stream.of("has SQL inline: " + endpoint);
              default -> Stream.empty();
            });
  }

  private Stream<String> statement(String statement) {
    if (!statement.startsWith("classpath:")) {
      return Stream.of("has SQL inline: " + statement);
    }
    String path = statement.substring("classpath:".length());
    return DIALECTS.stream()
        .map(dialect -> PLACEHOLDER.matcher(path).replaceAll(Matcher.quoteReplacement(dialect)))
        .distinct()
        .filter(each -> !Files.isRegularFile(resources.resolve(each)))
        .map(each -> "there is no " + each);
  }

  /** The caller's policy never sees a failure of a direct: route that handles errors itself. */
  private Stream<String> errorHandler(RouteFile file) {
    return file.from().scheme().equals("direct")
            && !file.definition().path("errorHandler").has("noErrorHandler")
        ? Stream.of("a direct: route needs errorHandler: noErrorHandler")
        : Stream.empty();
  }

  /** A loop over what is due would otherwise keep a node from ending. */
  private Stream<String> loops(RouteFile file) {
    return file.definition().findValues("loop").stream()
        .filter(
            loop -> loop.path("doWhile").asBoolean() && !loop.path("breakOnShutdown").asBoolean())
        .map(loop -> "the loop " + loop.path("id").asText() + " needs breakOnShutdown: true");
  }

  private Stream<String> languages(RouteFile file) {
    List<String> violations = new ArrayList<>();
    for (Map.Entry<String, String> field : file.fields()) {
      if (field.getKey().equals("toD")) {
        violations.add("has toD, which breaks signed links: use a fixed endpoint");
      }
      if (field.getKey().equals("groovy")
          || (field.getKey().equals("language") && field.getValue().equals("groovy"))) {
        violations.add("has Groovy");
      }
    }
    return violations.stream();
  }

  /** Camel refuses to start when a route or a step has the id of another one in any route. */
  private Stream<String> uniqueIds() {
    Set<String> taken = new HashSet<>();
    return files.stream()
        .flatMap(
            file ->
                Stream.concat(Stream.of(file.id()), file.stepIds().stream())
                    .filter(id -> !id.isEmpty() && !taken.add(id))
                    .map(id -> file.name() + ": the id is taken: " + id));
  }

  private static JsonSchema camelSchema() {
    ClassLoader loader = RouteConventions.class.getClassLoader();
    try (InputStream schema = loader.getResourceAsStream("schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
    } catch (IOException unreadable) {
      throw new IllegalStateException("cannot read Camel's schema", unreadable);
    }
  }
}
