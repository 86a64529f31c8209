package io.github.qccroutes.sync;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The run that an exchange has claimed.
 *
 * @param state when it was claimed
 * @param heldCheck the guards that held it, if they did
 * @param trailer whether the list said how long it is
 */
record Run(
    long id,
    long claimNo,
    String scope,
    String folder,
    String fileName,
    @Nullable String state,
    @Nullable String heldCheck,
    boolean trailer,
    @Nullable Long addJob,
    @Nullable Long cancelJob) {

  static Run of(Exchange exchange) {
    return new Run(
        exchange.getVariable("jobId", Long.class),
        exchange.getVariable("claimNo", Long.class),
        exchange.getVariable("scope", String.class),
        exchange.getVariable("folder", String.class),
        exchange.getVariable("fileName", String.class),
        exchange.getVariable("jobState", String.class),
        exchange.getVariable("heldCheck", String.class),
        exchange.getVariable("trailer", 0, Integer.class) > 0,
        exchange.getVariable("addJob", Long.class),
        exchange.getVariable("cancelJob", Long.class));
  }

  /** What a person calls it. */
  String name() {
    return SyncRuns.FLOW.job(id);
  }

  boolean wasHeld() {
    return "HELD".equals(state);
  }

  /** Whether a person has let it go on, past the guards that held it. */
  boolean isReleased() {
    return "PLANNED".equals(state) && heldCheck != null;
  }
}
