package io.github.qccroutes.work;

import io.github.qccroutes.store.DatabaseTrouble;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due rows one by one and hands each to the route, until none is due or the route stops.
 *
 * <p>Whoever finds a row wakes the next worker, so that all are at work as soon as there is enough
 * for them. A worker is a thread only while it has something to do. What is in hand when the route
 * stops is ended; no row is claimed from then on. What a route fails with leaves the row to its
 * lease. Thread-safe.
 */
final class WorkConsumer extends DefaultConsumer implements ShutdownAware, Suspendable {
  private final WorkEndpoint endpoint;
  private final WorkComponent component;
  private final String claim;
  private final String renew;
  private final DueQuestion.Part due;
  private final @Nullable Expression label;
  private final Logger log;
  private final Object lock = new Object();

  private boolean open;
  private int active;
  private boolean woken;
  private volatile long asksAt;

  WorkConsumer(WorkEndpoint endpoint, Processor processor, String claim, String renew) {
    super(endpoint, processor);
    this.endpoint = endpoint;
    this.component = endpoint.getComponent();
    this.claim = claim;
    this.renew = renew;
    this.log = LoggerFactory.getLogger(claim.replaceFirst("/.*", ""));
    this.due = DueQuestion.Part.of(claim, component.database().statements());
    component.database().statements().text(renew);
    String text = endpoint.getLabel();
    this.label =
        text == null
            ? null
            : endpoint.getCamelContext().resolveLanguage("simple").createExpression(text);
  }

  String table() {
    return endpoint.getTable();
  }

  /** What is asked for this consumer when it waits. */
  DueQuestion.Part due() {
    return due;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    begin();
  }

  /** Camel suspends first what supports it, and stops it when nothing is in hand any more. */
  @Override
  protected void doSuspend() {
    end();
  }

  @Override
  protected void doResume() {
    begin();
  }

  @Override
  protected void doStop() throws Exception {
    end();
    super.doStop();
  }

  private void begin() {
    asksAt = System.nanoTime();
    synchronized (lock) {
      open = true;
    }
    component.add(this);
  }

  private void end() {
    synchronized (lock) {
      open = false;
    }
    component.remove(this);
  }

  @Override
  public boolean deferShutdown(ShutdownRunningTask task) {
    return false;
  }

  @Override
  public int getPendingExchangesSize() {
    synchronized (lock) {
      return active;
    }
  }

  @Override
  public void prepareShutdown(boolean suspendOnly, boolean forced) {
    // doSuspend has done it
  }

  /** Whether it is time to ask for due rows, because nothing is in hand; says so once a time. */
  boolean wantsToAsk(long now) {
    long pollNanos = endpoint.getPollMs() * 1_000_000;
    if (pollNanos == 0 || asksAt - now > 0) {
      return false;
    }
    // The same moments for all who ask as often, whenever each was started: so they ask together.
    asksAt = now - Math.floorMod(now, pollNanos) + pollNanos;
    synchronized (lock) {
      return open && active < most();
    }
  }

  private int most() {
    return endpoint.getWorkers() + endpoint.getAhead();
  }

  /** Has a worker look for due rows: a new one, or one that is at work when it is done. */
  void wake() {
    synchronized (lock) {
      if (!open) {
        return;
      }
      if (active == most()) {
        woken = true;
        return;
      }
      if (component.run(this::work)) {
        active++;
      }
    }
  }

  private void work() {
    boolean ended = !begins();
    try {
      while (!ended) {
        Claim row = next();
        if (row != null) {
          wake();
          handOver(row);
        }
        ended = !goesOn(row != null) || !begins();
      }
    } finally {
      if (!ended) {
        synchronized (lock) {
          active--;
        }
      }
    }
  }

  private boolean begins() {
    synchronized (lock) {
      if (open) {
        // The claim that comes now sees what the wake was about.
        woken = false;
        return true;
      }
      active--;
      return false;
    }
  }

  private boolean goesOn(boolean found) {
    synchronized (lock) {
      if (open && (found || woken)) {
        return true;
      }
      active--;
      return false;
    }
  }

  private @Nullable Claim next() {
    long askedAt = System.nanoTime();
    try {
      List<Map<String, Object>> rows =
          component
              .database()
              .statement(claim)
              .param("leaseMs", component.lease().toMillis())
              .query()
              .listOfRows();
      return rows.isEmpty()
          ? null
          : new Claim(renew, variables(rows.get(0)), component.lease(), askedAt);
    } catch (RuntimeException e) {
      component.trouble().tell(e);
      return null;
    }
  }

  private void handOver(Claim row) {
    component.hold(row);
    Exchange exchange = createExchange(false);
    try {
      row.enter(exchange);
      getProcessor().process(exchange);
    } catch (Throwable e) {
      // An error of the machine, too, is this row's alone: the others go on.
      exchange.setException(e);
    } finally {
      component.let(row);
    }
    Exception failure = exchange.getException();
    if (failure == null) {
      failure = Leases.left(exchange);
    }
    if (failure != null) {
      tell(exchange, failure);
    }
    releaseExchange(exchange, false);
  }

  private void tell(Exchange exchange, Exception failure) {
    ClaimLostException lost = Leases.lost(failure);
    if (lost != null) {
      log.warn("{}: {}", label(exchange), lost.getMessage());
    } else if (DatabaseTrouble.isIn(failure)) {
      component.trouble().tell(failure);
    } else {
      new RowFailure(failure).tell(log, String.valueOf(label(exchange)));
    }
  }

  private @Nullable String label(Exchange exchange) {
    return label == null ? endpoint.getTable() : label.evaluate(exchange, String.class);
  }

  /**
   * A column as a variable: {@code order_no} becomes {@code orderNo}; what is null is not there.
   */
  private static Map<String, Object> variables(Map<String, Object> row) {
    Map<String, Object> variables = new HashMap<>();
    row.forEach(
        (column, value) -> {
          if (value != null) {
            variables.put(variable(column), value);
          }
        });
    return variables;
  }

  private static String variable(String column) {
    StringBuilder name = new StringBuilder();
    for (String word : column.toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() || word.isEmpty()
              ? word
              : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
