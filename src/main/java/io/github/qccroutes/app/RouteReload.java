package io.github.qccroutes.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a saved route file live. A file that a start would refuse is refused here, too, before
 * anything is stopped: what runs goes on as it was.
 */
final class RouteReload extends RouteWatcherReloadStrategy {
  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");

  /** An editor writes a file in several steps, each of which is noticed. */
  private static final long SETTLE_MS = 200;

  private static final Pattern POLICY = Pattern.compile("(?m)^- routeConfiguration:\\s+id: (.+)$");

  private final Path folder;
  private final Rehearsal rehearsal;
  private final Map<Path, String> seen = new HashMap<>();
  private final Set<Path> pending = new TreeSet<>();

  /** A start of all route files as they are now, in which nothing runs. */
  @FunctionalInterface
  interface Rehearsal {
    void run() throws StartException;
  }

  RouteReload(Path folder, Rehearsal rehearsal) {
    super(folder.toString(), true);
    this.folder = folder;
    this.rehearsal = rehearsal;
    setPattern("*.camel.yaml");
    setRemoveAllRoutes(false);
  }

  @Override
  protected void doStart() throws Exception {
    for (Path file : RouteFiles.in(folder)) {
      seen.put(file, Files.readString(file));
    }
    super.doStart();
  }

  @Override
  protected void onRouteReload(Collection<Resource> resources, boolean removeEverything) {
    try {
      TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
      for (Resource resource : resources) {
        reload(Path.of(resource.getURI()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reload(Path file) throws IOException {
    String text = Files.readString(file);
    if (text.equals(seen.put(file, text))) {
      return;
    }
    pending.add(file);
    try {
      rehearsal.run();
    } catch (StartException e) {
      LOG.error("{}; the routes run on as they were", e.getMessage());
      return;
    }
    super.onRouteReload(affected().stream().map(this::resource).toList(), false);
    pending.forEach(saved -> LOG.info("{} is live", folder.relativize(saved)));
    pending.clear();
  }

  /** A route takes its error policy over when it is built, so a saved policy concerns its users. */
  private Collection<Path> affected() throws IOException {
    Set<Path> affected = new TreeSet<>(pending);
    for (Path saved : pending) {
      Matcher policy = POLICY.matcher(seen.getOrDefault(saved, ""));
      while (policy.find()) {
        String user = "routeConfigurationId: " + policy.group(1) + "\n";
        for (Path file : RouteFiles.in(folder)) {
          if (Files.readString(file).contains(user)) {
            affected.add(file);
          }
        }
      }
    }
    return affected;
  }

  private Resource resource(Path file) {
    return PluginHelper.getResourceLoader(getCamelContext()).resolveResource("file:" + file);
  }
}
