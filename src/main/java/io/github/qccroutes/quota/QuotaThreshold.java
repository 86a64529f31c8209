package io.github.qccroutes.quota;

import io.github.qccroutes.api.ModuleQuota;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/**
 * Judges the {@link ModuleQuota} in the body: sets the variables {@code moduleId}, {@code low}
 * (whether less is left than so many percent of the total) and {@code figures}, for a log line. An
 * unknown remainder is not low. Thread-safe.
 */
public final class QuotaThreshold implements Processor {
  private final long percent;

  /**
   * @param percent 0 to 100; 0 finds nothing low but a remainder below zero
   */
  public QuotaThreshold(long percent) {
    this.percent = percent;
  }

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    ModuleQuota quota = exchange.getMessage().getMandatoryBody(ModuleQuota.class);
    exchange.setVariable("moduleId", quota.moduleId());
    exchange.setVariable("low", isLow(quota));
    exchange.setVariable(
        "figures",
        quota.remaining() + " of " + quota.totalCount() + " left, below " + percent + " %");
  }

  boolean isLow(ModuleQuota quota) {
    Long total = quota.totalCount();
    Long remaining = quota.remaining();
    return total != null
        && remaining != null
        && (double) remaining * 100 < (double) percent * total;
  }
}
