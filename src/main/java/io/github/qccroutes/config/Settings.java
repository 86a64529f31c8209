package io.github.qccroutes.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one node: every known key, checked and resolved once at start. Immutable.
 *
 * <p>Asking for an unknown key is a programming error ({@link IllegalArgumentException}).
 */
public final class Settings {

  // Camel parses the cron of a route that does not start, too.
  private static final String CRON_THAT_NEVER_COMES = "0 0 0 1 1 ? 2099";
  private static final long SHORTEST_WAY_OUT_MS = 100;
  private static final Pattern PASSWORD_IN_URL = Pattern.compile("[?&]password=([^&]*)");

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
    return resolve(base, SettingSources.read(base, environment, systemProperties));
  }

  /**
   * These values and else the defaults, whatever is configured elsewhere.
   *
   * @param home directory that relative paths start from
   */
  public static Settings of(Path home, Properties values) {
    return resolve(home.toAbsolutePath().normalize(), SettingSources.only(values));
  }

  private static Settings resolve(Path base, SettingSources sources) {
    Map<String, String> values = new HashMap<>();
    for (Setting setting : SettingCatalog.ALL) {
      resolve(setting, sources, base).ifPresent(value -> values.put(setting.key(), value));
    }
    values.putIfAbsent(
        "qcc.db.url", "jdbc:sqlite:" + Path.of(values.get("qcc.data-dir"), "qcc.db"));
    requirePlainFolder("the home", base.toString(), "+%#?{},*");
    requirePlainFolder("qcc.data-dir", values.get("qcc.data-dir"), "+%#?{}");
    requireLeaseAboveTimeout(values, sources);
    registerSecrets(values);
    List<String> warnings = new ArrayList<>(sources.warnings());
    warnings.addAll(callbackWarnings(values));
    return new Settings(base, values, List.copyOf(warnings));
  }

  /** Routes name these folders in URIs, where such a character means something else. */
  private static void requirePlainFolder(String what, @Nullable String folder, String refused) {
    if (folder == null) {
      return;
    }
    folder
        .chars()
        .filter(c -> refused.indexOf(c) >= 0)
        .findFirst()
        .ifPresent(
            c -> {
              throw new ConfigurationException(
                  what
                      + ": the path \""
                      + folder
                      + "\" holds \""
                      + (char) c
                      + "\", and a folder of such a name can't be watched. Rename it or choose another");
            });
  }

  /** Which addresses of callbacks lead nowhere unless a reverse proxy rewrites them. */
  private static List<String> callbackWarnings(Map<String, String> values) {
    String url = values.get("qcc.push.callback-url");
    if (url == null) {
      return List.of();
    }
    URI callback = URI.create(url);
    List<String> warnings = new ArrayList<>();
    String path = callback.getRawPath() == null ? "" : callback.getRawPath();
    if (!path.equals(values.get("qcc.push.path"))) {
      warnings.add(
          "qcc.push.callback-url has the path "
              + (path.isEmpty() ? "/" : path)
              + ", but callbacks are taken at qcc.push.path, "
              + values.get("qcc.push.path")
              + ": unless a reverse proxy rewrites it, each is answered 404");
    }
    if (callback.getRawQuery() != null) {
      warnings.add(
          "qcc.push.callback-url has a query, and it is not documented how the provider adds its parameters"
              + " to it; put the part that nobody may guess into the path");
    }
    return warnings;
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

  private static Optional<String> resolve(Setting setting, SettingSources sources, Path home) {
    Optional<SettingSources.Found> found = sources.find(setting.key());
    if (found.isEmpty()) {
      return Optional.ofNullable(setting.defaultValue())
          .map(value -> setting.type().read(value, home));
    }
    SettingSources.Found raw = found.get();
    if (raw.text().isBlank() && setting.blankIsUnset()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(setting.read(raw.text(), home));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s%s (%s): %s; accepted: %s"
              .formatted(
                  setting.key(),
                  setting.secret() ? "" : " " + quoted(raw.text()),
                  raw.origin(),
                  e.getMessage(),
                  setting.type().accepted()));
    }
  }

  /** What comes between taking a slot and sending the call must fit, or none is ever sent. */
  private static void requireLeaseAboveTimeout(Map<String, String> values, SettingSources sources) {
    String lease = "qcc.api.slot-lease-ms";
    String timeout = "qcc.api.timeout-ms";
    if (Long.parseLong(values.get(lease))
        < Long.parseLong(values.get(timeout)) + SHORTEST_WAY_OUT_MS) {
      throw new ConfigurationException(
          "%s %s (%s): must be at least %d above %s, which is %s (%s)"
              .formatted(
                  lease,
                  values.get(lease),
                  origin(lease, sources),
                  SHORTEST_WAY_OUT_MS,
                  timeout,
                  values.get(timeout),
                  origin(timeout, sources)));
    }
  }

  private static String origin(String key, SettingSources sources) {
    return sources.find(key).map(SettingSources.Found::origin).orElse("default");
  }

  private static void registerSecrets(Map<String, String> values) {
    for (Setting setting : SettingCatalog.ALL) {
      String value = values.get(setting.key());
      if (setting.secret() && value != null) {
        Secrets.register(value);
      }
    }
    Matcher password = PASSWORD_IN_URL.matcher(values.get("qcc.db.url"));
    if (password.find()) {
      Secrets.register(URLDecoder.decode(password.group(1), StandardCharsets.UTF_8));
    }
  }

  private static String quoted(String text) {
    String line = Secrets.mask(text).replaceAll("\\p{Cntrl}", "?");
    return '"' + (line.length() <= 120 ? line : line.substring(0, 120) + "…") + '"';
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
