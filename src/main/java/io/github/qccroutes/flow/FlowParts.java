package io.github.qccroutes.flow;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.observe.Moments;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.observe.Questions;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a node has for all its flows to be made of.
 *
 * @param node whether this is a node, and not a command beside one
 * @param program as in the commands that texts name
 * @param questions asks the database for the health page and the metrics
 * @param todo what waits for a person, of all flows and the node itself
 * @param routeRuns whether the route of an id runs
 */
public record FlowParts(
    Settings settings,
    Database database,
    Clock clock,
    boolean node,
    ProgramName program,
    MeterRegistry metrics,
    Questions questions,
    Predicate<String> routeRuns,
    Events events,
    Supplier<List<Todo>> todo) {

  /** How texts tell a time. */
  public Moments moments() {
    return new Moments(clock, settings.zone());
  }

  /**
   * Whether no other node can be on the database, so that every claim in it is of one that died.
   */
  public boolean isOnlyNode() {
    return database.dialect() == Dialect.SQLITE;
  }
}
