package io.github.qccroutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.cli.QccRoutes;
import io.github.qccroutes.config.SettingReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
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

/** Holds the pages that are written by hand to what the project is. */
class DocsTest {
  private static final Pattern CODE_BLOCK = Pattern.compile("(?s)```.*?```");
  private static final Pattern COMMAND_IN_BLOCK =
      Pattern.compile("(?m)^(?:\\./|bin/)?qcc-routes .*$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern KEY = Pattern.compile("^qcc\\.[a-z0-9.-]+");
  private static final Pattern VARIABLE = Pattern.compile("QCC_[A-Z_]*[A-Z]");
  private static final Pattern DECISION =
      Pattern.compile(
          "(?s)# \\d+\\. .*\\*\\*Context\\.\\*\\*.*\\*\\*Decision\\.\\*\\*.*"
              + "\\*\\*Consequences\\.\\*\\*.*");
  private static final Set<String> VARIABLES_OF_THE_LAUNCHER = Set.of("QCC_HOME", "QCC_JAVA_OPTS");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void frontDoorIsShort(String readme) throws IOException {
    assertThat(read(readme).lines().toList())
        .hasSizeLessThanOrEqualTo(150)
        .allMatch(line -> line.length() <= 400);
    assertThat(found(VARIABLE, read(readme)).size() + keysIn(read(readme)).size())
        .as("keys and variables")
        .isLessThanOrEqualTo(8);
    assertThat(tables(read(readme))).as("reference tables").isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void namesOnlyKeysAndVariablesThatExist(Path page) throws IOException {
    Set<String> keys =
        SettingReference.keys().stream()
            .map(SettingReference.Key::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> variables =
        keys.stream()
            .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
            .collect(Collectors.toCollection(TreeSet::new));
    variables.addAll(VARIABLES_OF_THE_LAUNCHER);

    assertThat(keysIn(read(page.toString()))).isSubsetOf(keys);
    assertThat(found(VARIABLE, read(page.toString()))).isSubsetOf(variables);
  }

  private static Set<String> keysIn(String text) {
    return quoted(text).stream()
        .filter(span -> !span.endsWith("*"))
        .flatMap(span -> found(KEY, span).stream())
        // The beginning of several keys, and SQLite's files.
        .filter(key -> !key.endsWith(".") && !key.matches("qcc\\.db(-shm|-wal)?"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void showsCommandsAsTheyAre(Path page) throws IOException {
    List<String> shown =
        codeBlocks(read(page.toString())).stream()
            .flatMap(block -> found(COMMAND_IN_BLOCK, block).stream())
            .collect(Collectors.toCollection(ArrayList::new));
    quoted(read(page.toString())).stream()
        .filter(span -> span.matches("(?:\\./|bin/)?qcc-routes [a-z].*"))
        .forEach(shown::add);
    for (String line : shown) {
      String alone = line.replaceAll(" [&|>#].*| -D\\S+='[^']*'| -D\\S+", "");
      assertThat(commandOf(alone)).as("%s in %s", line, page).isNotNull();
    }
  }

  /** The pages written by hand; what they said of an earlier version stays as it was. */
  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> top = Files.list(Path.of(""))) {
      return Stream.concat(docs, top)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.endsWith("CHANGELOG.md"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest(name = "{0}")
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
  void twinsShowTheSameCommandsAndSections() throws IOException {
    String english = read("README.md");
    String chinese = read("README.zh-CN.md");
    assertThat(codeBlocks(chinese)).isEqualTo(codeBlocks(english));
    assertThat(headings(chinese)).isEqualTo(headings(english));
  }

  @Test
  void everyPageForOperatorsIsThereInChinese() throws IOException {
    assertThat(names("docs/zh-CN/operate")).containsExactlyElementsOf(names("docs/operate"));
  }

  private static List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .sorted()
          .toList();
    }
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

  /** The body of the one table whose first heading is one of the given; a row is its cells. */
  private static List<List<String>> table(String readme, String... headings) throws IOException {
    List<List<List<String>>> fitting =
        tables(read(readme)).stream()
            .filter(rows -> List.of(headings).contains(rows.get(0).get(0)))
            .toList();
    assertThat(fitting).as("tables headed %s", List.of(headings)).hasSize(1);
    List<List<String>> rows = fitting.get(0);
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

  private static List<String> quoted(String text) {
    return QUOTED
        .matcher(CODE_BLOCK.matcher(text).replaceAll(""))
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
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
