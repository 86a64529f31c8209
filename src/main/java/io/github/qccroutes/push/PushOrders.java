package io.github.qccroutes.push;

import io.github.qccroutes.store.Database;
import java.util.List;
import java.util.Map;

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
    /** Not known here. */
    UNKNOWN,
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
    return database
                .statement("push/count-order")
                .param("orderNo", orderNo)
                .query(Long.class)
                .single()
            > 0
        ? Retry.BUSY
        : Retry.UNKNOWN;
  }

  /** Makes an order due that was not known until now. */
  public void add(String orderNo) {
    database.statement("push/record-asked-order").param("orderNo", orderNo).update();
  }

  /** Forgets a dead order; says whether it was one. */
  public boolean forget(String orderNo) {
    return database.statement("push/forget-order").param("orderNo", orderNo).update() > 0;
  }

  /** Orders that are not imported, and the last twenty; the latest last. */
  public List<Map<String, Object>> list() {
    return database.statement("push/list-orders").query().listOfRows();
  }
}
