package io.github.qccroutes.store;

/** Says that the database answers and refuses the rows as they are: the same again is in vain. */
public final class RefusedRowsException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedRowsException(Throwable cause) {
    super("the database refuses the records: " + DatabaseTrouble.words(cause), cause);
  }
}
