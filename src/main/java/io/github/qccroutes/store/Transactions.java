package io.github.qccroutes.store;

import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.TransactedPolicy;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The transactions that routes name in {@code transacted}. */
public final class Transactions {
  private Transactions() {}

  /**
   * Around a whole archive: one transaction on PostgreSQL; none on SQLite, where each block of
   * records commits by itself so that the one writer is never busy for long. What the database says
   * of the records arrives as {@link RefusedRowsException}, that another import was in the way as
   * {@link CollisionException}.
   */
  public static TransactedPolicy wholeArchive(Database database) {
    return new WholeArchive(
        database.dialect() == Dialect.POSTGRESQL
            ? new TransactionTemplate(new JdbcTransactionManager(database.dataSource()))
            : null);
  }

  /**
   * Camel's own policy brings an error handler along that logs every failure with a stack trace and
   * keeps it from the error policy of the calling route.
   */
  private static final class WholeArchive implements TransactedPolicy {
    private final @Nullable TransactionTemplate template;

    WholeArchive(@Nullable TransactionTemplate template) {
      this.template = template;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {}

    @Override
    public Processor wrap(Route route, Processor processor) {
      return exchange -> {
        try {
          if (template == null) {
            processor.process(exchange);
          } else {
            inOneTransaction(template, exchange, processor);
          }
        } catch (Exception e) {
          exchange.setException(e);
        }
        Exception failure = exchange.getException();
        if (failure != null) {
          exchange.setException(told(failure));
        }
      };
    }

    private void inOneTransaction(
        TransactionTemplate transaction, Exchange exchange, Processor processor) {
      transaction.executeWithoutResult(
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

    private static Exception told(Exception failure) {
      if (DatabaseTrouble.isCollision(failure)) {
        return new CollisionException(failure);
      }
      return DatabaseTrouble.isRefusal(failure) ? new RefusedRowsException(failure) : failure;
    }
  }
}
