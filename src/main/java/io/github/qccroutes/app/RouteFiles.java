package io.github.qccroutes.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route files of an installation, and which of them can't be read. */
public final class RouteFiles {
  private static final String SUFFIX = ".camel.yaml";

  /** What editors put aside begins with a dot. */
  private static final Pattern ALMOST =
      Pattern.compile("([^.].*?)(?:\\.camel)?\\.ya?ml", Pattern.CASE_INSENSITIVE);

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
    return all(folder).stream().filter(file -> file.toString().endsWith(SUFFIX)).toList();
  }

  /** All files below a folder; a link that leads nowhere is none. */
  static List<Path> all(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** One line for each file that looks like a route file and is not read, for its name. */
  public static List<String> unread(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : all(folder)) {
      Matcher name = ALMOST.matcher(file.getFileName().toString());
      if (name.matches() && !file.toString().endsWith(SUFFIX)) {
        lines.add(
            "routes: "
                + folder.relativize(file)
                + " is not read: the name of a route file ends in "
                + SUFFIX
                + ". Rename it to "
                + name.group(1)
                + SUFFIX);
      }
    }
    return lines;
  }

  /** The route files that this program came with, such as {@code push/push-import.camel.yaml}. */
  public static List<String> shipped() {
    return Shipped.FILES;
  }

  /** Those of the files this program came with that are not there: a start does not miss them. */
  public static List<Path> missing(Path folder) {
    return shipped().stream()
        .map(Path::of)
        .filter(file -> Files.notExists(folder.resolve(file)))
        .toList();
  }

  /** Of the files that are not there but came with this program, the one that has such a name. */
  static Optional<Path> missingHolder(Path folder, List<String> names) throws IOException {
    for (Path file : missing(folder)) {
      try (InputStream shipped =
          Objects.requireNonNull(RouteFiles.class.getResourceAsStream("/shipped/routes/" + file))) {
        String text = new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
        if (text.lines()
            .map(line -> line.replaceFirst("^\\s*(uri|id): ", "").strip())
            .anyMatch(names::contains)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** The file that holds a route or route configuration, relative to the folder. */
  static Optional<Path> of(String routeId, Path folder) throws IOException {
    Path second = null;
    for (Path file : in(folder)) {
      if (file.endsWith(routeId + SUFFIX)) {
        return Optional.of(folder.relativize(file));
      }
      if (second == null && holdsId(routeId, Files.readString(file))) {
        second = folder.relativize(file);
      }
    }
    return Optional.ofNullable(second);
  }

  /** Whether a route, error policy or step of a file has this id. */
  static boolean holdsId(String id, String text) {
    return Pattern.compile("(?m)^\\s+id:\\s*[\"']?" + Pattern.quote(id) + "[\"']?\\s*$")
        .matcher(text)
        .find();
  }

  /** One line for each file that is no valid route file: its name, the line, what is wrong. */
  public static List<String> broken(Path folder) throws IOException {
    List<String> broken = new ArrayList<>();
    Map<String, Path> places = new HashMap<>();
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
          for (RouteDefinition route : ((RouteBuilder) routes).getRouteCollection().getRoutes()) {
            String id = route.getRouteId();
            Path other = id == null ? null : places.putIfAbsent(id, file);
            if (other != null) {
              broken.add(taken(route, folder.relativize(file), folder.relativize(other)));
            }
          }
        }
      } catch (Exception | LinkageError e) {
        broken.add("routes: " + folder.relativize(file) + reason(e));
      }
    }
    return broken;
  }

  private static String taken(RouteDefinition route, Path file, Path other) {
    return "routes: "
        + file
        + ", line "
        + route.getLineNumber()
        + ": a route of "
        + other
        + " has the id "
        + route.getRouteId()
        + ", too. Give one of the two another id, or remove it";
  }

  /** What to do where a class is missing that a component needs; else nothing. */
  static String missingJar(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ClassNotFoundException || t instanceof NoClassDefFoundError) {
        return ". A jar with the class %s is missing: put it into lib/ext of the home and restart"
            .formatted(String.valueOf(t.getMessage()).replace('/', '.'));
      }
    }
    return "";
  }

  private static String reason(Throwable e) {
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
            : message.strip().replaceAll("\\s+", " "))
        + missingJar(e);
  }

  /** The copies of the route files that the build puts beside the classes. */
  private static final class Shipped {
    static final List<String> FILES = files();

    private static List<String> files() {
      try {
        URI folder =
            Objects.requireNonNull(RouteFiles.class.getResource("/shipped/routes")).toURI();
        if (!folder.getScheme().equals("jar")) {
          return files(Path.of(folder));
        }
        try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
          return files(jar.getPath("/shipped/routes"));
        }
      } catch (IOException | URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }

    private static List<String> files(Path folder) throws IOException {
      return in(folder).stream().map(file -> folder.relativize(file).toString()).toList();
    }
  }
}
