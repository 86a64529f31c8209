package io.github.qccroutes.store;

/** Says in one line why the database can't be used; its message names no password. */
public sealed class DatabaseException extends Exception permits MissingSchemaException {
  private static final long serialVersionUID = 1L;

  public DatabaseException(String message) {
    super(message);
  }

  public DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }

  static DatabaseException cantUse(Database.Options options, Exception cause) {
    return new DatabaseException(
        "qcc.db.url: can't use the database " + options.shownUrl() + ": " + Database.reason(cause),
        cause);
  }
}
