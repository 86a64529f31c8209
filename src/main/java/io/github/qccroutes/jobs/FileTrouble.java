package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.Message;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Says that a file can't be taken for now, the disk being full, say: at most once a minute, since
 * every file meets the same trouble. Thread-safe.
 */
final class FileTrouble {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Logger log;
  private final LongSupplier nanoTime;
  private boolean told;
  private long toldAt;

  /**
   * @param nanoTime a time that nobody sets
   */
  FileTrouble(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  void tell(String fileName, Exception cause) {
    if (due()) {
      log.error(
          "{} can't be taken for now ({}: {}). It stays in the inbox and is tried again; check the"
              + " disk and the permissions of qcc.data-dir",
          Message.shown(fileName),
          cause.getClass().getSimpleName(),
          Message.shown(Database.reason(cause)));
    }
  }

  private synchronized boolean due() {
    long now = nanoTime.getAsLong();
    if (told && now - toldAt < PAUSE.toNanos()) {
      return false;
    }
    told = true;
    toldAt = now;
    return true;
  }
}
