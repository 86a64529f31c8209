package io.github.qccroutes.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * A kind of value: how its text is checked and brought into one form.
 *
 * @param accepted what is accepted, for error messages and {@code application.properties}
 * @param secret whether values of this type may never be shown
 */
record SettingType(String accepted, boolean secret, Reading reading) {

  /** The value a switched-off cron has; compare with {@link Settings#enabled(String)}. */
  static final String OFF = "off";

  static final SettingType PORT = wholeNumber("a port", 0, 65_535);
  static final SettingType MILLIS = wholeNumber("milliseconds", 1, Integer.MAX_VALUE);
  static final SettingType SECONDS = wholeNumber("seconds", 1, Integer.MAX_VALUE);
  static final SettingType MINUTES = wholeNumber("minutes", 1, Integer.MAX_VALUE);
  // Ten years: PostgreSQL's time does not reach back as far as an int of hours.
  static final SettingType HOURS = wholeNumber("hours", 1, 87_600);
  static final SettingType MEGABYTES = wholeNumber("megabytes", 1, Integer.MAX_VALUE);

  static final SettingType FLAG = oneOf("true", "false");
  static final SettingType LOG_LEVEL = oneOf("ERROR", "WARN", "INFO", "DEBUG");
  static final SettingType PERIOD_TIME =
      unlessNone(oneOf("9", "11", "13", "15", "17", "19", "none"));

  static final SettingType CRON = plain("a Quartz cron, or off", SettingType::cron);
  static final SettingType ZONE = plain("a zone id such as Asia/Shanghai", SettingType::zone);
  static final SettingType HOST =
      matching(
          "a host name or IP address",
          "[A-Za-z0-9]([A-Za-z0-9.-]*)|\\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");
  static final SettingType HOSTS =
      plain("comma-separated host[:port], an IPv6 address in brackets", SettingType::hosts);
  static final SettingType PROXY = plain("host:port", SettingType::proxy);
  static final SettingType LOGINS = plain("none, or comma-separated logins", SettingType::logins);
  static final SettingType PATTERN = plain("a regular expression", SettingType::pattern);
  static final SettingType HTTP_PATH =
      matching(
          "a path that starts with one /, of letters, digits and . _ ~ / -",
          "/(?!/)[A-Za-z0-9._~/-]*");
  static final SettingType HTTP_URL = plain("an http or https URL", text -> url(text).toString());
  static final SettingType BASE_URL =
      plain("an http or https URL without a query", SettingType::baseUrl);
  static final SettingType PATH =
      new SettingType("a path, relative to the home or absolute", false, SettingType::path);
  static final SettingType DATABASE_URL =
      new SettingType(
          "jdbc:sqlite:<file> or jdbc:postgresql://<host>/<database>",
          false,
          SettingType::databaseUrl);

  static final SettingType TEXT = plain("text", text -> text);
  static final SettingType APPLICATION_KEY =
      new SettingType(
          "the text the provider handed out, without white space",
          true,
          (text, home) -> applicationKey(text));

  /** Of a database of any make, whose address may hold a password in a form of its own. */
  static final SettingType JDBC_URL =
      new SettingType("a JDBC URL", true, (text, home) -> jdbcUrl(text));

  static final SettingType PASSWORD = new SettingType("text", true, (text, home) -> text);

  private static final Set<String> SAFE_SYNCHRONOUS = Set.of("full", "extra", "2", "3");

  /**
   * Brings a checked text into the one form that the program uses; relative paths become absolute.
   */
  @FunctionalInterface
  interface Reading {
    /**
     * Returns null when the text means "no value".
     *
     * @throws IllegalArgumentException with what is wrong, without the text itself
     */
    @Nullable String read(String text, Path home);
  }

  @Nullable String read(String text, Path home) {
    return reading.read(text, home);
  }

  static SettingType wholeNumber(String what, int least, int most) {
    String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
    return plain(what + ", " + range, text -> number(text, least, most, range));
  }

  static SettingType oneOf(String... values) {
    List<String> accepted = List.of(values);
    return plain(
        String.join(", ", accepted),
        text ->
            accepted.stream()
                .filter(text::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown value")));
  }

  private static SettingType unlessNone(SettingType type) {
    return new SettingType(
        type.accepted(),
        type.secret(),
        (text, home) -> text.equalsIgnoreCase("none") ? null : type.read(text, home));
  }

  static SettingType matching(String accepted, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return plain(
        accepted,
        text -> {
          require(pattern.matcher(text).matches(), "malformed");
          return text;
        });
  }

  private static SettingType plain(String accepted, UnaryOperator<String> reading) {
    return new SettingType(accepted, false, (text, home) -> reading.apply(text));
  }

  private static String jdbcUrl(String text) {
    if (!text.startsWith("jdbc:")) {
      throw new IllegalArgumentException("it does not start with jdbc:");
    }
    return text;
  }

  private static String number(String text, int least, int most, String range) {
    require(text.matches("-?[0-9]+"), "not a whole number");
    require(text.length() <= 11, "not " + range);
    long number = Long.parseLong(text);
    require(number >= least && number <= most, "not " + range);
    return Long.toString(number);
  }

  private static String cron(String text) {
    if (text.equalsIgnoreCase(OFF)) {
      return OFF;
    }
    try {
      // Such as 30 February: the scheduler refuses it at start, without naming the key.
      require(
          new CronExpression(text).getNextValidTimeAfter(new Date()) != null,
          "names a time that never comes");
      return text;
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a Quartz cron (" + e.getMessage() + ")", e);
    }
  }

  // Region names only: the scheduler reads the zone as a java.util.TimeZone, for which
  // "UTC+08:00" is silently GMT.
  private static String zone(String text) {
    require(ZoneId.getAvailableZoneIds().contains(text), "not a known zone id");
    return text;
  }

  private static String hosts(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(entry -> host(entry.strip()))
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static String logins(String text) {
    String[] logins = text.split(",", -1);
    for (String login : logins) {
      require(!login.isBlank(), "has an empty entry");
      require(
          logins.length == 1 || !login.strip().equalsIgnoreCase("none"), "has none among logins");
    }
    return Arrays.stream(logins)
        .map(login -> login.equalsIgnoreCase("none") ? "none" : login.strip())
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static String pattern(String text) {
    try {
      return Pattern.compile(text).pattern();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not well-formed (" + e.getDescription() + ")", e);
    }
  }

  private static String host(String entry) {
    URI uri = uri("http://" + entry + "/");
    require(
        uri.getHost() != null
            && uri.getUserInfo() == null
            && "/".equals(uri.getRawPath())
            && !entry.endsWith(":"),
        "has an entry that is not host[:port]");
    require(uri.getPort() != 0 && uri.getPort() <= 65_535, "has a port that is not 1 to 65535");
    return entry.toLowerCase(Locale.ROOT);
  }

  private static String proxy(String text) {
    require(uri("http://" + host(text) + "/").getPort() > 0, "has no port");
    return text.toLowerCase(Locale.ROOT);
  }

  private static String baseUrl(String text) {
    require(url(text).getRawQuery() == null, "has a query");
    return text.replaceFirst("/+$", "");
  }

  private static URI url(String text) {
    URI uri = uri(text);
    require(
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()),
        "does not start with http:// or https://");
    require(uri.getHost() != null && uri.getPort() <= 65_535, "has no valid host");
    require(uri.getRawUserInfo() == null, "has a user name");
    require(uri.getRawFragment() == null, "has a fragment");
    return uri;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not well-formed (" + e.getReason() + ")", e);
    }
  }

  private static String path(String text, Path home) {
    try {
      return home.resolve(text).normalize().toString();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path (" + e.getReason() + ")", e);
    }
  }

  private static String applicationKey(String text) {
    require(
        text.chars().allMatch(c -> c > ' ' && c < 0x7f),
        "has white space or a character that is not ASCII");
    return text;
  }

  private static String databaseUrl(String text, Path home) {
    if (text.startsWith("jdbc:postgresql:")) {
      return text;
    }
    String prefix = "jdbc:sqlite:";
    require(text.startsWith(prefix), "neither SQLite nor PostgreSQL");
    int query = text.indexOf('?');
    String file = text.substring(prefix.length(), query < 0 ? text.length() : query);
    require(!file.isBlank() && !file.startsWith(":"), "names no file");
    require(!file.startsWith("file:"), "has a file: URI, write the path itself");
    if (query < 0) {
      return prefix + path(file, home);
    }
    for (String parameter : text.substring(query + 1).split("&", -1)) {
      requireDurable(parameter);
    }
    return prefix + path(file, home) + text.substring(query);
  }

  // An acknowledged callback must survive a power cut (FULL), and the file must be readable while
  // the program writes to it (WAL).
  private static void requireDurable(String parameter) {
    int equals = parameter.indexOf('=');
    String name = (equals < 0 ? parameter : parameter.substring(0, equals)).strip();
    String value = parameter.substring(equals + 1).strip().toLowerCase(Locale.ROOT);
    if (name.equalsIgnoreCase("synchronous")) {
      require(SAFE_SYNCHRONOUS.contains(value), "weakens synchronous, which must be FULL");
    }
    if (name.equalsIgnoreCase("journal_mode")) {
      require(value.equals("wal"), "changes journal_mode, which must be WAL");
    }
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }
}
