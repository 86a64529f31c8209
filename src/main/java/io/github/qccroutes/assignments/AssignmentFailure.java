package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.assignments.ClaimedCall.Item;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.Leases;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a refusal, an outage or a fault makes of the claimed call and its lines. Thread-safe. */
public final class AssignmentFailure {
  /** Up to so many lines halving costs no more than asking for one alone first. */
  private static final int WORTH_A_PROBE = 4;

  private final JobCalls jobCalls;
  private final JobHolds holds;
  private final AssignmentCalls calls;
  private final RefusedCentres centres;

  AssignmentFailure(Database database, JobCalls jobCalls, AssignmentCalls calls, JobHolds holds) {
    this.jobCalls = jobCalls;
    this.holds = holds;
    this.calls = calls;
    this.centres = new RefusedCentres(database);
  }

  /**
   * A refusal of the whole call: halved until it is known which lines it is about. Before any line
   * of the call's centre was answered, it may be about that, and halving would ask for every line
   * alone. So each refusal then asks for one line alone, too, which {@link RefusedCentres} judges
   * by. A job of which everything is refused alike is held.
   */
  public void refuse(Exchange exchange) {
    ProviderRejectedException refusal =
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, ProviderRejectedException.class);
    List<Item> items = ClaimedCall.items(exchange);
    if (jobCalls.blamesLength(exchange, refusal) && items.size() > 1) {
      splitForLength(exchange, items, refusal);
      return;
    }
    String msg = JobCalls.told(refusal);
    boolean aboutLength = JobCalls.isAboutLength(refusal);
    if (items.size() == 1 || aboutLength) {
      String code = aboutLength ? null : refusal.code();
      calls.fail(exchange, items, code, "FAILED", refusal.code(), msg);
    } else {
      calls.split(exchange, parts(exchange, items), refusal.code(), null, msg);
    }
    if (!aboutLength && centres.isEverythingRefused(ClaimedCall.of(exchange), refusal.code())) {
      holds.holdRefused(exchange, msg);
    }
  }

  private List<List<Item>> parts(Exchange exchange, List<Item> items) {
    if (items.size() <= WORTH_A_PROBE || centres.isAnswered(ClaimedCall.of(exchange), items)) {
      return AssignmentCalls.halves(items);
    }
    List<List<Item>> parts = new ArrayList<>();
    parts.add(items.subList(0, 1));
    parts.addAll(AssignmentCalls.halves(items.subList(1, items.size())));
    return parts;
  }

  /**
   * No usable answer for now: the call waits and loses no attempt. A long request whose connection
   * was reset twice in a row before an answer is halved.
   */
  public void postpone(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    List<Item> items = ClaimedCall.items(exchange);
    if (jobCalls.blamesLength(exchange, cause) && items.size() > 1) {
      splitForLength(exchange, items, cause);
    } else if (jobCalls.postpone(exchange, cause) < 0) {
      giveUp(exchange, cause);
    }
  }

  /** The provider said stop: the rest of the job is held, and no line is lost. */
  public void stop(Exchange exchange) {
    jobCalls.release(exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    holds.stop(exchange);
  }

  /** Something nobody expected: tried again, and after six times the lines are UNKNOWN. */
  public void unexpected(Exchange exchange) {
    if (Leases.keepRow(exchange)) {
      return;
    }
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    jobCalls.sayUnexpected(exchange, cause);
    if (!jobCalls.tryAgain(exchange, cause)) {
      giveUp(exchange, cause);
    }
  }

  private void giveUp(Exchange exchange, Exception cause) {
    List<Item> items = calls.items(exchange.getVariable("callId", Long.class));
    calls.fail(exchange, items, null, "UNKNOWN", "UNKNOWN", JobCalls.told(cause));
  }

  private void splitForLength(Exchange exchange, List<Item> items, Exception cause) {
    @Nullable Integer bytes = exchange.getVariable("uriBytes", Integer.class);
    calls.split(exchange, AssignmentCalls.halves(items), null, bytes, JobCalls.message(cause));
  }
}
