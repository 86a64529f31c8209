package io.github.qccroutes.sandbox;

/** The provider's refusal of a call, with the status and message of its envelope. */
final class RefusalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String status;
  private final String msg;

  RefusalException(String status, String msg) {
    super(status + " " + msg);
    this.status = status;
    this.msg = msg;
  }

  Answer answer() {
    return Answer.refusal(status, msg);
  }
}
