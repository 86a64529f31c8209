package io.github.qccroutes.api;

import io.github.qccroutes.work.Claim;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * The last check before a call leaves, without a question to the database: its slot stays ours for
 * as long as the call may take, and the row that it is made for is still claimed. A process that
 * was stopped for a while, or waited long for the database, finds here that others have taken over.
 * From here on the call's {@link CallFate} is unknown. Thread-safe.
 */
public final class SendGate {
  private final ApiSlots slots;
  private final Duration timeout;

  /**
   * @param timeout how long a call may take
   */
  public SendGate(ApiSlots slots, Duration timeout) {
    this.slots = slots;
    this.timeout = timeout;
  }

  public void check(Exchange exchange) throws ProviderUnavailableException {
    Claim.requireOurs(exchange);
    if (!slots.lasts(exchange, timeout)) {
      throw new ProviderUnavailableException(
          Outcome.RETRY,
          exchange.getVariable("call", String.class)
              + ": not sent: this machine stood still too long to be sure of its call slot");
    }
    ApiSlots.noteSent(exchange);
    CallFate.UNKNOWN.note(exchange);
  }
}
