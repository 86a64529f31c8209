package io.github.qccroutes.api;

/**
 * Says that the provider gave no usable answer for now: an outage, "wait", or a hold. Nobody has to
 * act on the item; it is asked again later and loses no attempt.
 */
public final class ProviderUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /**
   * @param outcome WAIT, RETRY or STOP
   */
  public ProviderUnavailableException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  /**
   * @param outcome WAIT, RETRY or STOP
   * @param cause how the connection broke
   */
  public ProviderUnavailableException(Outcome outcome, String message, Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
  }

  /** WAIT, RETRY or STOP. */
  public Outcome outcome() {
    return outcome;
  }
}
