package io.github.qccroutes.work;

import org.apache.camel.Exchange;
import org.apache.camel.support.ExceptionHelper;
import org.slf4j.Logger;

/** What the work on a claimed row failed with, as the error policy that is at it sees it. */
public record RowFailure(Exception cause) {

  public static RowFailure of(Exchange exchange) {
    return new RowFailure(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
  }

  /** What the failure says, as the row keeps it. */
  public String message() {
    return String.valueOf(cause.getMessage());
  }

  /** What the row keeps of a failure that nobody foresaw, and that {@link #tell} has told. */
  public String unforeseen() {
    return "unexpected " + cause.getClass().getSimpleName() + ", see the log";
  }

  /** Says with its stack what nobody foresaw. */
  public void tell(Logger log, Object row) {
    log.error("{}: {}\n{}", row, cause.getMessage(), ExceptionHelper.stackTraceToString(cause));
  }
}
