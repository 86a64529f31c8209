package io.github.qccroutes.work;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Camel's component {@code work:}. {@code from: work:push_order} hands each due row of the table to
 * the route, leased for as long as the route is at it; {@code to: work:push_order} says that rows
 * of the table may be due now.
 *
 * <p>All consumers of a context share one clock: it renews the leases of the rows in hand three
 * times a lease, and asks with one statement for all consumers that wait whether anything is due.
 * Threads exist only while there are rows. Thread-safe.
 */
public final class WorkComponent extends DefaultComponent {
  private static final long TICK_MS = 100;

  private final Database database;
  private final Duration lease;
  private final DatabaseTrouble trouble;
  private final Set<WorkConsumer> consumers = ConcurrentHashMap.newKeySet();
  private final Set<Claim> inHand = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile @Nullable DueQuestion question;
  private @Nullable ExecutorService threads;
  private @Nullable ScheduledExecutorService clock;

  /**
   * @param lease how long a row stays with a node that went silent; the statements know it as
   *     {@code :leaseMs}
   * @param trouble is told when the database fails
   */
  public WorkComponent(Database database, Duration lease, DatabaseTrouble trouble) {
    this.database = database;
    this.lease = lease;
    this.trouble = trouble;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String table, Map<String, Object> parameters)
      throws Exception {
    WorkEndpoint endpoint = new WorkEndpoint(uri, this, table);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** Has all consumers of a table look for due rows. Never waits, and fails for nothing. */
  void wake(String table) {
    for (WorkConsumer consumer : consumers) {
      if (consumer.table().equals(table)) {
        consumer.wake();
      }
    }
  }

  void add(WorkConsumer consumer) {
    consumers.add(consumer);
  }

  void remove(WorkConsumer consumer) {
    consumers.remove(consumer);
  }

  Database database() {
    return database;
  }

  Duration lease() {
    return lease;
  }

  DatabaseTrouble trouble() {
    return trouble;
  }

  /** Has the claim's lease renewed until {@link #let}. */
  void hold(Claim claim) {
    inHand.add(claim);
  }

  void let(Claim claim) {
    inHand.remove(claim);
  }

  /** Runs something on a thread of its own. */
  boolean run(Runnable task) {
    ExecutorService pool = threads;
    if (pool == null) {
      return false;
    }
    try {
      pool.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    threads =
        getCamelContext()
            .getExecutorServiceManager()
            .newThreadPool(
                this,
                "work",
                new ThreadPoolProfileBuilder("work")
                    .poolSize(1)
                    .allowCoreThreadTimeOut(true)
                    .maxPoolSize(Integer.MAX_VALUE)
                    .maxQueueSize(0)
                    .keepAliveTime(TICK_MS, TimeUnit.MILLISECONDS)
                    .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                    .build());
    clock =
        getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "work-clock");
    clock.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() throws Exception {
    if (clock != null) {
      getCamelContext().getExecutorServiceManager().shutdownNow(clock);
    }
    if (threads != null) {
      getCamelContext().getExecutorServiceManager().shutdownGraceful(threads);
    }
    super.doStop();
  }

  private void tick() {
    long now = System.nanoTime();
    for (Claim claim : inHand) {
      if (claim.isDueForRenewal(now) && !run(() -> renew(claim, now))) {
        claim.answered();
      }
    }
    List<WorkConsumer> waiting = new ArrayList<>();
    for (WorkConsumer consumer : consumers) {
      if (consumer.wantsToAsk(now)) {
        waiting.add(consumer);
      }
    }
    if (!waiting.isEmpty() && asking.compareAndSet(false, true) && !run(() -> ask(waiting))) {
      asking.set(false);
    }
  }

  private void renew(Claim claim, long sentAt) {
    try {
      if (database.statement(claim.renewal()).params(claim.parameters(lease)).update() > 0) {
        claim.renewed(sentAt);
      }
    } catch (RuntimeException e) {
      trouble.tell(e);
    } finally {
      claim.answered();
    }
  }

  /** Mostly the same consumers wait as the last time. */
  private DueQuestion question(List<WorkConsumer> waiting) {
    Set<DueQuestion.Part> parts =
        waiting.stream().map(WorkConsumer::due).collect(Collectors.toSet());
    DueQuestion last = question;
    if (last == null || !last.asks(parts)) {
      last = new DueQuestion(parts);
      question = last;
    }
    return last;
  }

  private void ask(List<WorkConsumer> waiting) {
    try {
      Set<String> due = question(waiting).ask(database, lease);
      for (WorkConsumer consumer : waiting) {
        if (due.contains(consumer.due().claim())) {
          consumer.wake();
        }
      }
    } catch (RuntimeException e) {
      trouble.tell(e);
      // It may be one claim's trouble, which must not keep the others from their rows.
      waiting.forEach(WorkConsumer::wake);
    } finally {
      asking.set(false);
    }
  }
}
