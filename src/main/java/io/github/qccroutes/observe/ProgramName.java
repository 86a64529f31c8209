package io.github.qccroutes.observe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people type for this program where they read its texts, so that a command in a log line or a
 * note can be copied as it stands.
 *
 * @param typed such as {@code QCC_HOME=sandbox ./qcc-routes}
 */
public record ProgramName(String typed) {
  private static final String NAME = "qcc-routes";
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?<![\\w./-])"
              + NAME
              + "(?= (?:check|holds|jobs|plan|push|quota|release|reports|run|sync|todo|token|user)\\b)");

  /** The program by its own name, found on the path. */
  public static final ProgramName PLAIN = new ProgramName(NAME);

  /** The text with its commands as they are typed. */
  public String in(String text) {
    return COMMAND.matcher(text).replaceAll(Matcher.quoteReplacement(typed));
  }
}
