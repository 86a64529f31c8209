package io.github.qccroutes.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Asks the database for a page. One that kept a question waiting in vain is not asked by the next
 * ones of the same page, each of which would wait as long. Thread-safe.
 */
public final class Questions {
  private static final long GOOD_FOR_NANOS = 200_000_000;
  private static final long SLOW_NANOS = 500_000_000;
  private static final long SILENT_FOR_NANOS = 2_000_000_000;

  private volatile @Nullable Silence silence;

  /** That the database did not answer, by {@link System#nanoTime}. */
  private record Silence(long since, DataAccessException failure) {}

  /**
   * Asks one question.
   *
   * @throws DataAccessException when it has no answer, or the last one had none in time
   */
  public <T> T ask(Supplier<T> question) {
    Silence silence = this.silence;
    long began = System.nanoTime();
    if (silence != null && began - silence.since < SILENT_FOR_NANOS) {
      throw silence.failure;
    }
    try {
      return question.get();
    } catch (DataAccessException e) {
      long now = System.nanoTime();
      if (now - began > SLOW_NANOS) {
        this.silence = new Silence(now, e);
      }
      throw e;
    }
  }

  /** A figure for a gauge: NaN when it can't be read, rather than a broken metrics page. */
  public double figure(Supplier<? extends Number> figure) {
    try {
      return ask(figure).doubleValue();
    } catch (DataAccessException e) {
      return Double.NaN;
    }
  }

  /** Several gauges share one read: what was read a moment ago is good enough for the next. */
  public static <T> Supplier<T> lately(Supplier<T> read) {
    Object lock = new Object();
    AtomicReference<@Nullable T> last = new AtomicReference<>();
    AtomicLong readAt = new AtomicLong();
    return () -> {
      synchronized (lock) {
        T known = last.get();
        if (known == null || System.nanoTime() - readAt.get() > GOOD_FOR_NANOS) {
          known = read.get();
          last.set(known);
          readAt.set(System.nanoTime());
        }
        return known;
      }
    };
  }
}
