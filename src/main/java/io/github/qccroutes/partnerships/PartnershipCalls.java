package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.jobs.JobHolds;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.Leases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of one claimed call: its names, and what becomes of an answer, a refusal or a broken
 * connection. What a call did is written in one transaction, and only while the claim is ours.
 * Thread-safe.
 */
public final class PartnershipCalls {
  private static final Logger LOG = LoggerFactory.getLogger(PartnershipJobs.FLOW.name());
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final Database database;
  private final JobCalls calls;
  private final JobHolds holds;
  private final PartnershipUri uri;

  public PartnershipCalls(Database database, JobCalls calls, JobHolds holds, PartnershipUri uri) {
    this.database = database;
    this.calls = calls;
    this.holds = holds;
    this.uri = uri;
  }

  /**
   * Lays out the parameters of the claimed call as body, without names that are refused by now. The
   * variable {@code submission} says what to do: SEND it, or NOTHING, as fewer than two names are
   * left or the call was split.
   */
  public void layOut(Exchange exchange) {
    exchange.setVariable("call", ApiCall.findPartnershipRelation.name());
    exchange.setVariable("submission", JobCalls.Submission.NOTHING);
    Map<Long, String> names = names(Claimed.of(exchange));
    List<Long> lines = List.copyOf(names.keySet());
    exchange.setVariable("asked", lines);
    int bytes = uri.bytes(names.values());
    exchange.setVariable("uriBytes", bytes);
    if (lines.size() < 2) {
      end(exchange, "SPLIT", lines, null, null);
    } else if (uri.isTooLong(bytes) && lines.size() > 2) {
      split(exchange, lines, "longer than qcc.api.max-uri-bytes");
    } else {
      calls.leave(exchange);
      exchange.setVariable("submission", JobCalls.Submission.SEND);
      exchange.getMessage().setBody(PartnershipUri.parameters(names.values()));
    }
  }

  private Map<Long, String> names(Claimed call) {
    Map<Long, String> names = new TreeMap<>();
    database
        .statement("partnerships/list-call-names")
        .param("jobId", call.jobId())
        .param("lines", call.lines())
        .query((row, n) -> names.put(row.getLong("line"), row.getString("name")))
        .list();
    return names;
  }

  /**
   * Stores the relations that the answer in the body tells; a relation told before is renewed. An
   * answer of another shape is a fault of the call.
   */
  public void settle(Exchange exchange) {
    List<?> entries =
        "NONE".equals(exchange.getVariable("outcome"))
            ? List.of()
            : entries(exchange.getMessage().getBody());
    if (entries == null) {
      tryAgainOrFail(
          exchange, new IllegalStateException("the answer has no partnershipRelationList"));
      return;
    }
    Claimed call = Claimed.of(exchange);
    // In one order, so that two nodes never wait for each other's rows.
    Map<String, Map<String, @Nullable Object>> relations = new TreeMap<>();
    int unread = 0;
    for (Object entry : entries) {
      PartnershipRelation relation = PartnershipRelation.of(entry);
      if (relation == null) {
        unread++;
      } else {
        relations.putIfAbsent(relation.id(), relation.parameters(call.jobId()));
      }
    }
    List<Map<String, @Nullable Object>> rows = List.copyOf(relations.values());
    database.inOneTransaction(
        () -> {
          end(exchange, "DONE", asked(exchange), rows.size(), null);
          database.batch("partnerships/upsert-relation", rows);
          database.batch("partnerships/add-finding", rows);
        });
    if (unread > 0) {
      LOG.warn(
          "job {}, call {}: {} entries of the answer are left out: each lacks the name of a company",
          PartnershipJobs.FLOW.job(call.jobId()),
          call.id(),
          unread);
    }
  }

  /** The entries of an answer; null when it has no list of them. */
  private static @Nullable List<?> entries(@Nullable Object result) {
    if (result instanceof Map<?, ?> map && map.containsKey("partnershipRelationList")) {
      Object list = map.get("partnershipRelationList");
      if (list == null) {
        return List.of();
      }
      if (list instanceof List<?> entries) {
        return entries;
      }
    }
    return null;
  }

  /**
   * A refusal of the whole call. One for its length is split; a logic error of the provider is
   * tried again; with any other it stands REFUSED until it is known on account of which name.
   */
  public void refuse(Exchange exchange) {
    ProviderRejectedException refusal =
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, ProviderRejectedException.class);
    List<Long> lines = asked(exchange);
    if (calls.blamesLength(exchange, refusal) && lines.size() > 2) {
      split(exchange, lines, JobCalls.message(refusal));
    } else if (!refusal.code().equals("500") || !calls.tryAgain(exchange, refusal)) {
      end(exchange, "REFUSED", lines, null, JobCalls.told(refusal));
    }
  }

  /**
   * No usable answer for now: the call waits and loses no attempt; the job's other calls wait a
   * moment with it. A long request whose connection was reset twice in a row before an answer is
   * split.
   */
  public void postpone(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (calls.blamesLength(exchange, cause) && asked(exchange).size() > 2) {
      split(exchange, asked(exchange), JobCalls.message(cause));
      return;
    }
    long delayMs = calls.postpone(exchange, cause);
    if (delayMs < 0) {
      fail(exchange, cause);
      return;
    }
    database
        .statement("partnerships/pause-job")
        .param("jobId", Claimed.of(exchange).jobId())
        .param("delayMs", Math.min(delayMs, LONGEST_PAUSE_MS))
        .update();
  }

  /** The provider said stop: the rest of the job is held, and no pair is lost. */
  public void stop(Exchange exchange) {
    calls.release(exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    holds.stop(exchange);
  }

  /** Something nobody expected: tried again, and after six times the call has failed. */
  public void unexpected(Exchange exchange) {
    if (!Leases.keepRow(exchange)) {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      calls.sayUnexpected(exchange, cause);
      tryAgainOrFail(exchange, cause);
    }
  }

  private void tryAgainOrFail(Exchange exchange, Exception cause) {
    if (!calls.tryAgain(exchange, cause)) {
      fail(exchange, cause);
    }
  }

  private void fail(Exchange exchange, Exception cause) {
    Claimed call = Claimed.of(exchange);
    // A probe that failed would be asked again for ever; one that was refused narrows down.
    String state = call.probe() == 1 ? "REFUSED" : "FAILED";
    end(exchange, state, call.lines(), null, JobCalls.told(cause));
  }

  private void split(Exchange exchange, List<Long> lines, String error) {
    Claimed call = Claimed.of(exchange);
    List<Map<String, Object>> parts = PartnershipUri.parts(lines).stream().map(call::part).toList();
    database.inOneTransaction(
        () -> {
          end(exchange, "SPLIT", lines, null, error);
          database.batch("partnerships/add-call", parts);
        });
  }

  private void end(
      Exchange exchange,
      String state,
      List<Long> lines,
      @Nullable Integer relations,
      @Nullable String error) {
    Map<String, @Nullable Object> others = new HashMap<>();
    others.put("lines", CallLines.text(lines));
    others.put("relations", relations);
    calls.end(exchange, state, error, others);
  }

  /** The lines of the names that were asked for. */
  @SuppressWarnings("unchecked")
  private static List<Long> asked(Exchange exchange) {
    Object asked = exchange.getVariable("asked");
    return asked == null ? List.of() : (List<Long>) asked;
  }

  /**
   * The claimed call, as it stands in the exchange.
   *
   * @param lines those of all its names
   * @param probe 1 for a call that is to find out which name is refused
   */
  private record Claimed(long id, long jobId, List<Long> lines, int probe) {
    static Claimed of(Exchange exchange) {
      return new Claimed(
          exchange.getVariable("callId", Long.class),
          exchange.getVariable("jobId", Long.class),
          CallLines.of(exchange.getVariable("lines", String.class)),
          exchange.getVariable("probe", 0, Integer.class));
    }

    /** The row of a call for some of its lines. */
    Map<String, Object> part(List<Long> part) {
      return Map.of("jobId", jobId, "lines", CallLines.text(part), "probe", probe);
    }
  }
}
