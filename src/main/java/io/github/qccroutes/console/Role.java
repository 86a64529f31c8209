package io.github.qccroutes.console;

import java.util.Locale;

/** What a person or a token may do; each role may do what the ones before it may. */
public enum Role {
  /** Reads all lists. */
  VIEWER,
  /** Acts, too. */
  OPERATOR,
  /** Manages users and tokens, too. */
  ADMIN;

  /**
   * Returns the role of a name as tables, commands and the API write it.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Role of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The name as tables, commands and the API write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean mayAs(Role needed) {
    return compareTo(needed) >= 0;
  }
}
