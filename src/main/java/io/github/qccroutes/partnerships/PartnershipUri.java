package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ApiRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How many bytes the request URI of a call takes, from the path below the base URL on, and the
 * calls that take the place of one that is too long. Thread-safe.
 */
public final class PartnershipUri {
  private final String key;
  private final long maxBytes;

  /**
   * @param key the application key, which is part of every URI
   * @param maxBytes the configured bound, 0 for none
   */
  public PartnershipUri(String key, long maxBytes) {
    this.key = key;
    this.maxBytes = maxBytes;
  }

  static Map<String, String> parameters(Collection<String> names) {
    return Map.of("companyNames", String.join(",", names));
  }

  int bytes(Collection<String> names) {
    return ApiRequest.uriBytes(ApiCall.findPartnershipRelation, key, parameters(names));
  }

  /** Whether a request for several names is longer than configured. */
  boolean isTooLong(int bytes) {
    return maxBytes > 0 && bytes > maxBytes;
  }

  /**
   * Splits a call until each part is as short as configured, or down to two names.
   *
   * @param call what stands for its names, such as their lines
   */
  public <T> Set<List<T>> fitted(List<T> call, Function<T, String> name) {
    if (maxBytes == 0 || call.size() <= 2 || !isTooLong(bytes(call.stream().map(name).toList()))) {
      return Set.of(call);
    }
    Set<List<T>> fitted = new LinkedHashSet<>();
    for (List<T> part : parts(call)) {
      fitted.addAll(fitted(part, name));
    }
    return fitted;
  }

  /** Each two of four parts, so that every pair still stands in a call, of half the length. */
  static <T> Set<List<T>> parts(List<T> call) {
    int parts = Math.min(4, call.size());
    List<List<T>> quarters = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      quarters.add(call.subList(call.size() * i / parts, call.size() * (i + 1) / parts));
    }
    Set<List<T>> pairs = new LinkedHashSet<>();
    for (int i = 0; i < parts; i++) {
      for (int j = i + 1; j < parts; j++) {
        List<T> both = new ArrayList<>(quarters.get(i));
        both.addAll(quarters.get(j));
        pairs.add(both);
      }
    }
    return pairs;
  }
}
