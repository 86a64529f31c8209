package io.github.qccroutes.api;

import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The places for calls in flight: as many rows of {@code api_slot} as the account may have calls at
 * once, over all nodes (allocation document, section 3: 5).
 *
 * <p>A slot is leased. When its call's fate is unknown the row stays taken until the lease ends,
 * because the provider may still be working on the call; in every other case it is freed at once.
 * Within the process a fair queue keeps waiting callers in order. Thread-safe.
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
  private final Clock clock;
  private final Semaphore queue;

  /**
   * @param holder names this process in {@code api_slot}
   * @param slots how many calls may be in flight
   * @param lease how long a slot stays taken when its call's fate is unknown
   */
  public ApiSlots(Database database, String holder, int slots, Duration lease, Clock clock) {
    this.database = database;
    this.holder = holder;
    this.slots = slots;
    this.lease = lease;
    this.patience = lease.multipliedBy(2);
    this.clock = clock;
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
  public Processor take() {
    return exchange -> {
      if (exchange.getVariable(VARIABLE) == null) {
        exchange.setVariable(VARIABLE, take(clock.instant().plus(patience)));
      }
    };
  }

  /** Gives the exchange's slot back, if it has one. */
  public Processor give() {
    return exchange -> {
      Slot slot = exchange.getVariable(VARIABLE, Slot.class);
      exchange.removeVariable(VARIABLE);
      if (slot != null) {
        give(slot);
      }
    };
  }

  /** Notes that the provider may still be working on the exchange's call. */
  static void keepUntilLeaseEnds(Exchange exchange) {
    Slot slot = exchange.getVariable(VARIABLE, Slot.class);
    if (slot != null) {
      slot.fateUnknown = true;
    }
  }

  private Slot take(Instant deadline) throws ProviderUnavailableException, InterruptedException {
    long waitMs = Math.max(0, Duration.between(clock.instant(), deadline).toMillis());
    if (!queue.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
      throw noSlot();
    }
    Slot slot = null;
    try {
      slot = lease(deadline);
      return slot;
    } finally {
      if (slot == null) {
        queue.release();
      }
    }
  }

  private Slot lease(Instant deadline) throws ProviderUnavailableException, InterruptedException {
    while (true) {
      Slot slot = tryLease();
      if (slot != null) {
        return slot;
      }
      if (clock.instant().isAfter(deadline)) {
        throw noSlot();
      }
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(POLL_MIN_MS, POLL_MAX_MS));
    }
  }

  private @Nullable Slot tryLease() {
    return database
        .statement("api/take-slot")
        .param("holder", holder)
        .param("leaseMs", lease.toMillis())
        .param("slots", slots)
        .query((row, n) -> new Slot(row.getInt("slot_no"), row.getLong("fence")))
        .optional()
        .orElse(null);
  }

  private void give(Slot slot) {
    try {
      if (!slot.fateUnknown) {
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

  private static final class Slot {
    private final int slotNo;
    private final long fence;
    private boolean fateUnknown;

    Slot(int slotNo, long fence) {
      this.slotNo = slotNo;
      this.fence = fence;
    }
  }
}
