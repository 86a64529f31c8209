package io.github.qccroutes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.RouteFiles.Endpoint;
import io.github.qccroutes.RouteFiles.Part;
import io.github.qccroutes.RouteFiles.RouteFile;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.cli.QccRoutes;
import io.github.qccroutes.config.SettingReference;
import io.github.qccroutes.store.Dialect;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The reference pages, made from the catalog of settings, the route files, the commands, the schema
 * and the meters of a node. What the source does not say in words stands in {@code
 * reference/en.properties}, and its Chinese in {@code reference/zh.properties}.
 */
final class ReferencePages {
  private static final Pattern CHECKED = Pattern.compile("check \\((\\w+) in \\(([^)]*)\\)\\)");

  private final TestNode node;
  private final Set<String> unused = new TreeSet<>();

  ReferencePages(TestNode node) {
    this.node = node;
  }

  /** A language of the pages: its folder and its words for what the tables' heads say. */
  enum Language {
    ENGLISH("docs/", "en"),
    CHINESE("docs/zh-CN/", "zh");

    private final String folder;
    private final Properties texts = new Properties();

    Language(String folder, String name) {
      this.folder = folder;
      try (Reader reader =
          Files.newBufferedReader(Path.of("src/test/resources/reference", name + ".properties"))) {
        texts.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Every generated file, by its path. */
  Map<String, String> all() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    pages.put("application.properties", applicationProperties());
    for (Language language : Language.values()) {
      unused.clear();
      unused.addAll(language.texts.stringPropertyNames());
      if (language == Language.ENGLISH) {
        pages.put("docs/integrate/routes.md", routes());
      }
      pages.put(language.folder + "integrate/configuration.md", configuration(language));
      pages.put(language.folder + "operate/commands.md", commands(language));
      pages.put(language.folder + "operate/database.md", database(language));
      pages.put(language.folder + "operate/monitoring.md", monitoring(language));
      assertThat(unused).as("texts that no page uses, %s", language).isEmpty();
    }
    return pages;
  }

  private String text(Language language, String key) {
    unused.remove(key);
    String text = language.texts.getProperty(key);
    assertThat(text).as("the %s text of %s", language, key).isNotBlank();
    return text;
  }

  private String page(Language language, String name, List<String> parts) {
    return "# %s\n\n%s\n\n%s\n\n%s\n"
        .formatted(
            text(language, name + ".title"),
            text(language, name + ".about"),
            String.join("\n\n", parts),
            text(language, "generated"));
  }

  private String table(Language language, String heads, List<List<String>> rows) {
    String head = text(language, heads);
    return head
        + "\n|"
        + " --- |".repeat((int) head.chars().filter(c -> c == '|').count() - 1)
        + "\n"
        + rows.stream()
            .map(row -> "| " + String.join(" | ", row) + " |")
            .collect(Collectors.joining("\n"));
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;").strip();
  }

  private String applicationProperties() {
    StringBuilder lines =
        new StringBuilder(
            """
            # Configuration of qcc-routes, UTF-8. Stronger than this file are, in this order: a file in
            # qcc.secrets-dir, the environment (QCC_API_SECRET_KEY is qcc.api.secret-key), -Dkey=value.
            # Relative paths start from the home, the directory of this file. A backslash is written twice.
            """);
    String group = "";
    for (SettingReference.Key key : SettingReference.keys()) {
      String next = key.name().split("\\.")[1].replaceAll("-.*", "");
      if (!next.equals(group)) {
        lines.append('\n');
        group = next;
      }
      String value = key.byDefault();
      lines.append("# %s (%s".formatted(key.description(), key.accepted()));
      lines.append(value == null ? ")\n" : "; default " + value + ")\n");
      lines.append(value == null ? "#" : "").append(key.name()).append('=');
      lines.append(value == null ? "" : value.replace("\\", "\\\\")).append('\n');
    }
    return lines.toString();
  }

  private String configuration(Language language) {
    List<List<String>> rows = new ArrayList<>();
    for (SettingReference.Key key : SettingReference.keys()) {
      String own =
          language == Language.ENGLISH
              ? key.description()
              : text(language, "setting." + key.name());
      String accepted = language == Language.ENGLISH ? cell(key.accepted()) : "";
      List<String> row = new ArrayList<>(List.of(code(key.name())));
      row.add(key.byDefault() == null ? "" : code(key.byDefault()));
      row.add(cell(own));
      if (language == Language.ENGLISH) {
        row.add(accepted);
      }
      rows.add(row);
    }
    return page(language, "configuration", List.of(table(language, "configuration.heads", rows)));
  }

  private String routes() throws IOException {
    Map<String, List<List<String>>> folders = new LinkedHashMap<>();
    for (RouteFile file : RouteFiles.below(Path.of("routes"))) {
      for (Part part : file.parts()) {
        String start = part.isRoute() ? code(part.from().address()) : "error policy";
        folders
            .computeIfAbsent(file.name().replaceFirst("/.*", ""), any -> new ArrayList<>())
            .add(
                List.of(
                    "[%s](../../routes/%s)".formatted(part.id(), file.name()),
                    start,
                    cell(part.description())));
      }
    }
    List<String> parts = new ArrayList<>();
    folders.forEach(
        (folder, rows) -> {
          parts.add("## " + folder);
          parts.add(table(Language.ENGLISH, "routes.heads", rows));
        });
    parts.add("## Topology");
    parts.add(topology());
    return page(Language.ENGLISH, "routes", parts);
  }

  /** What starts which route, and which hands over to which, by file. */
  private static String topology() throws IOException {
    StringBuilder text = new StringBuilder("```mermaid\nflowchart LR\n");
    Set<String> edges = new LinkedHashSet<>();
    for (RouteFile file : RouteFiles.below(Path.of("routes"))) {
      List<Part> routes = file.parts().stream().filter(Part::isRoute).toList();
      if (routes.isEmpty()) {
        continue;
      }
      text.append("    subgraph ").append(file.story()).append("\n");
      for (Part route : routes) {
        text.append("        ").append(route.id()).append("[\"").append(route.id()).append("\"]\n");
      }
      text.append("    end\n");
      for (Part part : file.parts()) {
        if (part.isRoute() && !part.from().scheme().equals("direct")) {
          edges.add(node(part.from()) + " --> " + part.id());
        }
        String from = part.isRoute() ? part.id() : file.story();
        for (Endpoint target : part.targets()) {
          if (target.scheme().equals("direct")) {
            edges.add(from + " --> " + target.path());
          } else if (target.scheme().equals("work")) {
            edges.add(from + " -. wakes .-> " + node(target));
          }
        }
      }
    }
    edges.forEach(edge -> text.append("    ").append(edge).append("\n"));
    return text + "```";
  }

  private static String node(Endpoint endpoint) {
    String address = endpoint.address().replaceAll("[{}]", "");
    String id = address.replaceAll("[^a-z0-9]+", "_");
    return endpoint.scheme().equals("work")
        ? id + "[(\"" + endpoint.path() + "\")]"
        : id + "([\"" + address + "\"])";
  }

  private String commands(Language language) {
    List<List<String>> rows = new ArrayList<>();
    Map<String, String> environment =
        language == Language.CHINESE ? Map.of("LC_ALL", "zh_CN.UTF-8") : Map.of("LC_ALL", "C");
    commands(QccRoutes.commandLine(environment, new Properties()).getCommandSpec(), "", rows);
    return page(language, "commands", List.of(table(language, "commands.heads", rows)));
  }

  private static void commands(CommandSpec command, String name, List<List<String>> rows) {
    if (!name.isEmpty()) {
      String own = String.join(" ", command.usageMessage().description());
      List<String> words = new ArrayList<>(List.of("qcc-routes", name));
      command.positionalParameters().forEach(each -> words.add(each.paramLabel()));
      for (OptionSpec option : command.options()) {
        if (!option.usageHelp() && !option.versionHelp()) {
          String value = option.typeInfo().isBoolean() ? "" : " " + option.paramLabel();
          words.add("[" + option.longestName() + value + "]");
        }
      }
      rows.add(List.of(code(String.join(" ", words)), cell(own)));
    }
    command
        .subcommands()
        .forEach(
            (sub, line) -> {
              if (!sub.equals("help")) {
                commands(line.getCommandSpec(), (name + " " + sub).strip(), rows);
              }
            });
  }

  private String database(Language language) {
    List<String> parts = new ArrayList<>();
    for (String table : tables()) {
      parts.add("## " + table);
      parts.add(text(language, "table." + table));
      Map<String, String> values =
          CHECKED
              .matcher(
                  node.sql()
                      .sql("select sql from sqlite_master where name = :table")
                      .param("table", table)
                      .query(String.class)
                      .single())
              .results()
              .collect(
                  Collectors.toMap(
                      found -> found.group(1),
                      found ->
                          found.group(2).replaceAll("['\\s]+", " ").replace(" ,", ",").strip()));
      List<List<String>> rows =
          node
              .sql()
              .sql("select * from pragma_table_info(?)")
              .param(table)
              .query()
              .listOfRows()
              .stream()
              .map(
                  column ->
                      List.of(
                          code(column.get("name").toString()),
                          column.get("type")
                              + (Integer.valueOf(1).equals(column.get("notnull"))
                                  ? " not null"
                                  : "")
                              + (Integer.valueOf(0).equals(column.get("pk")) ? "" : ", key"),
                          values.getOrDefault(column.get("name").toString(), "")))
              .toList();
      parts.add(table(language, "database.heads", rows));
    }
    return page(language, "database", parts);
  }

  private List<String> tables() {
    return node.sql()
        .sql(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
                + " and name not like 'flyway%' order by name")
        .query(String.class)
        .list();
  }

  private String monitoring(Language language) throws IOException {
    List<List<String>> checks = new ArrayList<>();
    new ObjectMapper()
        .readTree(node.health().body()).path("checks").findValuesAsText("name").stream()
            .sorted()
            .forEach(
                name -> checks.add(List.of(code(name), cell(text(language, "health." + name)))));
    List<List<String>> meters = new ArrayList<>();
    Pattern.compile("(?m)^# TYPE (qcc_\\w+) (\\w+)")
        .matcher(node.metrics())
        .results()
        .sorted((one, other) -> one.group(1).compareTo(other.group(1)))
        .forEach(
            found ->
                meters.add(
                    List.of(
                        code(found.group(1)),
                        found.group(2),
                        labels(found),
                        cell(text(language, "meter." + found.group(1))))));
    return page(
        language,
        "monitoring",
        List.of(
            text(language, "health.title"),
            table(language, "health.heads", checks),
            text(language, "meters.title"),
            table(language, "meters.heads", meters)));
  }

  /** The labels of a meter's first value, but for Camel's own. */
  private String labels(MatchResult meter) {
    return Pattern.compile("(?m)^" + meter.group(1) + "\\{([^}]*)\\}")
        .matcher(node.metrics())
        .results()
        .limit(1)
        .flatMap(found -> List.of(found.group(1).split(",")).stream())
        .map(label -> label.replaceFirst("=.*", ""))
        .filter(label -> !label.equals("camelContext"))
        .collect(Collectors.joining(", "));
  }

  static TestNode node() {
    return TestNode.shared(
        Dialect.SQLITE,
        List.of(
            "api", "push", "quota", "reports", "assignments", "partnerships", "sync", "retention"));
  }
}
