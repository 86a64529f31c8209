package io.github.qccroutes.flow;

import io.github.qccroutes.observe.Health;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import org.springframework.dao.DataAccessException;

/**
 * A subject with its own routes, statements, tables and classes, as a node knows it. A node holds a
 * list of flows and calls each method of each of them once, in the order they stand here; the last
 * one whenever somebody looks. A command beside a node calls the first three.
 */
public interface Flow {

  /** Hears what other flows tell; called before any route runs. */
  default void listen(Events events) {}

  /** Hands over each bean that the flow's routes name, under its name. */
  void beans(BiConsumer<String, Object> beans);

  /** Makes what the flow needs once the tables are there. */
  default void prepare() {}

  /**
   * Does what only a node that is just starting may do: claims of a node that was killed are given
   * up where there is but one node, folders are made, leftovers go.
   */
  default void takeOver() throws IOException {}

  /** The flow's lines of the health page. */
  default List<Health> health() {
    return List.of();
  }

  /** Registers the flow's gauges and counters. */
  default void meters(MeterRegistry metrics) {}

  /**
   * What of the flow waits for a person; empty is good.
   *
   * @throws DataAccessException when the database does not answer
   */
  default List<Todo> todo() {
    return List.of();
  }
}
