package io.github.qccroutes.sync;

/** The enterprise's own database gave no list, so that nothing changes; an engineer must act. */
public final class SyncSourceException extends Exception {
  private static final long serialVersionUID = 1L;

  SyncSourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
