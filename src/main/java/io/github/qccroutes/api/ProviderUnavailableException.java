package io.github.qccroutes.api;

import org.jspecify.annotations.Nullable;

/**
 * Says that the provider gave no usable answer for now: an outage, "wait", or a hold. Nobody has to
 * act on the item; it is asked again later and loses no attempt. Names no secret, whatever the
 * provider said.
 */
public final class ProviderUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final @Nullable String code;

  /**
   * @param outcome WAIT, RETRY or STOP
   */
  public ProviderUnavailableException(Outcome outcome, String message) {
    this(outcome, null, message);
  }

  /**
   * @param outcome WAIT, RETRY or STOP
   * @param code the provider's status code, or null when there is none
   */
  public ProviderUnavailableException(Outcome outcome, @Nullable String code, String message) {
    super(ProviderText.clean(message));
    this.outcome = outcome;
    this.code = code;
  }

  /**
   * @param outcome WAIT, RETRY or STOP
   * @param cause how the connection broke
   */
  public ProviderUnavailableException(Outcome outcome, String message, Throwable cause) {
    super(ProviderText.clean(message), cause);
    this.outcome = outcome;
    this.code = null;
  }

  /** WAIT, RETRY or STOP. */
  public Outcome outcome() {
    return outcome;
  }

  /** The provider's status code, of a hold the one that caused it; null when there is none. */
  public @Nullable String code() {
    return code;
  }
}
