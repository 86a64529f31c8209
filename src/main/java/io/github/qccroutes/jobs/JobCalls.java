package io.github.qccroutes.jobs;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.api.RetryDelay;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.ClaimLostException;
import io.github.qccroutes.work.RowFailure;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What becomes of the row of a job's claimed call, the same in every flow: it leaves, waits, is
 * tried again, or ends; always only while the claim is ours. Thread-safe.
 */
public final class JobCalls {
  /** Up to this a refused length is not about the length. */
  public static final int SHORT_URI_BYTES = 4_000;

  private static final Pattern CALL_NAME =
      Pattern.compile(
          "^(?:"
              + Stream.of(ApiCall.values()).map(ApiCall::name).collect(Collectors.joining("|"))
              + ")(?:: | is held because the provider said )");

  private static final int MAX_ATTEMPTS = 6;
  private static final int MESSAGE_LIMIT = 300;

  private final JobFlow flow;
  private final Database database;
  private final RetryDelay delay;
  private final Logger log;

  /**
   * @param delay how long a call waits after an outage or a fault of its own
   */
  public JobCalls(JobFlow flow, Database database, RetryDelay delay) {
    this.flow = flow;
    this.database = database;
    this.delay = delay;
    this.log = LoggerFactory.getLogger(flow.name());
  }

  /** What is to be done with a claimed call. */
  public enum Submission {
    /** It goes out with the parameters in the body. */
    SEND,
    /** It waits, or has come to an end without being sent. */
    NOTHING
  }

  /** The provider said stop: the call loses nothing and is due again when the hold is lifted. */
  public void release(Exchange exchange, Exception cause) {
    Map<String, @Nullable Object> parameters = Call.of(exchange).parameters();
    parameters.put("error", cause.getMessage());
    statement("release-call").params(parameters).update();
  }

  /** Notes that the call leaves now. */
  public void leave(Exchange exchange) {
    requireClaim(rows("note-sent", Call.of(exchange).parameters()));
  }

  /**
   * Ends the call.
   *
   * @param others what else the flow's statement {@code end-call} wants
   */
  public void end(
      Exchange exchange,
      String state,
      @Nullable String error,
      Map<String, ? extends @Nullable Object> others) {
    Map<String, @Nullable Object> parameters = Call.of(exchange).parameters();
    parameters.put("state", state);
    parameters.put("error", error);
    parameters.putAll(others);
    requireClaim(rows("end-call", parameters));
  }

  /**
   * Whether a failure may be about the length of the request: refused as HTTP has it, or the
   * connection broke before an answer for the second time in a row.
   */
  public boolean blamesLength(Exchange exchange, Exception failure) {
    Call call = Call.of(exchange);
    boolean refused =
        failure instanceof ProviderRejectedException e
            ? isAboutLength(e)
            : isReset(failure) && call.resets() > 0;
    return refused && call.uriBytes() > SHORT_URI_BYTES;
  }

  /** Whether HTTP itself refused the request, which it does for its length. */
  public static boolean isAboutLength(ProviderRejectedException refusal) {
    return refusal.code().startsWith("HTTP ");
  }

  /**
   * No usable answer for now: the call waits and loses no attempt, unless the provider has answered
   * others for two days, and it never.
   *
   * @return how long it waits in milliseconds; negative when it is to be given up
   */
  public long postpone(Exchange exchange, Exception cause) {
    Call call = Call.of(exchange);
    if (!statement("find-lasting-outage")
        .param("callId", call.id())
        .query(Long.class)
        .list()
        .isEmpty()) {
      return -1;
    }
    long delayMs = delay.afterTries(call.outages(), cause);
    Map<String, @Nullable Object> parameters = call.parameters();
    parameters.put("error", message(cause));
    parameters.put("resets", isReset(cause) ? call.resets() + 1 : 0);
    parameters.put("delayMs", delayMs);
    statement("postpone-call").params(parameters).update();
    warn(call, cause, delayMs);
    return delayMs;
  }

  /**
   * A fault of the call's own: tried again, up to six times in all.
   *
   * @return whether it is tried again
   */
  public boolean tryAgain(Exchange exchange, Exception cause) {
    Call call = Call.of(exchange);
    if (call.attempts() + 1 >= MAX_ATTEMPTS) {
      return false;
    }
    long delayMs = delay.afterTries(call.attempts());
    Map<String, @Nullable Object> parameters = call.parameters();
    parameters.put("error", message(cause));
    parameters.put("delayMs", delayMs);
    statement("retry-call").params(parameters).update();
    warn(call, cause, delayMs);
    return true;
  }

  /** Says what nobody foresaw. */
  public void sayUnexpected(Exchange exchange, Exception cause) {
    new RowFailure(cause).tell(log, "job " + flow.job(Call.of(exchange).jobId()));
  }

  private void warn(Call call, Exception cause, long delayMs) {
    log.warn(
        "job {}, call {}: {}; tried again in {} ms",
        flow.job(call.jobId()),
        call.id(),
        message(cause),
        delayMs);
  }

  /** What a failure says, in one line of bounded length. */
  public static String message(Exception failure) {
    return line(failure.getMessage() == null ? failure.toString() : failure.getMessage());
  }

  /**
   * The same for results and notes, whose readers don't know what the provider's calls are named.
   */
  public static String told(Exception failure) {
    return CALL_NAME.matcher(message(failure)).replaceFirst("");
  }

  /** A text of the provider's in one line of bounded length. */
  public static String line(@Nullable Object value) {
    String text = value == null ? "" : value.toString().replaceAll("\\p{Cntrl}+", " ").strip();
    return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "…";
  }

  private static boolean isReset(Exception failure) {
    Throwable cause = failure.getCause();
    boolean refused = cause instanceof ConnectException || cause instanceof NoRouteToHostException;
    return (cause instanceof SocketException && !refused)
        || cause instanceof NoHttpResponseException
        || cause instanceof ConnectionClosedException;
  }

  private static void requireClaim(List<?> rows) {
    if (rows.isEmpty()) {
      throw new ClaimLostException("the call was taken over by another node, which will send it");
    }
  }

  private List<Map<String, Object>> rows(
      String statement, Map<String, @Nullable Object> parameters) {
    return statement(statement).params(parameters).query().listOfRows();
  }

  private JdbcClient.StatementSpec statement(String name) {
    return database.statement(flow.name() + "/" + name);
  }

  /**
   * The claimed call, as it stands in the exchange.
   *
   * @param attempts faults of its own
   * @param outages how often there was no usable answer
   * @param resets how often in a row its connection broke before an answer
   * @param uriBytes the length of its request URI, 0 before that was laid out
   */
  private record Call(
      long id, long jobId, long claimNo, int attempts, int outages, int resets, int uriBytes) {
    static Call of(Exchange exchange) {
      return new Call(
          exchange.getVariable("callId", Long.class),
          exchange.getVariable("jobId", Long.class),
          exchange.getVariable("claimNo", Long.class),
          exchange.getVariable("attempts", 0, Integer.class),
          exchange.getVariable("outages", 0, Integer.class),
          exchange.getVariable("resets", 0, Integer.class),
          exchange.getVariable("uriBytes", 0, Integer.class));
    }

    Map<String, @Nullable Object> parameters() {
      Map<String, @Nullable Object> parameters = new HashMap<>();
      parameters.put("callId", id);
      parameters.put("claimNo", claimNo);
      return parameters;
    }
  }
}
