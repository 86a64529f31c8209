package io.github.qccroutes;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.github.qccroutes.RouteFiles.Part;
import io.github.qccroutes.RouteFiles.RouteFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private static final Pattern STATEMENT = Pattern.compile("[a-z]+/[a-z-]+");

  private final List<RouteFile> files;
  private final Set<String> keys;
  private final Path resources;
  private final Map<String, Class<?>> classes;

  /**
   * @param files the route files of an installation, all of them
   * @param keys the keys of its {@code application.properties}
   * @param resources the folder of {@code sql/}
   * @param classes the classes that beans are made of, by their simple names
   */
  RouteConventions(
      List<RouteFile> files, Set<String> keys, Path resources, Map<String, Class<?>> classes) {
    this.files = files;
    this.keys = keys;
    this.resources = resources;
    this.classes = classes;
  }

  List<String> violations() {
    List<String> violations = new ArrayList<>();
    for (RouteFile file : files) {
      Stream<String> found =
          file.parts().isEmpty()
              ? shape(file)
              : Stream.of(
                      schema(file),
                      length(file),
                      names(file),
                      descriptions(file),
                      placeholders(file),
                      internalTargets(file),
                      statements(file),
                      beans(file),
                      errorHandlers(file),
                      loops(file),
                      languages(file))
                  .flatMap(rule -> rule);
      found.map(violation -> file.name() + ": " + violation).forEach(violations::add);
    }
    uniqueIds().forEach(violations::add);
    return violations;
  }

  private Stream<String> shape(RouteFile file) {
    return Stream.of(
        file.fault().isEmpty()
            ? "has to be routes and a routeConfiguration, nothing else"
            : "is not YAML: " + file.fault());
  }

  /** What is longer is more than one story. */
  private Stream<String> length(RouteFile file) {
    int most = file.parts().get(0).isRoute() ? 150 : 250;
    return file.lines() > most
        ? Stream.of("is longer than " + most + " lines: " + file.lines())
        : Stream.empty();
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

  /**
   * A file is a story: its first route has its name, other routes and the error policy go by it.
   */
  private Stream<String> names(RouteFile file) {
    String folder = file.name().replaceFirst("/.*", "");
    String story = file.story();
    List<String> violations = new ArrayList<>();
    if (!file.name().equals(folder + "/" + story + ".camel.yaml")) {
      violations.add("lies in a deeper folder");
    }
    if (!story.startsWith(folder + "-")) {
      violations.add("the name does not start with the folder's name");
    }
    boolean first = true;
    for (Part part : file.parts()) {
      if (!part.isRoute()) {
        if (!part.equals(file.parts().get(0))) {
          violations.add("the error policy does not stand first: " + part.id());
        }
        if (!part.id().equals(story + "-errors") && file.parts().size() > 1) {
          violations.add("the error policy is not named " + story + "-errors: " + part.id());
        }
        continue;
      }
      if (first && !part.id().equals(story)) {
        violations.add("the first route's id is not the file's name: " + part.id());
      } else if (!first && !part.id().startsWith(story + "-")) {
        violations.add("the id does not start with the file's name: " + part.id());
      }
      first = false;
      if (part.from().scheme().equals("direct") && !part.from().path().equals(part.id())) {
        violations.add("the id is not the name of the route's from: " + part.from().address());
      }
    }
    return violations.stream();
  }

  private Stream<String> descriptions(RouteFile file) {
    return file.parts().stream()
        .filter(part -> part.description().isEmpty())
        .map(part -> part.id() + " has no description");
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
    return keys.contains(cronSwitch ? key.replaceFirst("\\.enabled$", "") : key);
  }

  private Stream<String> internalTargets(RouteFile file) {
    Set<String> starts = parts().map(part -> part.from().address()).collect(Collectors.toSet());
    return file.parts().stream()
        .flatMap(part -> part.targets().stream())
        .filter(target -> target.isInternal() && !starts.contains(target.address()))
        .map(target -> "no route starts from " + target.address());
  }

  private Stream<Part> parts() {
    return files.stream().flatMap(file -> file.parts().stream());
  }

  private Stream<String> statements(RouteFile file) {
    return file.parts().stream()
        .flatMap(part -> Stream.concat(Stream.of(part.from()), part.targets().stream()))
        .flatMap(
            endpoint ->
                switch (endpoint.scheme()) {
                  case "sql" -> statement(endpoint.path());
                  case "work" ->
                      Stream.of("claim", "renew")
                          .map(each -> endpoint.parameters().path(each).asText())
                          .filter(each -> !each.isEmpty())
                          .flatMap(this::statement);
                  case "jdbc", "spring-jdbc", "sql-stored" ->
                      Stream.of("has SQL inline: " + endpoint);
                  default -> Stream.empty();
                });
  }

  private Stream<String> statement(String name) {
    if (!STATEMENT.matcher(name).matches()) {
      return Stream.of("has SQL inline: " + name);
    }
    String shared = "sql/jobs" + name.substring(name.indexOf('/')) + ".sql";
    return Stream.of("sql/" + name + ".sql", shared)
            .anyMatch(file -> Files.isRegularFile(resources.resolve(file)))
        ? Stream.empty()
        : Stream.of("there is no sql/" + name + ".sql");
  }

  /** From a line of YAML to the code in one search: a bean is named after its class. */
  private Stream<String> beans(RouteFile file) {
    return file.parts().stream()
        .flatMap(part -> part.beans().stream())
        .flatMap(bean -> bean(bean.path("ref").asText(), bean.path("method").asText()));
  }

  private Stream<String> bean(String ref, String method) {
    String named = Character.toUpperCase(ref.charAt(0)) + ref.substring(1);
    // Of a class that flows share each has a bean of its own, which has the flow's word in front.
    Class<?> type = classes.get(named);
    if (type == null) {
      type = classes.get(named.replaceFirst("^[A-Z][a-z]+", ""));
    }
    if (type == null) {
      return Stream.of("no class is named like the bean " + ref);
    }
    return Arrays.stream(type.getMethods()).anyMatch(each -> each.getName().equals(method))
        ? Stream.empty()
        : Stream.of("the bean " + ref + " has no method \"" + method + "\"");
  }

  /** The caller's policy never sees a failure of a direct: route that handles errors itself. */
  private Stream<String> errorHandlers(RouteFile file) {
    return file.parts().stream()
        .filter(
            part ->
                part.from().scheme().equals("direct")
                    && !part.definition().path("errorHandler").has("noErrorHandler"))
        .map(part -> "a direct: route needs errorHandler: noErrorHandler: " + part.id());
  }

  /** A loop over what is due would otherwise keep a node from ending. */
  private Stream<String> loops(RouteFile file) {
    return file.content().findValues("loop").stream()
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
                file.parts().stream()
                    .flatMap(part -> Stream.concat(Stream.of(part.id()), part.stepIds().stream()))
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
