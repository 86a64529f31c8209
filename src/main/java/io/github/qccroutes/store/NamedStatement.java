package io.github.qccroutes.store;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of {@link Statements} as drivers take it, for who runs it too often to have its names
 * looked up each time.
 *
 * @param text with a {@code ?} for each parameter
 * @param names of the parameters, in their order
 */
public record NamedStatement(String text, List<String> names) {
  private static final Pattern COMMENT = Pattern.compile("(?m)^--.*\\R");
  private static final Pattern NAME = Pattern.compile("(?<!:):([a-zA-Z]\\w*)");

  /** Takes the names out of a text that has them written {@code :name}. */
  public static NamedStatement of(String text) {
    String statement = COMMENT.matcher(text).replaceAll("");
    List<String> names = new ArrayList<>();
    Matcher name = NAME.matcher(statement);
    while (name.find()) {
      names.add(name.group(1));
    }
    return new NamedStatement(name.reset().replaceAll("?"), List.copyOf(names));
  }
}
