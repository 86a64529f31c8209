package io.github.qccroutes.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns that the database did not answer: at most once a minute, since every tick of every route
 * meets the same trouble. Thread-safe.
 */
public final class DatabaseTrouble implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger("store");
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Clock clock;
  private Instant quietUntil = Instant.MIN;

  public DatabaseTrouble(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (due()) {
      LOG.warn("The database does not answer ({}); every tick tries again", Database.reason(cause));
    }
  }

  private synchronized boolean due() {
    Instant now = clock.instant();
    if (now.isBefore(quietUntil)) {
      return false;
    }
    quietUntil = now.plus(PAUSE);
    return true;
  }
}
