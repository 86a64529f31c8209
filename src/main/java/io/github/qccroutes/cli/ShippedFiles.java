package io.github.qccroutes.cli;

import io.github.qccroutes.app.RouteFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The routes and properties that this program came with; the build puts a copy of each into the
 * jar.
 */
final class ShippedFiles {
  private ShippedFiles() {}

  /** Those that the home has in another form, such as {@code routes/push/push-tick.camel.yaml}. */
  static List<String> editedIn(Path home) throws IOException {
    List<String> edited = new ArrayList<>();
    for (String name :
        Stream.concat(
                Stream.of("application.properties"),
                RouteFiles.shipped().stream().map(file -> "routes/" + file))
            .toList()) {
      Path file = home.resolve(name);
      if (Files.isRegularFile(file)
          && !lines(Files.readString(file)).equals(lines(text("/shipped/" + name)))) {
        edited.add(name);
      }
    }
    return edited;
  }

  /** An editor's line ends change nothing. */
  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  private static String text(String resource) throws IOException {
    try (InputStream shipped =
        Objects.requireNonNull(ShippedFiles.class.getResourceAsStream(resource), resource)) {
      return new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
