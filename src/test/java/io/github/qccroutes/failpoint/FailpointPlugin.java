package io.github.qccroutes.failpoint;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/** Tells {@link Failpoints} of the steps and commits of a node. Camel finds it by itself. */
public final class FailpointPlugin implements ContextServicePlugin {

  @Override
  public void load(CamelContext camel) {
    camel.getCamelContextExtension().addInterceptStrategy(FailpointPlugin::watched);
    SqlComponent sql = camel.getRegistry().lookupByNameAndType("sql", SqlComponent.class);
    // The pool on SQLite has one connection and keeps it.
    try (Connection connection = sql.getDataSource().getConnection()) {
      if (connection.isWrapperFor(SQLiteConnection.class)) {
        new Commits().watch(connection.unwrap(SQLiteConnection.class));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Processor watched(
      CamelContext camel, NamedNode step, Processor target, Processor next) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        Failpoints.pass("step:" + step.getId());
        try {
          Failpoints.fail(step.getId());
        } catch (Exception e) {
          exchange.setException(e);
          callback.done(true);
          return true;
        }
        return super.process(exchange, callback);
      }
    };
  }

  /** The transactions of the one connection, by the tables they change. */
  private static final class Commits implements SQLiteCommitListener {
    private final Set<String> changed = new LinkedHashSet<>();

    void watch(SQLiteConnection connection) {
      connection.addUpdateListener((type, database, table, row) -> changed.add(table));
      connection.addCommitListener(this);
    }

    @Override
    public void onCommit() {
      changed.forEach(table -> Failpoints.pass("commit:" + table));
      changed.clear();
    }

    @Override
    public void onRollback() {
      changed.clear();
    }
  }
}
