package io.github.qccroutes.push;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callback address we want the provider to use and whether it has confirmed it (customer-risk
 * push document, 6.2.1: the answer echoes the address, to be compared). Thread-safe.
 */
public final class PushRegistration {
  private static final Logger LOG = LoggerFactory.getLogger("push");

  /** How the registration stands. */
  public enum State {
    /** No callback address is configured. */
    NONE,
    /** Not confirmed since the start. */
    PENDING,
    /** The provider echoed our address. */
    CONFIRMED,
    /** The provider echoed another address. */
    DIFFERENT
  }

  private final @Nullable String callbackUrl;
  private final @Nullable String periodTime;
  private final BooleanSupplier receiverIsUp;
  private volatile State state;

  /**
   * @param periodTime 9, 11, … 19, or null for the provider's choice
   * @param receiverIsUp whether a callback would be acknowledged now
   */
  public PushRegistration(
      @Nullable String callbackUrl, @Nullable String periodTime, BooleanSupplier receiverIsUp) {
    this.callbackUrl = callbackUrl;
    this.periodTime = periodTime;
    this.receiverIsUp = receiverIsUp;
    this.state = callbackUrl == null ? State.NONE : State.PENDING;
  }

  public State state() {
    return state;
  }

  /** Whether the address is still to be registered. */
  public boolean isPending() {
    return state == State.PENDING;
  }

  /** Whether the provider could reach us if it called: an address is set and the receiver is up. */
  public boolean isReceiving() {
    return callbackUrl != null && receiverIsUp.getAsBoolean();
  }

  /** Lays out setDdRiskApiPushSetting from the variable {@code enablePush} (A or I). */
  public void layOut(Exchange exchange) {
    if (callbackUrl == null) {
      throw new IllegalStateException(
          "qcc.push.callback-url is not set: the provider's push setting needs the address");
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("enablePush", exchange.getVariable("enablePush", String.class));
    parameters.put("callbackUrl", callbackUrl);
    if (periodTime != null) {
      parameters.put("pushPeriodTime", periodTime);
    }
    exchange.getMessage().setBody(parameters);
  }

  /** Compares the address that the provider echoes with ours; the body becomes the state. */
  public void compareEcho(Exchange exchange) {
    Object echo =
        exchange.getMessage().getBody() instanceof Map<?, ?> result
            ? result.get("callbackUrl")
            : null;
    if (callbackUrl != null && callbackUrl.equals(echo)) {
      state = State.CONFIRMED;
      LOG.info("The provider confirmed the callback address");
    } else {
      state = State.DIFFERENT;
      LOG.error(
          "The provider echoed another callback address ({}) than qcc.push.callback-url; pushes"
              + " may go elsewhere. Compare both in the provider's push settings, then restart.",
          echo);
    }
    exchange.getMessage().setBody(state);
  }
}
