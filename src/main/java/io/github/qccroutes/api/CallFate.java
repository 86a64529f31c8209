package io.github.qccroutes.api;

import org.apache.camel.Exchange;

/**
 * What the provider may have done about a call. Stands in the variable {@code fate} of an exchange
 * that passed {@code api-get}, also when that failed, for callers whose call must not be repeated
 * blindly.
 */
public enum CallFate {
  /** The call never left, or was turned away; it may be made again. */
  NOT_DONE,
  /** The call left, and no answer says what became of it. */
  UNKNOWN,
  /** The provider answered with success. */
  DONE;

  private static final String VARIABLE = "fate";

  /** The fate of the exchange's last call; UNKNOWN when there was none. */
  public static CallFate of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, UNKNOWN, CallFate.class);
  }

  void note(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }
}
