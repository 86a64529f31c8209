package io.github.qccroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.qccroutes.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots by themselves: when they are given back, and when they are ours no longer. */
class ApiSlotsTest {
  private static final Duration LEASE = Duration.ofMillis(600);

  private final SteppedClock clock = new SteppedClock();
  private final DefaultCamelContext camel = new DefaultCamelContext();

  @TempDir private Path folder;

  private Database database;
  private ApiSlots slots;

  @BeforeEach
  void open() throws Exception {
    database =
        Database.open(
            new Database.Options(
                "jdbc:sqlite:" + folder.resolve("slots.db"), null, null, LEASE, true),
            clock);
    slots = new ApiSlots(database, "test", 1, LEASE);
    slots.prepare();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void keepsTheSlotOfACallThatFailsInAWayNobodyExpected() throws Exception {
    Exchange exchange = inASlot();
    gate(Duration.ofMillis(1)).check(exchange);

    slots.give(exchange);

    assertThat(slots.taken()).hasSize(1);
  }

  @Test
  void freesTheSlotOfACallThatWasAnsweredOrNeverSent() throws Exception {
    Exchange answered = inASlot();
    gate(Duration.ofMillis(1)).check(answered);
    ApiSlots.noteAnswered(answered);
    slots.give(answered);
    assertThat(slots.taken()).isEmpty();

    slots.give(inASlot());
    assertThat(slots.taken()).isEmpty();
  }

  @Test
  void refusesToSendWhatMayOutlastItsSlot() throws Exception {
    Exchange exchange = inASlot();
    CallFate.NOT_DONE.note(exchange);
    Duration timeout = LEASE.minusMillis(50);
    await().until(() -> !slots.lasts(exchange, timeout));

    assertThatThrownBy(() -> gate(timeout).check(exchange))
        .isInstanceOfSatisfying(
            ProviderUnavailableException.class,
            e -> assertThat(e.outcome()).isEqualTo(Outcome.RETRY));

    assertThat(CallFate.of(exchange)).isEqualTo(CallFate.NOT_DONE);
    slots.give(exchange);
    assertThat(slots.taken()).isEmpty();
  }

  @Test
  void freesForGoodWhateverTheClockDoes() throws Exception {
    slots.give(inASlot());

    clock.step(Duration.ofHours(-1));

    assertThat(slots.taken()).isEmpty();
    slots.give(inASlot());
  }

  @Test
  void leavesTheSlotAloneThatAnotherHasTakenOver() throws Exception {
    Exchange late = inASlot();
    clock.step(LEASE);
    ApiSlots other = new ApiSlots(database, "other", 1, LEASE);
    other.take(new DefaultExchange(camel));

    slots.give(late);

    assertThat(slots.taken()).hasSize(1);
  }

  private Exchange inASlot() throws Exception {
    Exchange exchange = new DefaultExchange(camel);
    slots.take(exchange);
    return exchange;
  }

  private SendGate gate(Duration timeout) {
    return new SendGate(slots, timeout);
  }

  private static final class SteppedClock extends Clock {
    private volatile Duration step = Duration.ZERO;

    void step(Duration by) {
      step = step.plus(by);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(step);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
