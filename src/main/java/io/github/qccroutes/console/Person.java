package io.github.qccroutes.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whoever is logged in.
 *
 * @param name of the user or the token
 * @param by how it was shown who they are
 * @param session the hash of the session's id; null without a session
 * @param expiresAt when the session ends at the latest; null without a session
 */
public record Person(
    String name, Role role, By by, @Nullable String session, @Nullable Instant expiresAt) {

  /** How somebody shows who they are. */
  public enum By {
    SESSION,
    TOKEN,
    PROXY
  }

  /** The person a browser vouches for by itself, whatever page asks it to. */
  boolean isAmbient() {
    return by != By.TOKEN;
  }

  /** The name in the audit; that of a token is no user's. */
  String auditName() {
    return by == By.TOKEN ? "token " + name : name;
  }
}
