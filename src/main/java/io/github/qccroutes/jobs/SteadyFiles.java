package io.github.qccroutes.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells files that are whole from files that are still being written: a file is whole when it has
 * stood still for {@link #QUIET} while it was looked at again and again, and for {@link #PATIENCE}
 * when its end looks as if more were to come. Files wait beside each other, not one after the
 * other. Thread-safe.
 */
public final class SteadyFiles {
  static final Duration QUIET = Duration.ofSeconds(2);

  /** How long a file must stand still that ends within a line or a quote, or is nothing yet. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long a file may go on changing before somebody should know. */
  static final Duration RESTLESS = Duration.ofHours(1);

  /** How long a file that was offered is left alone when it stays where it lies. */
  static final Duration REST = Duration.ofMinutes(1);

  private static final Duration FORGET = Duration.ofMinutes(10);

  private final LongSupplier nanoTime;
  private final FileScans scans;
  private final Map<Path, Look> looks = new ConcurrentHashMap<>();
  private volatile long forgotten;

  /**
   * @param first when the file was first seen
   * @param since when it was first seen as it is
   * @param due when it is whole
   * @param judged whether its end was looked at
   */
  private record Look(
      FileStamp stamp, long first, long since, long due, boolean judged, long last) {}

  /**
   * @param nanoTime a time that nobody sets, such as {@link System#nanoTime()}
   * @param scans where looking at the end of a file tells what it saw
   */
  public SteadyFiles(LongSupplier nanoTime, FileScans scans) {
    this.nanoTime = nanoTime;
    this.scans = scans;
    this.forgotten = nanoTime.getAsLong();
  }

  /** Looks at a file; whether it has stood still for long enough. */
  public boolean isSteady(Path file) {
    long now = nanoTime.getAsLong();
    forget(now);
    FileStamp stamp;
    try {
      stamp = FileStamp.of(file);
    } catch (IOException e) {
      looks.remove(file);
      return false;
    }
    Look look =
        looks.compute(
            file,
            (any, before) ->
                before != null && before.stamp.equals(stamp)
                    ? new Look(stamp, before.first, before.since, before.due, before.judged, now)
                    : new Look(
                        stamp,
                        before == null ? now : before.first,
                        now,
                        now + QUIET.toNanos(),
                        false,
                        now));
    if (now - look.due < 0) {
      return false;
    }
    if (look.judged || scans.isWhole(file, stamp)) {
      return true;
    }
    long due = look.since + PATIENCE.toNanos();
    looks.put(file, new Look(stamp, look.first, look.since, due, true, now));
    return now - due >= 0;
  }

  /** Whether a file has not stood still for long since it was first seen. */
  boolean isRestless(Path file) {
    Look look = looks.get(file);
    return look != null && look.since - look.first > RESTLESS.toNanos();
  }

  /** The file has been offered: unless it changes it is not steady again before {@link #REST}. */
  void leave(Path file) {
    long now = nanoTime.getAsLong();
    looks.computeIfPresent(
        file,
        (any, look) ->
            new Look(look.stamp, now, look.since, now + REST.toNanos(), true, look.last));
  }

  /** The file is known to be whole, as it is now; what comes later has to stand still again. */
  public void trust(Path file) throws IOException {
    long now = nanoTime.getAsLong();
    FileStamp stamp = FileStamp.of(file);
    looks.put(file, new Look(stamp, now, now, now, true, now));
  }

  /** What was seen of a file counts no longer. */
  void forget(Path file) {
    looks.remove(file);
    scans.forget(file);
  }

  private void forget(long now) {
    if (now - forgotten > FORGET.toNanos()) {
      forgotten = now;
      looks.values().removeIf(look -> now - look.last > FORGET.toNanos());
    }
  }
}
