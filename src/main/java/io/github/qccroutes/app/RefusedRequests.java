package io.github.qccroutes.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests to the callback port that never came to the route of the callback: counted by the
 * status they were answered with, and each status warned of once. Thread-safe.
 */
final class RefusedRequests {
  private static final Logger LOG = LoggerFactory.getLogger("push");
  private static final Map<Integer, String> REASONS =
      Map.of(
          404,
              "its path is not qcc.push.path. Compare it with qcc.push.callback-url and with"
                  + " the path that a reverse proxy sends",
          405, "it was neither a GET nor a POST",
          413, "its body is too long",
          414, "its address is longer than 8 KiB",
          415, "it uploads a file",
          431, "its headers are too long");

  private final MeterRegistry metrics;
  private final Set<Integer> told = ConcurrentHashMap.newKeySet();

  RefusedRequests(MeterRegistry metrics) {
    this.metrics = metrics;
    // From the start on, so that a graph shows the first one rise from 0.
    REASONS.keySet().forEach(this::counter);
  }

  /** Hears of every answer; those that the route gives itself are none of ours. */
  void answered(int status) {
    String reason = REASONS.get(status);
    if (reason == null) {
      return;
    }
    counter(status).increment();
    if (told.add(status)) {
      LOG.warn(
          "A request to the callback port was answered HTTP {}: {}. More of them are not logged, but"
              + " counted (qcc_http_refused)",
          status,
          reason);
    }
  }

  private Counter counter(int status) {
    return metrics.counter("qcc.http.refused", "status", Integer.toString(status));
  }
}
