package io.github.qccroutes.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route files of an installation, and which of them can't be read. */
public final class RouteFiles {
  private static final String SUFFIX = ".camel.yaml";
  private static final Pattern LINE = Pattern.compile("line:? (\\d+)");

  private RouteFiles() {}

  /** The folder of a home's route files; where that is a link, what it leads to. */
  public static Path folder(Path home) {
    Path folder = home.resolve("routes");
    try {
      // No walk enters a folder that is a link itself.
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  /** All route files below a folder. */
  public static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /** Those of the files this program came with that are not there: a start does not miss them. */
  public static List<Path> missing(Path folder) throws IOException {
    try (InputStream list =
        Objects.requireNonNull(RouteFiles.class.getResourceAsStream("/shipped-routes.txt"))) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(Path::of)
          .filter(file -> Files.notExists(folder.resolve(file)))
          .toList();
    }
  }

  /** The file that holds a route or route configuration, relative to the folder. */
  static Optional<Path> of(String routeId, Path folder) throws IOException {
    Pattern id = Pattern.compile("(?m)^\\s+id:\\s*[\"']?" + Pattern.quote(routeId) + "[\"']?\\s*$");
    Path second = null;
    for (Path file : in(folder)) {
      if (file.endsWith(routeId + SUFFIX)) {
        return Optional.of(folder.relativize(file));
      }
      if (second == null && id.matcher(Files.readString(file)).find()) {
        second = folder.relativize(file);
      }
    }
    return Optional.ofNullable(second);
  }

  /** One line for each file that is no valid route file: its name, the line, what is wrong. */
  public static List<String> broken(Path folder) throws IOException {
    List<String> broken = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return List.of("routes: there is no folder " + folder);
    }
    for (Path file : in(folder)) {
      try (DefaultCamelContext camel = new DefaultCamelContext()) {
        for (RoutesBuilder routes :
            PluginHelper.getRoutesLoader(camel)
                .findRoutesBuilders(ResourceHelper.resolveResource(camel, "file:" + file))) {
          ((RouteBuilder) routes).setCamelContext(camel);
          ((RouteBuilder) routes).configure();
        }
      } catch (Exception e) {
        broken.add("routes: " + folder.relativize(file) + reason(e));
      }
    }
    return broken;
  }

  private static String reason(Exception e) {
    String line = "";
    Throwable root = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      Matcher matcher = LINE.matcher(String.valueOf(t.getMessage()));
      // of two, the second is where the trouble is
      while (matcher.find()) {
        line = ", line " + matcher.group(1);
      }
      root = t;
    }
    String message = root.getMessage();
    return line
        + ": "
        + (message == null
            ? root.getClass().getSimpleName()
            : message.strip().replaceAll("\\s+", " "));
  }
}
