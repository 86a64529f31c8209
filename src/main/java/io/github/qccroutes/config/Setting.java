package io.github.qccroutes.config;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The definition of one configuration key. Its unit stands in the key ({@code -ms}, {@code -mb}).
 *
 * @param key dotted name, always below {@code qcc.}
 * @param defaultValue as written in {@code application.properties}; null when there is none, or
 *     when it is derived from another key
 * @param description what the key does, in one line without a final full stop
 */
record Setting(String key, @Nullable String defaultValue, SettingType type, String description) {

  /** A key without a default. */
  static Setting setting(String key, SettingType type, String description) {
    return new Setting(key, null, type, description);
  }

  /** A key with a default. */
  static Setting setting(String key, String value, SettingType type, String description) {
    return new Setting(key, value, type, description);
  }

  /** The environment variable that overrides the key. */
  String environmentName() {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  boolean secret() {
    return type.secret();
  }

  /**
   * Whether an empty value means "none", as an empty line in a container's environment file does.
   * Nothing can stand for a missing default or for an application key.
   */
  boolean blankIsUnset() {
    return defaultValue == null && !type.equals(SettingType.APPLICATION_KEY);
  }

  /** The value in its one form; null is "none". */
  @Nullable String read(String text, Path home) {
    // A password may begin or end with a space.
    String value = type.equals(SettingType.PASSWORD) ? text : text.strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    return type.read(value, home);
  }
}
