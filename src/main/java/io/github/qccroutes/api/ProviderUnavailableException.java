package io.github.qccroutes.api;

import java.time.Duration;
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
  private final @Nullable Duration retryAfter;

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
    this.retryAfter = null;
  }

  /** An HTTP error for now; {@code retryAfter} is how long the server asks to wait, if it does. */
  ProviderUnavailableException(String message, @Nullable Duration retryAfter) {
    super(ProviderText.clean(message + RetryAfter.words(retryAfter)));
    this.outcome = Outcome.RETRY;
    this.code = null;
    this.retryAfter = retryAfter;
  }

  /**
   * @param outcome WAIT, RETRY or STOP
   * @param cause how the connection broke
   */
  public ProviderUnavailableException(Outcome outcome, String message, Throwable cause) {
    super(ProviderText.clean(message), cause);
    this.outcome = outcome;
    this.code = null;
    this.retryAfter = null;
  }

  /** WAIT, RETRY or STOP. */
  public Outcome outcome() {
    return outcome;
  }

  /** The provider's status code, of a hold the one that caused it; null when there is none. */
  public @Nullable String code() {
    return code;
  }

  /** How long the server asked to be left alone, at most an hour; null when it did not. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
