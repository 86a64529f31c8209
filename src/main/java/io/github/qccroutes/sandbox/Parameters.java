package io.github.qccroutes.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, each decoded exactly once; of a repeated name the first counts. */
final class Parameters {

  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  /** Reads a raw query; a value whose escapes are broken is kept as it came. */
  static Parameters of(@Nullable String rawQuery) {
    Map<String, String> values = new LinkedHashMap<>();
    if (rawQuery != null) {
      for (String pair : rawQuery.split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          values.putIfAbsent(pair.substring(0, equals), decode(pair.substring(equals + 1)));
        }
      }
    }
    return new Parameters(values);
  }

  /** The value, or an empty text. */
  String get(String name) {
    return values.getOrDefault(name, "");
  }

  /**
   * The value of a mandatory parameter.
   *
   * @throws RefusalException with 202 when it is missing or empty
   */
  String required(String name) {
    String value = get(name);
    if (value.isEmpty()) {
      throw new RefusalException("202", "【有效请求】查询参数错误，请检查");
    }
    return value;
  }

  /**
   * The items of a mandatory comma-separated parameter.
   *
   * @throws RefusalException with 202 when it holds none, 207 when it holds more than {@code limit}
   */
  List<String> items(String name, int limit) {
    List<String> items = List.of(required(name).split(","));
    if (items.isEmpty()) {
      throw new RefusalException("202", "【有效请求】查询参数错误，请检查");
    }
    if (items.size() > limit) {
      throw new RefusalException("207", "【有效请求】请求数据的条目数超过上限（" + limit + "）");
    }
    return items;
  }

  /** All values but the application key's. */
  Map<String, String> withoutKey() {
    Map<String, String> rest = new LinkedHashMap<>(values);
    rest.remove("key");
    return rest;
  }

  private static String decode(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }
}
