package io.github.qccroutes.work;

/**
 * Says that another node took over a claimed row in the meantime: whatever was done for the claim
 * must be rolled back, and nothing is wrong with the row.
 */
public final class ClaimLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClaimLostException(String message) {
    super(message);
  }
}
