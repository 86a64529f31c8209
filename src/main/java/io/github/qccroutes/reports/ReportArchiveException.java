package io.github.qccroutes.reports;

/** Says in one line why a downloaded report is not stored. */
public final class ReportArchiveException extends Exception {
  private static final long serialVersionUID = 1L;

  public ReportArchiveException(String message) {
    super(message);
  }
}
