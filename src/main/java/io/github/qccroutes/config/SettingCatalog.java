package io.github.qccroutes.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The list of all configuration keys. A new key is one line in {@link FlowSettings} or {@link
 * NodeSettings} and one in {@code application.properties}, whose comment repeats the description,
 * what is accepted and the default.
 */
final class SettingCatalog {

  static final List<Setting> ALL =
      Stream.concat(NodeSettings.ALL.stream(), FlowSettings.ALL.stream()).toList();

  private static final Map<String, Setting> BY_KEY =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

  private SettingCatalog() {}

  static Optional<Setting> named(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }
}
