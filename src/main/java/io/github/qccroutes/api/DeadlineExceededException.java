package io.github.qccroutes.api;

import java.io.IOException;

/** Says that an answer was not complete in time. */
final class DeadlineExceededException extends IOException {
  private static final long serialVersionUID = 1L;

  DeadlineExceededException(String message, Exception cause) {
    super(message, cause);
  }
}
