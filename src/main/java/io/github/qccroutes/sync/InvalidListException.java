package io.github.qccroutes.sync;

/** A line of a list is invalid, so that the list can't be taken as it is. */
public final class InvalidListException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param line its number and what is wrong with it
   */
  InvalidListException(String line) {
    super(line);
  }
}
