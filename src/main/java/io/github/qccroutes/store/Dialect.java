package io.github.qccroutes.store;

/** The database product behind the JDBC URL. */
public enum Dialect {
  SQLITE,
  POSTGRESQL;

  /**
   * Returns the dialect of a JDBC URL; the configuration has refused every other product already.
   */
  static Dialect of(String jdbcUrl) {
    return jdbcUrl.startsWith("jdbc:sqlite:") ? SQLITE : POSTGRESQL;
  }
}
