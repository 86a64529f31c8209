package io.github.qccroutes.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Has the pool give up a connection on which PostgreSQL refuses to write. A session keeps that
 * after the server writes again (a primary that was a standby meanwhile, {@code
 * default_transaction_read_only}), and the pool would keep the session for half an hour.
 */
public final class ReadOnlySessions implements SQLExceptionOverride {
  private static final String READ_ONLY_TRANSACTION = "25006";

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return READ_ONLY_TRANSACTION.equals(failure.getSQLState())
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
