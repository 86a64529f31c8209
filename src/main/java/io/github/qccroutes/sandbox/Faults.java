package io.github.qccroutes.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The script of what goes wrong, by target: a call's path below the base ({@link PushCalls#LIST},
 * …), {@link #DOWNLOAD} or {@link #ANY}.
 *
 * <p>A request takes the first fault that fits, counted ones before lasting ones, each kind in the
 * order it was scripted. A call refused for too many in flight takes none. Safe for use by many
 * threads.
 */
public final class Faults {

  /** Every download. */
  public static final String DOWNLOAD = "download";

  /** Every call and every download. */
  public static final String ANY = "any";

  private final List<Scripted> counted = new ArrayList<>();
  private final List<Scripted> lasting = new ArrayList<>();

  /** Strikes the next request to the target. */
  public void next(String target, Fault fault) {
    next(target, 1, fault);
  }

  /** Strikes the next {@code times} requests to the target. */
  public synchronized void next(String target, int times, Fault fault) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be positive: " + times);
    }
    counted.add(new Scripted(target, fault, times));
  }

  /** Strikes every request to the target until it is cleared. */
  public synchronized void always(String target, Fault fault) {
    lasting.add(new Scripted(target, fault, Integer.MAX_VALUE));
  }

  /** Takes back what is scripted for the target. */
  public synchronized void clear(String target) {
    Predicate<Scripted> same = scripted -> scripted.target.equals(target);
    counted.removeIf(same);
    lasting.removeIf(same);
  }

  /** Takes back everything. */
  public synchronized void clear() {
    counted.clear();
    lasting.clear();
  }

  synchronized @Nullable Fault take(String target, int requestLineBytes) {
    for (Iterator<Scripted> all = counted.iterator(); all.hasNext(); ) {
      Scripted scripted = all.next();
      if (scripted.fits(target, requestLineBytes)) {
        scripted.left--;
        if (scripted.left == 0) {
          all.remove();
        }
        return scripted.fault;
      }
    }
    for (Scripted scripted : lasting) {
      if (scripted.fits(target, requestLineBytes)) {
        return scripted.fault;
      }
    }
    return null;
  }

  private static final class Scripted {
    final String target;
    final Fault fault;
    int left;

    Scripted(String target, Fault fault, int left) {
      this.target = target;
      this.fault = fault;
      this.left = left;
    }

    boolean fits(String requested, int requestLineBytes) {
      return (target.equals(ANY) || target.equals(requested)) && fault.strikes(requestLineBytes);
    }
  }
}
