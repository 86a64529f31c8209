package io.github.qccroutes.dropfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells files that are whole from files that are still being written: a file is whole when its size
 * and time have stood still for {@link #QUIET} while it was looked at again and again. Files wait
 * beside each other, not one after the other. Thread-safe.
 */
public final class SteadyFiles {
  static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration FORGET = Duration.ofMinutes(10);

  private final Clock clock;
  private final Map<Path, Look> looks = new ConcurrentHashMap<>();

  private record Look(long size, Instant modified, Instant since, Instant last) {
    boolean sameAs(BasicFileAttributes now) {
      return size == now.size() && modified.equals(now.lastModifiedTime().toInstant());
    }
  }

  public SteadyFiles(Clock clock) {
    this.clock = clock;
  }

  /** Looks at a file; whether it has stood still for long enough. */
  public boolean isSteady(Path file) {
    Instant now = clock.instant();
    looks.values().removeIf(look -> look.last.isBefore(now.minus(FORGET)));
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      looks.remove(file);
      return false;
    }
    Look look =
        looks.compute(
            file,
            (any, before) ->
                new Look(
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant(),
                    before != null && before.sameAs(attributes) ? before.since : now,
                    now));
    return !look.since.isAfter(now.minus(QUIET));
  }
}
