package io.github.qccroutes.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The configuration of one node: every known key, checked and resolved once at start. Immutable.
 *
 * <p>Asking for an unknown key is a programming error ({@link IllegalArgumentException}).
 */
public final class Settings {

  // Camel parses the cron of a route that does not start, too.
  private static final String CRON_THAT_NEVER_COMES = "0 0 0 1 1 ? 2099";

  private final Path home;
  private final Map<String, String> values;
  private final List<String> warnings;

  private Settings(Path home, Map<String, String> values, List<String> warnings) {
    this.home = home;
    this.values = Map.copyOf(values);
    this.warnings = warnings;
  }

  /**
   * Reads, strongest first, {@code -D}, the environment, the files in {@code qcc.secrets-dir} and
   * {@code application.properties} (UTF-8, may be missing) in the home, and registers the secrets
   * among the values with {@link Secrets}.
   *
   * @param home directory that relative paths start from
   * @throws ConfigurationException on a value that is not accepted, an unknown {@code qcc.*} key or
   *     an unreadable file
   */
  public static Settings load(
      Path home, Map<String, String> environment, Properties systemProperties) {
    Path base = home.toAbsolutePath().normalize();
    return read(base, SettingSources.read(base, environment, systemProperties));
  }

  /**
   * These values and else the defaults, whatever is configured elsewhere.
   *
   * @param home directory that relative paths start from
   */
  public static Settings of(Path home, Properties values) {
    return read(home.toAbsolutePath().normalize(), SettingSources.only(values));
  }

  private static Settings read(Path base, SettingSources sources) {
    SettingReader reader = new SettingReader(base, sources);
    Map<String, String> values = reader.values();
    return new Settings(base, values, reader.warnings(values));
  }

  /** The same but for one value in its final form. */
  public Settings with(String key, String value) {
    Map<String, String> others = new HashMap<>(values);
    others.put(definition(key).key(), value);
    return new Settings(home, others, warnings);
  }

  /** The directory that relative paths start from, absolute. */
  public Path home() {
    return home;
  }

  /**
   * One line for each {@code QCC_*} environment variable that means nothing, and each setting that
   * leads nowhere.
   */
  public List<String> warnings() {
    return warnings;
  }

  /** The value, or empty when there is neither a value nor a default. */
  public Optional<String> optional(String key) {
    return Optional.ofNullable(values.get(definition(key).key()));
  }

  /**
   * The value of a key that has a default or can't be done without.
   *
   * @throws ConfigurationException when it has no value
   */
  public String text(String key) {
    return optional(key)
        .orElseThrow(() -> new ConfigurationException(key + " is not set; " + howToSet(key)));
  }

  /** A number in the unit that the key names; always fits an {@code int}. */
  public long number(String key) {
    return Long.parseLong(text(key));
  }

  /** The time that a key ending in {@code -ms} or {@code -s} holds. */
  public Duration duration(String key) {
    long number = number(key);
    if (key.endsWith("-ms")) {
      return Duration.ofMillis(number);
    }
    if (key.endsWith("-s")) {
      return Duration.ofSeconds(number);
    }
    throw new IllegalArgumentException(key + " names no unit of time");
  }

  public boolean flag(String key) {
    return Boolean.parseBoolean(text(key));
  }

  /** An absolute path. */
  public Path path(String key) {
    return Path.of(text(key));
  }

  /** The time zone of crons and of the provider's times. */
  public ZoneId zone() {
    return ZoneId.of(text("qcc.time-zone"));
  }

  /** The comma-separated entries, in order, each once. */
  public List<String> list(String key) {
    return List.of(text(key).split(",", -1));
  }

  /** Whether a cron key holds a cron rather than {@code off}. */
  public boolean enabled(String key) {
    return !text(key).equals(SettingType.OFF);
  }

  /**
   * Makes sure that calls can be signed.
   *
   * @throws ConfigurationException naming the keys without a value
   */
  public void requireCredentials() {
    List<String> missing = new ArrayList<>();
    for (String key : List.of("qcc.api.key", "qcc.api.secret-key")) {
      if (optional(key).isEmpty()) {
        missing.add(key);
      }
    }
    if (!missing.isEmpty()) {
      throw new ConfigurationException(
          "%s not set; %s"
              .formatted(
                  String.join(" and ", missing) + (missing.size() == 1 ? " is" : " are"),
                  howToSet(missing.get(0))));
    }
  }

  /**
   * All keys for {@code {{qcc.…}}} placeholders, secrets included. A key without a value is there
   * and empty. A cron that is {@code off} is a valid cron of a far year; beside each cron stands
   * {@code <cron key>.enabled}, {@code true} or {@code false}.
   */
  public Properties toProperties() {
    Properties properties = new Properties();
    for (Setting setting : SettingCatalog.ALL) {
      String key = setting.key();
      properties.setProperty(key, optional(key).orElse(""));
      if (setting.type().equals(SettingType.CRON)) {
        properties.setProperty(key + ".enabled", Boolean.toString(enabled(key)));
        if (!enabled(key)) {
          properties.setProperty(key, CRON_THAT_NEVER_COMES);
        }
      }
    }
    return properties;
  }

  private static String howToSet(String key) {
    Setting setting = definition(key);
    return "set %s in the environment, %s in application.properties%s"
        .formatted(
            setting.environmentName(),
            key,
            setting.secret() ? ", or a file " + key + " in qcc.secrets-dir" : "");
  }

  private static Setting definition(String key) {
    return SettingCatalog.named(key)
        .orElseThrow(() -> new IllegalArgumentException("no such key: " + key));
  }
}
