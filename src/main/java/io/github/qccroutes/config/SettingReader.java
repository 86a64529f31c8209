package io.github.qccroutes.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the value of every key from the sources, and checks each and what they are together. */
final class SettingReader {
  private static final long SHORTEST_WAY_OUT_MS = 100;
  private static final Pattern PASSWORD_IN_URL = Pattern.compile("[?&]password=([^&]*)");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");

  private final Path home;
  private final SettingSources sources;

  /**
   * @param home directory that relative paths start from, absolute
   */
  SettingReader(Path home, SettingSources sources) {
    this.home = home;
    this.sources = sources;
  }

  /**
   * The values by key, in their final form; of a key with neither value nor default there is none.
   * The secrets among them are registered with {@link Secrets}.
   *
   * @throws ConfigurationException on a value that is not accepted
   */
  Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    for (Setting setting : SettingCatalog.ALL) {
      value(setting).ifPresent(value -> values.put(setting.key(), value));
    }
    values.putIfAbsent(
        "qcc.db.url", "jdbc:sqlite:" + Path.of(values.get("qcc.data-dir"), "qcc.db"));
    requirePlainFolder("the home", home.toString(), "+%#?{},*");
    requirePlainFolder("qcc.data-dir", values.get("qcc.data-dir"), "+%#?{}");
    requireLeaseAboveTimeout(values);
    registerSecrets(values);
    return values;
  }

  private Optional<String> value(Setting setting) {
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
                      + "\", and a folder of such a name can't be watched. Rename it or choose"
                      + " another");
            });
  }

  /** What comes between taking a slot and sending the call must fit, or none is ever sent. */
  private void requireLeaseAboveTimeout(Map<String, String> values) {
    String lease = "qcc.api.slot-lease-ms";
    String timeout = "qcc.api.timeout-ms";
    if (Long.parseLong(values.get(lease))
        < Long.parseLong(values.get(timeout)) + SHORTEST_WAY_OUT_MS) {
      throw new ConfigurationException(
          "%s %s (%s): must be at least %d above %s, which is %s (%s)"
              .formatted(
                  lease,
                  values.get(lease),
                  origin(lease),
                  SHORTEST_WAY_OUT_MS,
                  timeout,
                  values.get(timeout),
                  origin(timeout)));
    }
  }

  private String origin(String key) {
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

  /** What means nothing, and what leads nowhere, a line each. */
  List<String> warnings(Map<String, String> values) {
    List<String> warnings = new ArrayList<>(sources.warnings());
    warnings.addAll(callbackWarnings(values));
    warnings.addAll(consoleWarnings(values));
    return List.copyOf(warnings);
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
          "qcc.push.callback-url has a query, and it is not documented how the provider adds its"
              + " parameters to it; put the part that nobody may guess into the path");
    }
    return warnings;
  }

  /** What makes a console that others can reach less than safe, or a proxy's word worth nothing. */
  private static List<String> consoleWarnings(Map<String, String> values) {
    if (!Boolean.parseBoolean(values.get("qcc.console.enabled"))) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    String host = String.valueOf(values.get("qcc.management.host"));
    boolean known = values.containsKey("qcc.console.proxy-addresses");
    if (!LOOPBACK.matcher(host).matches()
        && !values.containsKey("qcc.management.tls-key-store")
        && !known) {
      warnings.add(
          "qcc.console.enabled: the console is on qcc.management.host, "
              + host
              + ", without TLS, and passwords can be read on their way. Set"
              + " qcc.management.tls-key-store, or put a reverse proxy with TLS in front and set"
              + " qcc.console.proxy-addresses");
    }
    if (values.containsKey("qcc.console.proxy-header")
        && !(known && values.containsKey("qcc.console.proxy-secret"))) {
      warnings.add(
          "qcc.console.proxy-header means nothing without qcc.console.proxy-addresses and"
              + " qcc.console.proxy-secret: nobody gets in by it");
    }
    return warnings;
  }
}
