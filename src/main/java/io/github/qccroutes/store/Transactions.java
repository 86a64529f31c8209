package io.github.qccroutes.store;

import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.TransactedPolicy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The transactions that routes name in {@code transacted}. */
public final class Transactions {
  private Transactions() {}

  /**
   * Around a whole archive: one transaction on PostgreSQL; none on SQLite, where each block of
   * records commits by itself so that the one writer is never busy for long.
   */
  public static TransactedPolicy wholeArchive(Database database) {
    return database.dialect() == Dialect.POSTGRESQL
        ? new OneTransaction(
            new TransactionTemplate(new JdbcTransactionManager(database.dataSource())))
        : new NoTransaction();
  }

  /**
   * Camel's own policy brings an error handler along that logs every failure with a stack trace and
   * keeps it from the error policy of the calling route.
   */
  private static final class OneTransaction implements TransactedPolicy {
    private final TransactionTemplate template;

    OneTransaction(TransactionTemplate template) {
      this.template = template;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {}

    @Override
    public Processor wrap(Route route, Processor processor) {
      return exchange ->
          template.executeWithoutResult(
              status -> {
                // Has Camel stay on this thread, which the transaction is bound to.
                exchange.getUnitOfWork().beginTransactedBy(this);
                try {
                  processor.process(exchange);
                } catch (Exception e) {
                  exchange.setException(e);
                } finally {
                  exchange.getUnitOfWork().endTransactedBy(this);
                }
                if (exchange.getException() != null) {
                  status.setRollbackOnly();
                }
              });
    }
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
