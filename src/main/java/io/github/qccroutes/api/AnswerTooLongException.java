package io.github.qccroutes.api;

import java.io.IOException;

/** Says that an answer is longer than allowed. */
final class AnswerTooLongException extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLongException(long maxBytes) {
    super("the answer is longer than " + maxBytes + " bytes");
  }
}
