package io.github.qccroutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.RouteFiles.RouteFile;
import io.github.qccroutes.cli.QccRoutes;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Holds both READMEs and the decisions to what the project is. */
class DocsTest {
  private static final Pattern CODE_BLOCK = Pattern.compile("(?s)```.*?```");
  private static final Pattern COMMAND_IN_BLOCK =
      Pattern.compile("(?m)^(?:\\./|bin/)?qcc-routes .*$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern KEY = Pattern.compile("^qcc\\.[a-z0-9.-]+");
  private static final Pattern VARIABLE = Pattern.compile("QCC_[A-Z_]*[A-Z]");
  private static final Pattern CREATED = Pattern.compile("(?s)create table (\\w+) \\((.*?)\\n\\);");
  private static final Pattern COLUMN = Pattern.compile("(?m)^    (\\w+) ");
  private static final Pattern DECISION =
      Pattern.compile(
          "(?s)# \\d+\\. .*\\*\\*Context\\.\\*\\*.*\\*\\*Decision\\.\\*\\*.*"
              + "\\*\\*Consequences\\.\\*\\*.*");
  private static final Set<String> VARIABLES_OF_THE_LAUNCHER = Set.of("QCC_HOME", "QCC_JAVA_OPTS");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void listsEveryKeyWithItsDefault(String readme) throws IOException {
    Map<String, String> listed = new TreeMap<>();
    for (List<String> row : table(readme, "key", "键")) {
      String byDefault = row.get(1);
      listed.put(
          unquoted(row.get(0)), Set.of("none", "无").contains(byDefault) ? "" : unquoted(byDefault));
    }
    assertThat(listed).isEqualTo(shippedSettings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void namesOnlyKeysAndVariablesThatExist(String readme) throws IOException {
    Set<String> keys = shippedSettings().keySet();
    Set<String> variables =
        keys.stream()
            .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
            .collect(Collectors.toCollection(TreeSet::new));
    variables.addAll(VARIABLES_OF_THE_LAUNCHER);

    assertThat(quoted(read(readme)).stream().flatMap(span -> found(KEY, span).stream()))
        .isNotEmpty()
        .isSubsetOf(keys);
    assertThat(found(VARIABLE, read(readme))).isNotEmpty().isSubsetOf(variables);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void tellsWhereEveryRouteStarts(String readme) throws IOException {
    Map<String, String> starts = new HashMap<>();
    List<String> policies = new ArrayList<>();
    for (RouteFile file : RouteFiles.below(Path.of("routes"))) {
      if (file.isRoute()) {
        starts.put(file.id(), file.from().scheme());
      } else {
        policies.add(file.id());
      }
    }
    List<String> listed = new ArrayList<>();
    for (List<String> row : table(readme, "route", "路由")) {
      List<String> ids = quoted(row.get(0));
      listed.addAll(ids);
      assertThat(row.get(1).split(", "))
          .as(row.get(0))
          .containsExactlyInAnyOrderElementsOf(
              ids.stream().map(starts::get).collect(Collectors.toSet()));
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(starts.keySet());
    assertThat(quoted(read(readme))).containsAll(policies);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void showsTheCommandsThereAre(String readme) throws IOException {
    List<String> shown = new ArrayList<>(found(COMMAND_IN_BLOCK, read(readme)));
    for (String span : quoted(read(readme))) {
      if (span.startsWith("qcc-routes ")) {
        shown.add(span);
      }
    }
    for (List<String> row : table(readme, "command", "命令")) {
      String command = quoted(row.get(0)).get(0);
      quoted(row.get(0)).stream().skip(1).forEach(also -> shown.add("qcc-routes " + also));
      quoted(String.join(" ", row.subList(1, row.size()))).stream()
          .filter(span -> span.startsWith("--"))
          .forEach(option -> shown.add(command + " " + option));
    }
    Set<String> names = new TreeSet<>();
    for (String line : shown) {
      names.add(commandOf(line).qualifiedName().replaceFirst("^qcc-routes ?", ""));
    }
    assertThat(names)
        .containsAll(leaves(QccRoutes.commandLine(Map.of(), new Properties()).getCommandSpec()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void namesTablesAndColumnsThatExist(String readme) throws IOException {
    Map<String, Set<String>> columns = migratedTables();
    for (List<String> row : table(readme, "table", "表")) {
      List<String> tables = quoted(row.get(0));
      assertThat(columns.keySet()).containsAll(tables);
      Set<String> theirs =
          tables.stream().flatMap(t -> columns.get(t).stream()).collect(Collectors.toSet());
      assertThat(quoted(row.get(1))).as(row.get(0)).isSubsetOf(theirs);
    }
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> top = Files.list(Path.of(""))) {
      return Stream.concat(docs, top).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    assertThat(LINK.matcher(read(page.toString())).results().map(m -> m.group(1)))
        .filteredOn(link -> !link.contains("://"))
        .allMatch(link -> Files.exists(page.resolveSibling(link.replaceAll("#.*", ""))));
  }

  @Test
  void readmesLeadToEachOtherAndToTheDecisions() throws IOException {
    assertThat(read("README.md")).contains("](README.zh-CN.md)", "](docs/decisions)");
    assertThat(read("README.zh-CN.md")).contains("](README.md)", "](docs/decisions)");
  }

  @Test
  void twinsShowTheSameCommandsSectionsAndTables() throws IOException {
    String english = read("README.md");
    String chinese = read("README.zh-CN.md");
    assertThat(codeBlocks(chinese)).isEqualTo(codeBlocks(english));
    assertThat(headings(chinese)).isEqualTo(headings(english));
    assertThat(firstCells(chinese)).isEqualTo(firstCells(english));
  }

  /** A promise whose tests are all in the other tier would be broken unnoticed. */
  @ParameterizedTest
  @CsvSource({"3, false", "4, true"})
  void promisesNameTestsOfTheirTier(int column, boolean full) throws IOException {
    for (List<String> row : table("docs/reliability.md", "#")) {
      List<String> tests = quoted(row.get(column));
      assertThat(tests).as("tests of promise %s", row.get(0)).isNotEmpty();
      assertThat(tests)
          .allSatisfy(
              test ->
                  assertThat(hasTestsOf(full, test))
                      .as("%s has tests that run %s", test, full ? "in full only" : "fast")
                      .isTrue());
    }
  }

  private static boolean hasTestsOf(boolean full, String test) throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
      Path source = sources.filter(file -> file.endsWith(test + ".java")).findFirst().orElseThrow();
      String text = Files.readString(source);
      boolean all = text.contains("\n@Tag(\"full\")\n");
      return full ? text.contains("@Tag(\"full\")") || text.contains("@EachDatabase") : !all;
    }
  }

  @Test
  void decisionsAreNumberedAndSayContextDecisionAndConsequences() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of("docs", "decisions"))) {
      files = listed.sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (int i = 0; i < files.size(); i++) {
      assertThat(files.get(i).getFileName().toString())
          .startsWith("%04d-".formatted(i + 1))
          .endsWith(".md");
      assertThat(files.get(i)).content().matches(DECISION).startsWith("# %d. ".formatted(i + 1));
    }
  }

  /** Finds the command that a line calls, and fails when it takes no such option or operand. */
  private static CommandSpec commandOf(String line) {
    CommandSpec command = QccRoutes.commandLine(Map.of(), new Properties()).getCommandSpec();
    List<String> words = Arrays.asList(line.replaceAll("[\\[\\]]", "").split(" +"));
    int operands = 0;
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("-")) {
        OptionSpec option = command.findOption(word);
        assertThat(option).as("%s in: %s", word, line).isNotNull();
        i += option.arity().min();
      } else if (command.subcommands().containsKey(word)) {
        command = command.subcommands().get(word).getCommandSpec();
      } else {
        operands++;
      }
    }
    assertThat(operands).as(line).isLessThanOrEqualTo(command.positionalParameters().size());
    return command;
  }

  /** The commands that do something themselves, such as {@code push retry}. */
  private static Set<String> leaves(CommandSpec spec) {
    if (spec.subcommands().isEmpty()) {
      return Set.of(spec.qualifiedName().replaceFirst("^qcc-routes ?", ""));
    }
    return spec.subcommands().values().stream()
        .flatMap(sub -> leaves(sub.getCommandSpec()).stream())
        .collect(Collectors.toSet());
  }

  /** Every key of {@code application.properties}; one that is commented out has no default. */
  private static Map<String, String> shippedSettings() throws IOException {
    Properties shipped = new Properties();
    shipped.load(
        new StringReader(read("application.properties").replaceAll("(?m)^#(qcc\\.)", "$1")));
    Map<String, String> settings = new TreeMap<>();
    shipped.forEach((key, value) -> settings.put(String.valueOf(key), String.valueOf(value)));
    return settings;
  }

  private static Map<String, Set<String>> migratedTables() throws IOException {
    Map<String, Set<String>> tables = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "resources", "db", "migration"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        CREATED
            .matcher(Files.readString(file))
            .results()
            .forEach(m -> tables.put(m.group(1), found(COLUMN, "\n" + m.group(2), 1)));
      }
    }
    return tables;
  }

  /** The body of the one table whose first heading is one of the given; a row is its cells. */
  private static List<List<String>> table(String readme, String... headings) throws IOException {
    List<List<List<String>>> fitting =
        tables(read(readme)).stream()
            .filter(rows -> List.of(headings).contains(rows.get(0).get(0)))
            .toList();
    assertThat(fitting).as("tables headed %s", List.of(headings)).hasSize(1);
    List<List<String>> rows = fitting.get(0);
    assertThat(rows).hasSizeGreaterThan(2);
    return rows.subList(2, rows.size());
  }

  private static List<List<List<String>>> tables(String text) {
    List<List<List<String>>> tables = new ArrayList<>();
    boolean within = false;
    for (String line : text.lines().toList()) {
      boolean row = line.startsWith("| ");
      if (row && !within) {
        tables.add(new ArrayList<>());
      }
      within = row;
      if (row) {
        tables
            .get(tables.size() - 1)
            .add(Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList());
      }
    }
    return tables;
  }

  /** What the first column of every table names, in order. */
  private static List<List<String>> firstCells(String text) {
    return tables(text).stream()
        .map(rows -> rows.stream().flatMap(row -> quoted(row.get(0)).stream()).toList())
        .toList();
  }

  private static List<String> quoted(String text) {
    return QUOTED
        .matcher(CODE_BLOCK.matcher(text).replaceAll(""))
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  private static String unquoted(String cell) {
    return cell.replace("`", "");
  }

  private static Set<String> found(Pattern pattern, String text) {
    return found(pattern, text, 0);
  }

  private static Set<String> found(Pattern pattern, String text, int group) {
    return pattern
        .matcher(text)
        .results()
        .map(m -> m.group(group))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> codeBlocks(String text) {
    return CODE_BLOCK.matcher(text).results().map(MatchResult::group).toList();
  }

  private static List<String> headings(String text) {
    return CODE_BLOCK
        .matcher(text)
        .replaceAll("")
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst(" .*", ""))
        .toList();
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }
}
