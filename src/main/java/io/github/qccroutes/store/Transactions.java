package io.github.qccroutes.store;

import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The transactions that routes name in {@code transacted}. */
public final class Transactions {
  private Transactions() {}

  /**
   * Around a whole archive: one transaction on PostgreSQL; none on SQLite, where each block of
   * records commits by itself so that the one writer is never busy for long.
   */
  public static TransactedPolicy wholeArchive(Database database) {
    return database.dialect() == Dialect.POSTGRESQL
        ? new SpringTransactionPolicy(new JdbcTransactionManager(database.dataSource()))
        : new NoTransaction();
  }

  private static final class NoTransaction implements TransactedPolicy {
    @Override
    public void beforeWrap(Route route, NamedNode definition) {}

    @Override
    public Processor wrap(Route route, Processor processor) {
      return processor;
    }
  }
}
