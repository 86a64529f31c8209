package io.github.qccroutes.store;

/**
 * Says in one line that there are no tables of this version yet: the start of a node makes them.
 */
public final class MissingSchemaException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  private final boolean older;

  MissingSchemaException(String message, boolean older) {
    super(message);
    this.older = older;
  }

  /** Whether there are tables, of an earlier version. */
  public boolean older() {
    return older;
  }
}
