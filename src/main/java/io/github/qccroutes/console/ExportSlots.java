package io.github.qccroutes.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets a few exports run at a time. One that nobody has read for a minute no longer counts: the
 * server closes a connection on which nothing moves sooner. Thread-safe.
 */
final class ExportSlots {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final int most;
  private final List<Slot> taken = new ArrayList<>();

  ExportSlots(int most) {
    this.most = most;
  }

  /** The place of one export. */
  final class Slot {
    private long usedAt = System.nanoTime();

    private Slot() {}

    /** Somebody goes on with it. */
    void use() {
      synchronized (taken) {
        usedAt = System.nanoTime();
      }
    }

    /** It has ended. */
    void free() {
      synchronized (taken) {
        taken.remove(this);
      }
    }
  }

  /**
   * Takes a place.
   *
   * @throws ConsoleProblem 503 when there is none
   */
  Slot take() {
    synchronized (taken) {
      long now = System.nanoTime();
      taken.removeIf(slot -> now - slot.usedAt > PATIENCE_NANOS);
      if (taken.size() >= most) {
        throw ConsoleProblem.unavailable(
            "已有 " + most + " 个导出正在进行，请稍后再试", most + " exports are under way; try again later");
      }
      Slot slot = new Slot();
      taken.add(slot);
      return slot;
    }
  }
}
