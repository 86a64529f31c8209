package io.github.qccroutes.console;

import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.store.Database;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * The audit: the table {@code operator_action}, to which rows are only ever added. Whoever acts
 * writes the row first, so that nothing is done that is not written down. Thread-safe.
 */
public final class OperatorActions {
  private final Database database;

  public OperatorActions(Database database) {
    this.database = database;
  }

  /**
   * Writes an action down.
   *
   * @param who a user, or a token
   * @param source an address of the network, or {@code command}
   * @param what an operation of the API, or a command
   * @param subject what it is done to: a job, an order, a name
   * @param reason as it was given
   */
  public void write(
      String who, String source, String what, @Nullable String subject, @Nullable String reason) {
    database
        .statement("console/add-action")
        .param("who", who)
        .param("source", source)
        .param("what", what)
        .param("subject", masked(subject), Types.VARCHAR)
        .param("reason", masked(reason), Types.VARCHAR)
        .update();
  }

  /** Writes down what a person does who types a command on this machine. */
  public void writeCommand(String what, @Nullable String subject, @Nullable String reason) {
    write(System.getProperty("user.name", "?"), "command", what, subject, reason);
  }

  private static @Nullable String masked(@Nullable String text) {
    return text == null ? null : Secrets.mask(text);
  }
}
