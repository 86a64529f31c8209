package io.github.qccroutes.api;

/**
 * Says that one download was refused, by its server or by our own rules, although the server is
 * there: an expired link, a host that is not on the list, a file over the limit. Names no link.
 */
public final class DownloadRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public DownloadRefusedException(String message) {
    super(message);
  }
}
