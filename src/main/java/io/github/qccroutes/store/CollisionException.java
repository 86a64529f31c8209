package io.github.qccroutes.store;

/** Says that two transactions were in each other's way, and that this one was undone. */
public final class CollisionException extends Exception {
  private static final long serialVersionUID = 1L;

  CollisionException(Throwable cause) {
    super("met another import: " + DatabaseTrouble.words(cause), cause);
  }
}
