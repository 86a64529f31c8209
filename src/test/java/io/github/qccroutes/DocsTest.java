package io.github.qccroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds both READMEs to what the project is. */
class DocsTest {
  private static final Pattern SETTING = Pattern.compile("(?m)^#?(qcc\\.[a-z0-9.-]+)=(.*)$");
  private static final Pattern SETTING_ROW =
      Pattern.compile("(?m)^\\| `(qcc\\.[a-z0-9.-]+)` \\| (?:`([^`]*)`|none|无) \\|");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?s)```.*?```");
  private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void listsEveryKeyWithItsDefault(String readme) throws IOException {
    Map<String, String> shipped = new TreeMap<>();
    Matcher setting = SETTING.matcher(read("application.properties"));
    while (setting.find()) {
      shipped.put(setting.group(1), setting.group(2));
    }
    Map<String, String> listed = new TreeMap<>();
    Matcher row = SETTING_ROW.matcher(read(readme));
    while (row.find()) {
      listed.put(row.group(1), row.group(2) == null ? "" : row.group(2));
    }
    assertThat(listed).isEqualTo(shipped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void namesEveryRoute(String readme) throws IOException {
    List<String> quoted =
        QUOTED
            .matcher(CODE_BLOCK.matcher(read(readme)).replaceAll(""))
            .results()
            .map(m -> m.group(1))
            .toList();
    try (Stream<Path> routes = Files.walk(Path.of("routes"))) {
      List<String> ids =
          routes
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString().replace(".camel.yaml", ""))
              .toList();
      assertThat(ids).isNotEmpty();
      assertThat(quoted).containsAll(ids);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void linksLeadSomewhere(String readme) throws IOException {
    assertThat(LINK.matcher(read(readme)).results().map(m -> Path.of(m.group(1))))
        .isNotEmpty()
        .allMatch(Files::exists);
  }

  @Test
  void twinsShowTheSameCommandsAndSections() throws IOException {
    String english = read("README.md");
    String chinese = read("README.zh-CN.md");
    assertThat(codeBlocks(chinese)).isEqualTo(codeBlocks(english));
    assertThat(headings(chinese)).isEqualTo(headings(english));
  }

  private static List<String> codeBlocks(String text) {
    return CODE_BLOCK.matcher(text).results().map(MatchResult::group).toList();
  }

  private static long headings(String text) {
    return text.lines().filter(line -> line.startsWith("## ")).count();
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }
}
