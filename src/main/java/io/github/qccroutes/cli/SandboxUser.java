package io.github.qccroutes.cli;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.console.ConsoleUsers;
import io.github.qccroutes.console.Role;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.DatabaseException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.stream.Collectors;

/**
 * The one person who may log in to the sandbox's console. The password is made for one run and
 * stands nowhere but in what the sandbox prints.
 */
record SandboxUser(String name, String password) {
  /** Somebody may type them: none looks like another. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int LENGTH = 16;

  /** An admin with a new password. */
  static SandboxUser random() {
    return new SandboxUser(
        "admin",
        new SecureRandom()
            .ints(LENGTH, 0, LETTERS.length())
            .mapToObj(index -> LETTERS.substring(index, index + 1))
            .collect(Collectors.joining()));
  }

  /** Makes the database of a node that has not started yet, with this user in it. */
  void addBeforeStart(Settings settings) throws DatabaseException {
    Database.Options options =
        new Database.Options(
            settings.text("qcc.db.url"), null, null, settings.duration("qcc.work.lease-ms"), true);
    try (Database database = Database.open(options, Clock.systemUTC())) {
      new ConsoleUsers(database, Clock.systemUTC()).add(name, Role.ADMIN, password);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return name;
  }
}
