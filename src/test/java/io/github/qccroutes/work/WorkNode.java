package io.github.qccroutes.work;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseTrouble;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A context with {@code work:} of its own. What it has in hand can be kept there until {@link
 * #release}.
 */
final class WorkNode implements AutoCloseable {
  private final WorkTable table;
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Map<Long, Integer> worked = new ConcurrentHashMap<>();
  private final Map<Long, Exchange> inHand = new ConcurrentHashMap<>();
  private final AtomicInteger most = new AtomicInteger();
  private final Semaphore ends = new Semaphore(0);

  WorkNode(WorkTable table, Database database, Duration lease) {
    this.table = table;
    camel.addComponent(
        "work", new WorkComponent(database, lease, new DatabaseTrouble(Clock.systemUTC())));
    camel.getShutdownStrategy().setTimeout(30);
  }

  static WorkNode on(WorkTable table, Duration lease) {
    return new WorkNode(table, table.database(), lease);
  }

  static WorkNode on(WorkTable table) {
    return on(table, Duration.ofMinutes(1));
  }

  DefaultCamelContext camel() {
    return camel;
  }

  /** A route on the table with the endpoint's options. */
  WorkNode route(String id, String options, Processor work) throws Exception {
    return routeOf("work_row", id, options, work);
  }

  WorkNode routeOf(String name, String id, String options, Processor work) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("work:" + name + "?renew=worktest/renew-row&" + options).routeId(id).process(work);
          }
        });
    return this;
  }

  WorkNode start() {
    camel.start();
    return this;
  }

  void wake() {
    camel.createFluentProducerTemplate().to("work:work_row").send();
  }

  /** A route's work: ends the row. */
  void finish(Exchange exchange) {
    worked.merge(rowNo(exchange), 1, Integer::sum);
    table.finish(exchange.getVariable("rowNo"), exchange.getVariable("claimNo"));
  }

  /** A route's work: keeps the row in hand until it is released, then ends it. */
  void hold(Exchange exchange) throws InterruptedException {
    inHand.put(rowNo(exchange), exchange);
    most.accumulateAndGet(inHand.size(), Math::max);
    ends.acquire();
    inHand.remove(rowNo(exchange));
    finish(exchange);
  }

  void release(int rows) {
    ends.release(rows);
  }

  private static Long rowNo(Exchange exchange) {
    return exchange.getVariable("rowNo", Long.class);
  }

  /** How often each row's work was ended here. */
  Map<Long, Integer> worked() {
    return Map.copyOf(worked);
  }

  /** The exchanges of the rows in hand. */
  Map<Long, Exchange> inHand() {
    return Map.copyOf(inHand);
  }

  int mostInHand() {
    return most.get();
  }

  /** The names of the component's threads. */
  List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("Camel (" + camel.getName() + ") thread"))
        .map(name -> name.replaceFirst(".* - ", ""))
        .filter(name -> name.startsWith("work"))
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    ends.release(1_000);
    camel.stop();
  }
}
