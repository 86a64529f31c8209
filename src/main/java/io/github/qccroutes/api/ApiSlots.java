package io.github.qccroutes.api;

import io.github.qccroutes.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The places for calls in flight: as many rows of {@code api_slot} as the account may have calls at
 * once, over all nodes (allocation document, section 3: 5).
 *
 * <p>A slot is leased. Once its call has left, only a complete answer frees the row before the
 * lease ends, because the provider may still be working on the call; a call that never left frees
 * it at once. Within the process a fair queue keeps waiting callers in order. Thread-safe.
 */
public final class ApiSlots {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String VARIABLE = "apiSlot";
  private static final long POLL_MIN_MS = 10;
  private static final long POLL_MAX_MS = 60;

  private final Database database;
  private final String holder;
  private final int slots;
  private final Duration lease;
  private final Duration patience;
  private final Semaphore queue;

  /**
   * @param holder names this process in {@code api_slot}
   * @param slots how many calls may be in flight
   * @param lease how long a slot stays taken when its call's fate is unknown
   */
  public ApiSlots(Database database, String holder, int slots, Duration lease) {
    this.database = database;
    this.holder = holder;
    this.slots = slots;
    this.lease = lease;
    this.patience = lease.multipliedBy(2);
    this.queue = new Semaphore(slots, true);
  }

  /** Makes sure that a row stands for each slot. */
  public void prepare() {
    for (int slotNo = 1; slotNo <= slots; slotNo++) {
      database.statement("api/add-slot").param("slotNo", slotNo).update();
    }
  }

  /** How many calls may be in flight. */
  public int size() {
    return slots;
  }

  /** The slots taken now, over all nodes, each with the end of its lease as the database has it. */
  public List<Map<String, Object>> taken() {
    return database.statement("api/taken-slots").query().listOfRows();
  }

  /** Waits for a slot, unless the exchange has one, and keeps it until {@link #give()} runs. */
  public void take(Exchange exchange) throws ProviderUnavailableException, InterruptedException {
    if (exchange.getVariable(VARIABLE) == null) {
      exchange.setVariable(VARIABLE, take(System.nanoTime()));
    }
  }

  /** Gives the exchange's slot back, if it has one. */
  public void give(Exchange exchange) {
    Slot slot = exchange.getVariable(VARIABLE, Slot.class);
    exchange.removeVariable(VARIABLE);
    if (slot != null) {
      give(slot);
    }
  }

  /** Whether the exchange's slot stays ours for so long from now. */
  boolean lasts(Exchange exchange, Duration time) {
    Slot slot = exchange.getVariable(VARIABLE, Slot.class);
    return slot != null && since(slot.takenAt).plus(time).compareTo(lease) <= 0;
  }

  /** Notes that the exchange's call leaves: the provider may be working on it from now on. */
  static void noteSent(Exchange exchange) {
    note(exchange, true);
  }

  /** Notes that the exchange's call never left. */
  static void noteNotSent(Exchange exchange) {
    note(exchange, false);
  }

  /** Notes that the whole answer is there, so that the provider is done with the call. */
  static void noteAnswered(Exchange exchange) {
    note(exchange, false);
  }

  private static void note(Exchange exchange, boolean underWay) {
    Slot slot = exchange.getVariable(VARIABLE, Slot.class);
    if (slot != null) {
      slot.underWay = underWay;
    }
  }

  /** Whether the exchange's call left and had no answer, so that its slot is not given back. */
  static boolean staysTaken(Exchange exchange) {
    Slot slot = exchange.getVariable(VARIABLE, Slot.class);
    return slot != null && slot.underWay;
  }

  private Slot take(long start) throws ProviderUnavailableException, InterruptedException {
    if (!queue.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw noSlot();
    }
    Slot slot = null;
    try {
      slot = lease(start);
      return slot;
    } finally {
      if (slot == null) {
        queue.release();
      }
    }
  }

  private Slot lease(long start) throws ProviderUnavailableException, InterruptedException {
    while (true) {
      Slot slot = tryLease();
      if (slot != null) {
        return slot;
      }
      if (since(start).compareTo(patience) > 0) {
        throw noSlot();
      }
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(POLL_MIN_MS, POLL_MAX_MS));
    }
  }

  private @Nullable Slot tryLease() {
    // Before the statement: what the database dates later ends later.
    long now = System.nanoTime();
    return database
        .statement("api/take-slot")
        .param("holder", holder)
        .param("leaseMs", lease.toMillis())
        .param("slots", slots)
        .query((row, n) -> new Slot(row.getInt("slot_no"), row.getLong("fence"), now))
        .optional()
        .orElse(null);
  }

  private void give(Slot slot) {
    try {
      if (!slot.underWay) {
        database
            .statement("api/free-slot")
            .param("slotNo", slot.slotNo)
            .param("fence", slot.fence)
            .update();
      }
    } catch (DataAccessException e) {
      // An answer that is there already must not be lost for this: the lease ends by itself.
      LOG.warn(
          "A call slot could not be given back ({}); it is free again within {} s",
          Database.reason(e),
          lease.toSeconds());
    } finally {
      queue.release();
    }
  }

  private ProviderUnavailableException noSlot() {
    return new ProviderUnavailableException(
        Outcome.RETRY,
        "all " + slots + " call slots stayed taken for " + patience.toSeconds() + " s");
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static final class Slot {
    private final int slotNo;
    private final long fence;
    private final long takenAt;
    private boolean underWay;

    /**
     * @param takenAt {@link System#nanoTime}: no step of a clock may make a lease longer
     */
    Slot(int slotNo, long fence, long takenAt) {
      this.slotNo = slotNo;
      this.fence = fence;
      this.takenAt = takenAt;
    }
  }
}
