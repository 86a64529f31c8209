package io.github.qccroutes.app;

import org.jspecify.annotations.Nullable;

/** Says in one line why the application can't start. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  public StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
