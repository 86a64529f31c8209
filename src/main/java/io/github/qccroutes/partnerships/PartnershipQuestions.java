package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.store.ClaimLostException;
import io.github.qccroutes.store.Database;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of one claimed call: its names, and what becomes of an answer, a refusal or a broken
 * connection. What a call did is written in one transaction, and only while the claim is ours.
 * Thread-safe.
 */
public final class PartnershipQuestions {
  private static final Logger LOG = LoggerFactory.getLogger(PartnershipJobs.FLOW.name());
  private static final int MAX_ATTEMPTS = 6;
  private static final int MESSAGE_LIMIT = 300;
  private static final long LONGEST_PAUSE_MS = 5_000;

  /** Below this a refused length is not about the length. */
  private static final int SHORT_URI_BYTES = 4_000;

  private final Database database;
  private final int fixedBytes;
  private final long maxUriBytes;
  private final RetryDelay delay;

  /**
   * @param key the application key, which is part of every URI
   * @param maxUriBytes bound on a request URI from the path below the base URL on, 0 for none
   * @param delay how long a call waits after an outage or a fault of its own
   */
  public PartnershipQuestions(Database database, String key, long maxUriBytes, RetryDelay delay) {
    this.database = database;
    this.fixedBytes =
        ApiCall.findPartnershipRelation.path().length()
            + encoded("?key=&companyNames=".length(), key);
    this.maxUriBytes = maxUriBytes;
    this.delay = delay;
  }

  /** The claimed call, as it stands in the exchange. */
  private record Claimed(long callId, long jobId, long claimNo, int probe) {
    static Claimed of(Exchange exchange) {
      return new Claimed(
          exchange.getVariable("callId", Long.class),
          exchange.getVariable("jobId", Long.class),
          exchange.getVariable("claimNo", Long.class),
          exchange.getVariable("probe", Integer.class));
    }

    @Override
    public String toString() {
      return "job " + PartnershipJobs.FLOW.job(jobId) + ", call " + callId;
    }
  }

  /** What is asked: the lines of the names, and the bytes of the request URI. */
  private record Question(List<Long> lines, int uriBytes) {}

  /**
   * Lays out the parameters of the claimed call as body, without names that are refused by now. The
   * variable {@code submission} says what to do: SEND it, or NOTHING, as fewer than two names are
   * left or the call was split.
   */
  public Processor request() {
    return exchange -> {
      Claimed claimed = Claimed.of(exchange);
      exchange.setVariable("call", ApiCall.findPartnershipRelation.name());
      exchange.setVariable("submission", "NOTHING");
      Map<Long, String> names = names(claimed.jobId, exchange.getVariable("lines", String.class));
      List<Long> lines = List.copyOf(names.keySet());
      String companyNames = String.join(",", names.values());
      Question question = new Question(lines, encoded(fixedBytes, companyNames));
      exchange.setVariable("question", question);
      if (lines.size() < 2) {
        end(claimed, "SPLIT", lines, null, null);
      } else if (maxUriBytes > 0 && question.uriBytes > maxUriBytes && lines.size() > 2) {
        split(claimed, lines, "longer than qcc.api.max-uri-bytes");
      } else {
        exchange.setVariable("submission", "SEND");
        exchange.getMessage().setBody(Map.of("companyNames", companyNames));
      }
    };
  }

  private Map<Long, String> names(long jobId, String lines) {
    Map<Long, String> names = new TreeMap<>();
    database
        .statement("partnerships/list-call-names")
        .param("jobId", jobId)
        .param("lines", CallLines.of(lines))
        .query((row, n) -> names.put(row.getLong("line"), row.getString("name")))
        .list();
    return names;
  }

  /** Stores the relations that the answer in the body tells; a relation told before is renewed. */
  public Processor settle() {
    return exchange -> {
      Claimed claimed = Claimed.of(exchange);
      List<Long> lines = exchange.getVariable("question", Question.class).lines;
      List<?> entries =
          "NONE".equals(exchange.getVariable("outcome"))
              ? List.of()
              : entries(exchange.getMessage().getBody());
      // In one order, so that two nodes never wait for each other's rows.
      Map<String, Map<String, @Nullable Object>> relations = new TreeMap<>();
      int unread = 0;
      for (Object entry : entries) {
        PartnershipRelation relation = PartnershipRelation.of(entry);
        if (relation == null) {
          unread++;
        } else {
          relations.putIfAbsent(relation.id(), relation.parameters(claimed.jobId));
        }
      }
      List<Map<String, @Nullable Object>> rows = List.copyOf(relations.values());
      database.inOneTransaction(
          () -> {
            end(claimed, "DONE", lines, rows.size(), null);
            database.batch("partnerships/upsert-relation", rows);
            database.batch("partnerships/add-finding", rows);
          });
      if (unread > 0) {
        LOG.warn("{}: {} entries of the answer name no two companies", claimed, unread);
      }
    };
  }

  private static List<?> entries(@Nullable Object result) {
    if (result instanceof Map<?, ?> map && map.containsKey("partnershipRelationList")) {
      Object list = map.get("partnershipRelationList");
      if (list == null) {
        return List.of();
      }
      if (list instanceof List<?> entries) {
        return entries;
      }
    }
    throw new IllegalStateException("the answer has no partnershipRelationList");
  }

  /**
   * A refusal of the whole call. One for its length is split; a logic error of the provider is
   * tried again; with any other it stands REFUSED until it is known on account of which name.
   */
  public Processor refuse() {
    return exchange -> {
      ProviderRejectedException refusal =
          exchange.getProperty(Exchange.EXCEPTION_CAUGHT, ProviderRejectedException.class);
      Claimed claimed = Claimed.of(exchange);
      Question question = exchange.getVariable("question", Question.class);
      boolean tooLong =
          (refusal.code().equals("HTTP 414") || refusal.code().equals("HTTP 400"))
              && question.uriBytes > SHORT_URI_BYTES
              && question.lines.size() > 2;
      if (tooLong) {
        split(claimed, question.lines, message(refusal));
      } else if (!refusal.code().equals("500") || !tryAgain(exchange, claimed, refusal)) {
        end(claimed, "REFUSED", question.lines, null, message(refusal));
      }
    };
  }

  /**
   * No usable answer for now: the call waits and loses no attempt; the job's other calls wait a
   * moment with it.
   */
  public Processor postpone() {
    return exchange -> {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      Claimed claimed = Claimed.of(exchange);
      long delayMs = delay.afterTries(exchange.getVariable("outages", 0, Integer.class));
      database
          .statement("partnerships/postpone-call")
          .param("callId", claimed.callId)
          .param("claimNo", claimed.claimNo)
          .param("error", message(cause))
          .param("delayMs", delayMs)
          .update();
      database
          .statement("partnerships/pause-job")
          .param("jobId", claimed.jobId)
          .param("delayMs", Math.min(delayMs, LONGEST_PAUSE_MS))
          .update();
      LOG.warn("{}: {}; tried again in {} ms", claimed, message(cause), delayMs);
    };
  }

  /** Something nobody expected: tried again, and after six times the call has failed. */
  public Processor fault() {
    return exchange -> {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      Claimed claimed = Claimed.of(exchange);
      if (!tryAgain(exchange, claimed, cause)) {
        List<Long> lines = CallLines.of(exchange.getVariable("lines", String.class));
        // A probe that failed would be asked again for ever; one that was refused narrows down.
        boolean probe = exchange.getVariable("probe", 0, Integer.class) == 1;
        end(claimed, probe ? "REFUSED" : "FAILED", lines, null, message(cause));
      }
    };
  }

  private boolean tryAgain(Exchange exchange, Claimed claimed, Exception cause) {
    int attempts = exchange.getVariable("attempts", 0, Integer.class);
    if (attempts + 1 >= MAX_ATTEMPTS) {
      return false;
    }
    long delayMs = delay.afterTries(attempts);
    database
        .statement("partnerships/retry-call")
        .param("callId", claimed.callId)
        .param("claimNo", claimed.claimNo)
        .param("error", message(cause))
        .param("delayMs", delayMs)
        .update();
    LOG.warn("{}: {}; tried again in {} ms", claimed, message(cause), delayMs);
    return true;
  }

  /** Each two of four parts, so that every pair still stands in a call, of half the length. */
  private void split(Claimed claimed, List<Long> lines, String error) {
    List<Map<String, Object>> calls =
        parts(lines).stream()
            .map(
                part ->
                    Map.<String, Object>of(
                        "jobId",
                        claimed.jobId,
                        "lines",
                        CallLines.text(part),
                        "probe",
                        claimed.probe))
            .toList();
    database.inOneTransaction(
        () -> {
          end(claimed, "SPLIT", lines, null, error);
          database.batch("partnerships/add-call", calls);
        });
  }

  static Set<List<Long>> parts(List<Long> lines) {
    int parts = Math.min(4, lines.size());
    List<List<Long>> quarters = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      quarters.add(lines.subList(lines.size() * i / parts, lines.size() * (i + 1) / parts));
    }
    Set<List<Long>> pairs = new LinkedHashSet<>();
    for (int i = 0; i < parts; i++) {
      for (int j = i + 1; j < parts; j++) {
        List<Long> both = new ArrayList<>(quarters.get(i));
        both.addAll(quarters.get(j));
        pairs.add(both);
      }
    }
    return pairs;
  }

  private void end(
      Claimed claimed,
      String state,
      List<Long> lines,
      @Nullable Integer relations,
      @Nullable String error) {
    Map<String, @Nullable Object> parameters = new HashMap<>();
    parameters.put("callId", claimed.callId);
    parameters.put("claimNo", claimed.claimNo);
    parameters.put("state", state);
    parameters.put("lines", CallLines.text(lines));
    parameters.put("relations", relations);
    parameters.put("error", error);
    if (database
        .statement("partnerships/end-call")
        .params(parameters)
        .query()
        .listOfRows()
        .isEmpty()) {
      throw new ClaimLostException("another node has taken the call over; it sends it again");
    }
  }

  private static int encoded(int before, String text) {
    return before + URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").length();
  }

  private static String message(Exception failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MESSAGE_LIMIT ? line : line.substring(0, MESSAGE_LIMIT) + "…";
  }
}
