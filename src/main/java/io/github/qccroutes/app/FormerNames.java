package io.github.qccroutes.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier versions had and this one may not: their route files, and what these name. An
 * engineer's own routes may still count on it.
 *
 * <p>The names stand in {@code former-names.txt}, one a line.
 */
public final class FormerNames {
  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");

  /** Whom a line of the log sends where. */
  static final String WHAT_TO_DO = "CHANGELOG.md, \"If you edited routes\", says what went where";

  private FormerNames() {}

  /** One line for each file of an earlier version that is there and that this one does not ship. */
  public static List<String> in(Path folder) throws IOException {
    List<String> shipped = RouteFiles.shipped();
    return lines("/former-names.txt").stream()
        .filter(name -> name.endsWith(".camel.yaml") && !shipped.contains(name))
        .filter(name -> Files.exists(folder.resolve(name)))
        .map(
            name ->
                "routes: %s belongs to an earlier version, and this one has other files for it. Carry your change over, then remove it: %s"
                    .formatted(name, WHAT_TO_DO))
        .toList();
  }

  /**
   * Makes sure that no route of an earlier version does a second time what one of this version
   * does.
   *
   * @throws StartException when there are any; each is an ERROR of the log by then
   */
  static void requireNoneIn(Path folder) throws StartException {
    try {
      List<String> former = in(folder);
      former.forEach(LOG::error);
      if (!former.isEmpty()) {
        throw new StartException(
            "routes: %d file(s) of an earlier version are in %s, each named in the log; %s"
                .formatted(former.size(), folder, WHAT_TO_DO),
            null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to add to the reason of a failure that names one of these; else nothing. */
  static String advice(Collection<String> words) throws IOException {
    Set<String> former = lines("/former-names.txt").stream().collect(Collectors.toSet());
    return words.stream().anyMatch(former::contains)
        ? ". An earlier version had it; " + WHAT_TO_DO
        : "";
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream names =
        Objects.requireNonNull(FormerNames.class.getResourceAsStream(resource), resource)) {
      return new String(names.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
