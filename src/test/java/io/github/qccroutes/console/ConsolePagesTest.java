package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qccroutes.tables.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The files of the console's pages, as they are shipped. */
class ConsolePagesTest {
  private static final Path FOLDER = Path.of("src/main/resources/console/pages");
  private static final int MOST_BYTES = 300 << 10;
  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import\\()\\s*'([^']+)'|(?:src|href)=\"([^\"#]+)\"");

  @Test
  void whatIsTakenFromOthersIsWhatTheListSays() throws Exception {
    List<String> listed = new ArrayList<>();
    for (JsonNode file :
        new ObjectMapper().readTree(Path.of("src/main/resources/console/vendor.json").toFile())) {
      byte[] content = Files.readAllBytes(FOLDER.resolve(file.path("file").asText()));
      assertThat(Sha256.of(content))
          .as(file.path("file").asText())
          .isEqualTo(file.path("sha256").asText());
      assertThat(file.path("version").asText()).isNotEmpty();
      assertThat(file.path("licence").asText()).isNotEmpty();
      listed.add(file.path("file").asText());
    }
    assertThat(files().stream().map(this::name).filter(name -> name.startsWith("vendor-")))
        .containsExactlyInAnyOrderElementsOf(listed);
  }

  @Test
  void nothingIsMadeIntoCodeWhileItRuns() throws IOException {
    for (Path file : files()) {
      String text = Files.readString(file);
      assertThat(text).as(name(file)).doesNotContainPattern("\\beval\\(|new Function\\(");
      if (!name(file).startsWith("vendor-")) {
        // The policy would refuse it.
        assertThat(text)
            .as(name(file))
            .doesNotContainPattern(
                "innerHTML|document\\.write|style=\"|onclick=\"|https?://(?!www\\.w3\\.org/)");
      }
    }
  }

  @Test
  void whatAFileNamesIsThere() throws IOException {
    for (Path file : files()) {
      if (name(file).startsWith("vendor-")) {
        continue;
      }
      for (MatchResult named : IMPORT.matcher(Files.readString(file)).results().toList()) {
        String other = named.group(1) == null ? named.group(2) : named.group(1);
        if (other.matches("(\\./|/console/pages/)[a-z0-9.-]+")) {
          assertThat(FOLDER.resolve(other.replaceFirst(".*/", "")))
              .as("%s in %s", other, name(file))
              .isRegularFile();
        }
      }
    }
  }

  @Test
  void allOfThemAreSmall() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        Files.copy(file, out);
      }
      bytes += packed.size();
    }
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  private String name(Path file) {
    return file.getFileName().toString();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }
}
