package io.github.qccroutes.quota;

import io.github.qccroutes.api.ModuleQuota;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/**
 * Judges the {@link ModuleQuota} in the body: sets the variables {@code moduleId}, {@code level}
 * and {@code figures}, for a log line. Thread-safe.
 */
public final class QuotaThreshold {
  /** How much of a module is left. */
  enum Level {
    /** Less than so many percent of the total. */
    LOW,
    ENOUGH,
    /** A figure is missing, which says nothing of what was known before. */
    UNKNOWN
  }

  private final long percent;

  /**
   * @param percent 0 to 100; 0 finds nothing low but a remainder below zero
   */
  public QuotaThreshold(long percent) {
    this.percent = percent;
  }

  public void judge(Exchange exchange) throws InvalidPayloadException {
    ModuleQuota quota = exchange.getMessage().getMandatoryBody(ModuleQuota.class);
    exchange.setVariable("moduleId", quota.moduleId());
    exchange.setVariable("level", level(quota));
    exchange.setVariable(
        "figures",
        quota.remaining() + " of " + quota.totalCount() + " left, below " + percent + " %");
  }

  Level level(ModuleQuota quota) {
    Long total = quota.totalCount();
    Long remaining = quota.remaining();
    if (total == null || remaining == null) {
      return Level.UNKNOWN;
    }
    return (double) remaining * 100 < (double) percent * total ? Level.LOW : Level.ENOUGH;
  }
}
