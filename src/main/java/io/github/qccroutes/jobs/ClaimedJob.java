package io.github.qccroutes.jobs;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The claimed job, as it stands in the exchange.
 *
 * @param heldCheck the check that has held it, or null
 * @param planned whether it has its calls already
 */
public record ClaimedJob(
    long id, long claimNo, String fileName, @Nullable String heldCheck, boolean planned) {

  public static ClaimedJob of(Exchange exchange) {
    return new ClaimedJob(
        exchange.getVariable("jobId", Long.class),
        exchange.getVariable("claimNo", Long.class),
        exchange.getVariable("fileName", String.class),
        exchange.getVariable("heldCheck", String.class),
        exchange.getVariable("plannedAt") != null);
  }
}
