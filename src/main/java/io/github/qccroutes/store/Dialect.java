package io.github.qccroutes.store;

import java.time.Duration;

/** The database product behind the JDBC URL. */
public enum Dialect {
  /** Its one connection serves all in turn, so a wait says only that it is busy. */
  SQLITE(Duration.ofSeconds(10)),

  /** A wait says that the server is down; a callback should hear so soon. */
  POSTGRESQL(Duration.ofSeconds(3));

  private final Duration poolWait;

  Dialect(Duration poolWait) {
    this.poolWait = poolWait;
  }

  /** How long a caller waits for a connection before it gets an error. */
  Duration poolWait() {
    return poolWait;
  }

  /**
   * Returns the dialect of a JDBC URL; the configuration has refused every other product already.
   */
  static Dialect of(String jdbcUrl) {
    return jdbcUrl.startsWith("jdbc:sqlite:") ? SQLITE : POSTGRESQL;
  }
}
