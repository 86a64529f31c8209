package io.github.qccroutes.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mask over secrets in text that people or other systems read: log lines, error texts, health
 * answers. It replaces by {@code ***} what was registered, whatever follows the name of a secret
 * ({@code key=}, {@code Signature=}, {@code "unzipPassword":}, {@code Token:} …) and the user part
 * of a URL. It would rather mask too much than too little. Thread-safe.
 */
public final class Secrets {
  private static final String MASK = "***";

  // Shorter ones would blot out ordinary words and protect nothing.
  private static final int SHORTEST_LITERAL = 4;

  // Longer names that end in one of these (AppKey, OSSAccessKeyId, unzipPassword) are covered too.
  // They are looked for behind a separator, which is rarer than their letters.
  private static final String NAMES =
      "(?=[=\\\\\":]|%[23])"
          + "(?<=key|secret|password|pwd|signature|accesskeyid|expires|token|timespan)";

  // "=" once or twice URL-encoded, or JSON-escaped: a signed link is often a parameter itself.
  private static final String EQUALS = "(?:=|%(?:25){0,3}3d|\\\\u003d)";
  private static final String JSON_COLON = "\\\\?\"\\s*+:\\s*+";
  // Not after "key": "unknown key: x" names a key.
  private static final String HEADER_COLON = "(?<=token|timespan|password|secret):\\s*+";

  // Possessive throughout: values may be long, and backtracking groups recurse.
  private static final String ESCAPED_QUOTE_VALUE = "(\\\\\")(?:[^\"\\\\]|\\\\[^\"])*+";
  private static final String QUOTED_VALUE = "(\")(?:[^\"\\\\]|\\\\.)*+";
  private static final String SINGLE_QUOTED_VALUE = "(')[^']*+";
  // Closing punctuation before a space belongs to the sentence, or to the map around the value.
  private static final String BARE_VALUE = "(?:(?![,;.)\\]}]{1,4}(?:\\s|$))[^&\\s\"'<>])++";

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(%s(?:%s|%s|%s))(?:%s|%s|%s|%s)"
              .formatted(
                  NAMES,
                  EQUALS,
                  JSON_COLON,
                  HEADER_COLON,
                  ESCAPED_QUOTE_VALUE,
                  QUOTED_VALUE,
                  SINGLE_QUOTED_VALUE,
                  BARE_VALUE));
  private static final Pattern USER_INFO = Pattern.compile("://[^/\\s@\"'<>]++@");

  private static final int PASSING = 256;

  private static final Set<String> NEWEST_PASSING = new LinkedHashSet<>();

  private static volatile List<String> literals = List.of();
  private static volatile List<String> passing = List.of();

  private Secrets() {}

  /**
   * Masks a text wherever it stands from now on, also URL-encoded. Under four characters: ignored.
   */
  public static synchronized void register(String secret) {
    if (secret.strip().length() < SHORTEST_LITERAL) {
      return;
    }
    // Longest first: a secret that begins with another must not leave its rest behind.
    literals =
        Stream.concat(
                literals.stream(),
                Stream.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8)))
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /**
   * Masks a text that is worthless soon, such as a token, wherever it stands, until {@value
   * #PASSING} others were registered.
   */
  public static synchronized void registerPassing(String secret) {
    if (secret.strip().length() < SHORTEST_LITERAL || NEWEST_PASSING.contains(secret)) {
      return;
    }
    if (NEWEST_PASSING.size() == PASSING) {
      NEWEST_PASSING.remove(NEWEST_PASSING.iterator().next());
    }
    NEWEST_PASSING.add(secret);
    passing = List.copyOf(NEWEST_PASSING);
  }

  /** The text with its secrets masked; the same object when there are none. */
  public static String mask(String text) {
    String masked = text;
    for (String literal : literals) {
      masked = masked.replace(literal, MASK);
    }
    for (String literal : passing) {
      masked = masked.replace(literal, MASK);
    }
    masked = NAMED.matcher(masked).replaceAll(Secrets::withMask);
    return masked.contains("://")
        ? USER_INFO.matcher(masked).replaceAll("://" + MASK + "@")
        : masked;
  }

  private static String withMask(MatchResult match) {
    StringBuilder kept = new StringBuilder(match.group(1));
    for (int group = 2; group <= match.groupCount(); group++) {
      String openingQuote = match.group(group);
      if (openingQuote != null) {
        kept.append(openingQuote);
      }
    }
    return Matcher.quoteReplacement(kept.append(MASK).toString());
  }
}
