package io.github.qccroutes.api;

import io.github.qccroutes.store.DatabaseTrouble;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Exchange;

/**
 * Turns a broken connection, time-out or refusal into a {@link ProviderUnavailableException}. When
 * the request may have reached the provider, its slot stays taken until the lease ends.
 */
public final class CallFailure {
  private final Duration slotLease;
  private final ProviderContact contact;
  private final MeterRegistry metrics;

  /**
   * @param slotLease how long a call whose fate is unknown keeps its slot
   */
  public CallFailure(Duration slotLease, ProviderContact contact, MeterRegistry metrics) {
    this.slotLease = slotLease;
    this.contact = contact;
    this.metrics = metrics;
  }

  public void tell(Exchange exchange) throws Exception {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (DatabaseTrouble.isIn(cause)) {
      // No slot could be had: the provider was not asked.
      throw cause;
    }
    String call = exchange.getVariable("call", String.class);
    if (cause instanceof NotSentException) {
      CallFate.NOT_DONE.note(exchange);
      ApiSlots.noteNotSent(exchange);
    }
    String message = call + ": no answer from the provider: " + reason(cause);
    if (ApiSlots.staysTaken(exchange)) {
      message += "; its call slot stays taken for up to " + slotLease.toSeconds() + " s";
    }
    contact.failed(message);
    metrics.counter("qcc.api.calls", "call", call, "outcome", Outcome.RETRY.name()).increment();
    throw new ProviderUnavailableException(Outcome.RETRY, message, cause);
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof NotSentException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String name = cause.getClass().getSimpleName();
    if (cause instanceof SSLHandshakeException) {
      return name + " " + cause.getMessage() + "; qcc.api.ca-file names private authorities";
    }
    return cause.getMessage() == null ? name : name + " " + cause.getMessage();
  }
}
