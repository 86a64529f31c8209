package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ApiRequest;
import io.github.qccroutes.jobs.JobCalls;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the request URI of a call may take, from the path below the base URL on: as
 * configured, and as refusals have taught. What they taught is forgotten when a request as long
 * passes, and after six hours, so that a longer one is tried again. Thread-safe.
 */
public final class AssignmentUri {
  private static final String PARAMETERS = "key=&loginNameList=&keyWordList=";
  private static final int LONGEST_PATH =
      ApiCall.batchCancelRadarCompanyListFromExistedUser.path().length();

  private final Database database;
  private final String key;
  private final long maxBytes;

  /**
   * @param key the application key, which is part of every URI
   * @param maxBytes the configured bound, 0 for none
   */
  public AssignmentUri(Database database, String key, long maxBytes) {
    this.database = database;
    this.key = key;
    this.maxBytes = maxBytes;
  }

  String key() {
    return key;
  }

  /** The limits for planning. */
  public CallPlanLimits limits() {
    long taught = learnt("passed");
    return limits(taught == 0 || (maxBytes > 0 && maxBytes < taught) ? maxBytes : taught, key);
  }

  /**
   * The documented limits, bounded by the bytes of a URI.
   *
   * @param uriBytes most bytes from the path below the base URL to the end, 0 for no bound
   * @param key the application key, which is part of every URI
   */
  public static CallPlanLimits limits(long uriBytes, String key) {
    if (uriBytes == 0) {
      return CallPlanLimits.DOCUMENTED;
    }
    int base = PARAMETERS.length() + ApiRequest.encodedBytes(key);
    long query = uriBytes - LONGEST_PATH - 1;
    return CallPlanLimits.DOCUMENTED.withQueryBytes((int) Math.max(1, query), base);
  }

  /** Whether a request of several lines need not be tried. */
  boolean isTooLong(int bytes) {
    if (maxBytes > 0 && bytes > maxBytes) {
      return true;
    }
    if (bytes <= JobCalls.SHORT_URI_BYTES) {
      return false;
    }
    long refused = learnt("refused");
    return refused > 0 && bytes >= refused;
  }

  /** Learns from the answer to the claimed call, once that has ended. */
  void notePassed(Exchange exchange) {
    int bytes = exchange.getVariable("uriBytes", 0, Integer.class);
    if (bytes > JobCalls.SHORT_URI_BYTES) {
      database.statement("assignments/note-passed-uri").param("passed", bytes).update();
    }
    Integer refused = exchange.getVariable("refusedBytes", Integer.class);
    if (refused != null && bytes < refused) {
      Long partOf = exchange.getVariable("partOf", Long.class);
      Map<String, @Nullable Object> parameters = new HashMap<>();
      parameters.put("passed", bytes);
      parameters.put("refused", refused);
      parameters.put("partOf", partOf);
      database.statement("assignments/lock-refused-call").param("partOf", partOf).update();
      database.statement("assignments/learn-uri-lengths").params(parameters).update();
    }
  }

  private long learnt(String name) {
    return database.statement("assignments/find-uri-lengths").query(Row::of).list().stream()
        .map(row -> row.number(name))
        .findFirst()
        .orElse(0L);
  }
}
