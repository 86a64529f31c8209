package io.github.qccroutes.app;

import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what is saved below {@code routes/} live: changed and new files, files of new folders, and
 * that a file or a route is gone. What a start would refuse is refused here, too, before anything
 * is stopped: what runs goes on as it was.
 *
 * <p>It looks rather than being told: no watch service sees into new folders, or over a network.
 */
final class RouteReload extends ServiceSupport {
  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");

  /** An editor writes a file in several steps: two looks in turn must see the same. */
  private static final long LOOK_MS = 400;

  private final CamelContext camel;
  private final Path folder;
  private final Rehearsal rehearsal;
  private final Map<Path, String> live = new TreeMap<>();
  private final Set<Path> refused = new TreeSet<>();
  private final Set<String> warned = new HashSet<>();
  private Map<Path, Stamp> taken = Map.of();
  private Map<Path, Stamp> looked = Map.of();
  private @Nullable ScheduledExecutorService looks;

  /** A start of all route files as they are now, in which nothing runs. */
  @FunctionalInterface
  interface Rehearsal {
    RouteModel run() throws StartException;
  }

  /** What another save of a file changes. */
  private record Stamp(FileTime changed, long size) {}

  RouteReload(CamelContext camel, Path folder, Rehearsal rehearsal) {
    this.camel = camel;
    this.folder = folder;
    this.rehearsal = rehearsal;
  }

  @Override
  protected void doStart() throws Exception {
    taken = stamps();
    live.putAll(texts());
    warned.addAll(RouteFiles.unread(folder));
    looks = camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "RouteReload");
    looks.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() {
    if (looks != null) {
      camel.getExecutorServiceManager().shutdownNow(looks);
    }
  }

  private void look() {
    try {
      Map<Path, Stamp> now = stamps();
      if (!now.equals(taken) && now.equals(looked)) {
        taken = now;
        take();
      }
      looked = now;
    } catch (IOException | UncheckedIOException e) {
      // A file went while the folder was read: the next look sees it whole.
      looked = Map.of();
    } catch (RuntimeException e) {
      LOG.error("routes: {}; the routes run on as they were", Database.reason(e));
    }
  }

  private void take() throws IOException {
    RouteFiles.unread(folder).stream().filter(warned::add).forEach(LOG::warn);
    Map<Path, String> texts = texts();
    Set<Path> saved = new TreeSet<>(refused);
    texts.forEach(
        (file, text) -> {
          if (!text.equals(live.get(file))) {
            saved.add(file);
          }
        });
    live.keySet().stream().filter(file -> !texts.containsKey(file)).forEach(saved::add);
    if (saved.isEmpty()) {
      return;
    }
    refused.addAll(saved);
    try {
      if (texts.isEmpty()) {
        throw new StartException("routes: no route file is left in " + folder, null);
      }
      RouteModel wanted = rehearsal.run();
      saved.retainAll(texts.keySet());
      putLive(wanted, saved, texts);
    } catch (StartException e) {
      LOG.error("{}; the routes run on as they were", e.getMessage());
      return;
    } catch (Exception e) {
      LOG.error(
          "routes: {}: can't be put live: {}; restart the node", names(saved), Database.reason(e));
      return;
    }
    saved.forEach(file -> LOG.info("{} is live", folder.relativize(file)));
    refused.clear();
    live.clear();
    live.putAll(texts);
  }

  private void putLive(RouteModel wanted, Set<Path> saved, Map<Path, String> texts)
      throws Exception {
    // A route takes its error policy over when it is built, so a saved policy concerns its users.
    Set<Path> affected = new TreeSet<>(saved);
    affected.addAll(
        wanted.usersOf(wanted.policyIds().stream().filter(id -> isIn(id, saved, texts)).toList()));
    // First what has no place any more: a route under another id would start from the same address.
    for (RouteDefinition route : RouteModel.of(camel).routes()) {
      Path file = RouteModel.file(route);
      boolean named = route.hasCustomIdAssigned();
      if (named ? !wanted.routeIds().contains(route.getRouteId()) : isRenewed(file, affected)) {
        camel.getCamelContextExtension().getContextPlugin(Model.class).removeRouteDefinition(route);
        if (named) {
          LOG.info(
              "{}: route {} is there no more: it is stopped",
              folder.relativize(file),
              route.getRouteId());
        }
      }
    }
    PluginHelper.getRoutesLoader(camel)
        .updateRoutes(affected.stream().map(this::resource).toList());
  }

  private static boolean isIn(String policyId, Set<Path> files, Map<Path, String> texts) {
    return files.stream()
        .anyMatch(file -> RouteFiles.holdsId(policyId, texts.getOrDefault(file, "")));
  }

  /** A route without an id of its own has another one each time that its file is read. */
  private boolean isRenewed(Path file, Set<Path> affected) {
    return affected.contains(file) || refused.contains(file);
  }

  private Resource resource(Path file) {
    return PluginHelper.getResourceLoader(camel).resolveResource("file:" + file);
  }

  private String names(Set<Path> files) {
    return files.stream()
        .map(file -> folder.relativize(file).toString())
        .collect(Collectors.joining(", "));
  }

  private Map<Path, String> texts() throws IOException {
    Map<Path, String> texts = new TreeMap<>();
    for (Path file : RouteFiles.in(folder)) {
      texts.put(file, Files.readString(file));
    }
    return texts;
  }

  /** Of every file, so that one that is not read as a route is noticed, too. */
  private Map<Path, Stamp> stamps() throws IOException {
    Map<Path, Stamp> stamps = new TreeMap<>();
    for (Path file : RouteFiles.all(folder)) {
      stamps.put(file, new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
    }
    return stamps;
  }
}
