package io.github.qccroutes.api;

import java.io.IOException;

/** Says that a request never left; its cause says why. */
final class NotSentException extends IOException {
  private static final long serialVersionUID = 1L;

  NotSentException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
