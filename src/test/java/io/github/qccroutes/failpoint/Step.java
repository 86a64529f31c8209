package io.github.qccroutes.failpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A step of a route or of an error policy that has an id.
 *
 * @param uri where it sends to; empty when it sends nothing
 * @param acts whether it does something itself; one that only holds other steps or hands over to a
 *     route ({@code split}, {@code direct:}, {@code work:}, …) changes nothing before they do, so
 *     the moment before it is the moment before the next
 */
public record Step(String id, String uri, boolean acts) {

  /** Reads the steps of all route files in a folder, in the order of the files. */
  public static List<Step> below(Path folder) {
    List<Step> steps = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        collect(
            new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)), steps);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return steps;
  }

  private static void collect(Object node, List<Step> steps) {
    if (node instanceof List<?> list) {
      list.forEach(each -> collect(each, steps));
    } else if (node instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (name.equals("steps") && value instanceof List<?> list) {
              list.forEach(each -> add((Map<?, ?>) each, steps));
            }
            collect(value, steps);
          });
    }
  }

  private static void add(Map<?, ?> entry, List<Step> steps) {
    entry.forEach(
        (kind, value) -> {
          if (value instanceof Map<?, ?> step && step.get("id") != null) {
            String uri = step.get("uri") == null ? "" : step.get("uri").toString();
            boolean acts =
                kind.equals("bean")
                    || kind.equals("process")
                    || (kind.equals("to")
                        && !uri.startsWith("direct:")
                        && !uri.startsWith("work:"));
            steps.add(new Step(step.get("id").toString(), uri, acts));
          }
        });
  }
}
