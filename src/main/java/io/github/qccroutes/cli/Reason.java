package io.github.qccroutes.cli;

import io.github.qccroutes.console.OperatorActions;
import io.github.qccroutes.store.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Why a person acts, if they say so; it goes into the audit, before anything is done. */
final class Reason {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why it is done; it is kept in the audit")
  private @Nullable String text;

  /**
   * Writes the action down.
   *
   * @param what the command, such as {@code sync reject}
   * @param subject what it is done to
   */
  void write(Database database, String what, @Nullable String subject) {
    new OperatorActions(database).writeCommand(what, subject, text);
  }
}
