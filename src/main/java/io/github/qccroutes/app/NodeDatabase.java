package io.github.qccroutes.app;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The database of a node or of a command beside one, whose schema is made or checked while its user
 * reads the routes: each is a good part of a start, and neither needs the other.
 */
final class NodeDatabase {
  private final Database database;
  private final FutureTask<Boolean> schema;

  private NodeDatabase(Database database, boolean node) {
    this.database = database;
    this.schema = new FutureTask<>(() -> fits(database, node));
  }

  /**
   * Connects, and begins with the schema.
   *
   * @param node whether the schema is made, or must be there
   */
  static NodeDatabase open(Settings settings, Clock clock, boolean node) throws DatabaseException {
    if (!node) {
      NodeMark.requireSameDatabase(settings);
    }
    Database.Options options = options(settings, node);
    NodeDatabase opened =
        new NodeDatabase(
            node ? Database.connect(options, clock) : Database.connectExisting(options, clock),
            node);
    new Thread(opened.schema, "schema").start();
    return opened;
  }

  /** The database alone that a node from this configuration has made. */
  static Database existing(Settings settings, Clock clock) throws DatabaseException {
    NodeMark.requireSameDatabase(settings);
    return Database.existing(options(settings, false), clock);
  }

  /** The database; no statement is run before {@link #awaitSchema} returned. */
  Database database() {
    return database;
  }

  void awaitSchema() throws DatabaseException {
    try {
      schema.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DatabaseException refused
          ? refused
          : new DatabaseException("qcc.db.url: can't migrate: " + Database.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("qcc.db.url: interrupted while the schema was migrated", e);
    }
  }

  private static boolean fits(Database database, boolean node) throws DatabaseException {
    if (node) {
      database.migrate();
    } else {
      database.requireSchema();
    }
    return true;
  }

  private static Database.Options options(Settings settings, boolean onlyNode) {
    return new Database.Options(
        settings.text("qcc.db.url"),
        settings.optional("qcc.db.username").orElse(null),
        settings.optional("qcc.db.password").orElse(null),
        settings.duration("qcc.work.lease-ms"),
        onlyNode);
  }
}
