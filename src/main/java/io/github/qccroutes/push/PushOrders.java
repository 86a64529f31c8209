package io.github.qccroutes.push;

import io.github.qccroutes.store.Database;

/** The rows of {@code push_order}, as a person acts on them. Thread-safe. */
public final class PushOrders {
  private final Database database;

  public PushOrders(Database database) {
    this.database = database;
  }

  /** What {@link #retry} found. */
  public enum Retry {
    /** Known; due again with all its attempts. */
    AGAIN,
    /** Not known until now; due. */
    NEW,
    /** A node is at it. */
    BUSY,
    /** No order number. */
    INVALID
  }

  /** Makes an order due, whatever became of it; a running node imports it on its next tick. */
  public Retry retry(String orderNo) {
    if (!PushCallback.ORDER_NO.matcher(orderNo).matches()) {
      return Retry.INVALID;
    }
    if (database.statement("push/revive-order").param("orderNo", orderNo).update() > 0) {
      return Retry.AGAIN;
    }
    return database.statement("push/record-asked-order").param("orderNo", orderNo).update() > 0
        ? Retry.NEW
        : Retry.BUSY;
  }
}
