package io.github.qccroutes.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The places that configuration comes from, strongest first: {@code -D}, environment, secrets
 * directory, {@code application.properties}. Values are as written, not yet checked.
 *
 * @param warnings names that mean nothing but don't stop the start
 */
record SettingSources(List<Map<String, Found>> strongestFirst, List<String> warnings) {

  /** A value as written, and where; the place is for error messages. */
  record Found(String text, String origin) {}

  private static final String FILE_NAME = "application.properties";
  private static final Setting SECRETS_DIR = SettingCatalog.named("qcc.secrets-dir").orElseThrow();

  // An environment name written into the file means a key of ours, too.
  private static final Pattern MEANT_FOR_US = Pattern.compile("(?i)qcc[._-].*");
  private static final Set<String> VARIABLES_OF_THE_LAUNCHER = Set.of("QCC_HOME", "QCC_JAVA_OPTS");

  /**
   * Reads all places.
   *
   * @throws ConfigurationException when one can't be read or holds an unknown key
   */
  static SettingSources read(
      Path home, Map<String, String> environment, Properties systemProperties) {
    Map<String, Found> options = options(systemProperties);
    Map<String, Found> variables = variables(environment);
    Map<String, Found> file = file(home.resolve(FILE_NAME));
    Map<String, Found> secrets =
        find(SECRETS_DIR.key(), List.of(options, variables, file))
            .map(found -> secrets(home, found))
            .orElse(Map.of());
    return new SettingSources(
        List.of(options, variables, secrets, file), unknownVariables(environment));
  }

  /** Nothing but these. */
  static SettingSources only(Properties values) {
    return new SettingSources(List.of(options(values)), List.of());
  }

  Optional<Found> find(String key) {
    return find(key, strongestFirst);
  }

  private static Optional<Found> find(String key, List<Map<String, Found>> places) {
    return places.stream().filter(place -> place.containsKey(key)).findFirst().map(p -> p.get(key));
  }

  private static Map<String, Found> options(Properties systemProperties) {
    Map<String, Found> found = new TreeMap<>();
    for (String key : new TreeSet<>(systemProperties.stringPropertyNames())) {
      if (key.startsWith("qcc.")) {
        requireKnown(key, "-D" + key);
        found.put(key, new Found(systemProperties.getProperty(key), "-D" + key));
      }
    }
    return found;
  }

  private static Map<String, Found> variables(Map<String, String> environment) {
    Map<String, Found> found = new TreeMap<>();
    for (Setting setting : SettingCatalog.ALL) {
      String name = setting.environmentName();
      String text = environment.get(name);
      if (text != null) {
        found.put(setting.key(), new Found(text, "environment variable " + name));
      }
    }
    return found;
  }

  private static List<String> unknownVariables(Map<String, String> environment) {
    List<String> known = SettingCatalog.ALL.stream().map(Setting::environmentName).toList();
    List<String> warnings = new ArrayList<>();
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith("QCC_")
          && !known.contains(name)
          && !VARIABLES_OF_THE_LAUNCHER.contains(name)) {
        warnings.add(
            "environment variable "
                + name
                + " is ignored: no such key"
                + Nearest.hint(name, known));
      }
    }
    return List.copyOf(warnings);
  }

  private static Map<String, Found> file(Path path) {
    if (Files.notExists(path)) {
      return Map.of();
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(withoutByteOrderMark(Files.readString(path))));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(path + " can't be read: " + reason(e));
    }
    Map<String, Found> found = new TreeMap<>();
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (MEANT_FOR_US.matcher(key).matches()) {
        requireKnown(key, path.toString());
        found.put(key, new Found(properties.getProperty(key), path.toString()));
      }
    }
    return found;
  }

  private static Map<String, Found> secrets(Path home, Found setting) {
    String place = setting.text();
    if (place.isBlank()) {
      return Map.of();
    }
    Path directory = home.resolve(place.strip());
    Map<String, Found> found = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "qcc.*")) {
      for (Path file : files) {
        String key = String.valueOf(file.getFileName());
        requireKnown(key, "secrets file " + file);
        if (key.equals(SECRETS_DIR.key())) {
          throw new ConfigurationException(key + " can't itself stand in the secrets directory");
        }
        found.put(key, new Found(secret(key, file), "secrets file " + file));
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new ConfigurationException(
          "%s (%s): the directory %s can't be read: %s"
              .formatted(SECRETS_DIR.key(), setting.origin(), directory, reason(e)));
    }
    return found;
  }

  private static String secret(String key, Path file) {
    try {
      return withoutByteOrderMark(Files.readString(file)).replaceFirst("[\r\n]+$", "");
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s: the secrets file %s can't be read: %s".formatted(key, file, reason(e)));
    }
  }

  private static void requireKnown(String key, String origin) {
    if (SettingCatalog.named(key).isEmpty()) {
      List<String> known = SettingCatalog.ALL.stream().map(Setting::key).toList();
      throw new ConfigurationException(
          "%s (%s): no such key%s".formatted(key, origin, Nearest.hint(key, known)));
    }
  }

  // Windows editors put one in front, where it would become part of the first key.
  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static @Nullable String reason(Exception e) {
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e.getMessage();
  }
}
