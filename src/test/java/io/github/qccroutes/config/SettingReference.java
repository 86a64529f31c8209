package io.github.qccroutes.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration keys as the reference and the shipped properties show them. */
public final class SettingReference {
  private SettingReference() {}

  /**
   * A key.
   *
   * @param accepted what its value may be, in words
   */
  public record Key(String name, @Nullable String byDefault, String accepted, String description) {}

  public static List<Key> keys() {
    return SettingCatalog.ALL.stream()
        .map(
            setting ->
                new Key(
                    setting.key(),
                    setting.defaultValue(),
                    setting.type().accepted(),
                    setting.description()))
        .toList();
  }
}
