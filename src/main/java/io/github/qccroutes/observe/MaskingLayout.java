package io.github.qccroutes.observe;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import io.github.qccroutes.config.Secrets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The form of a log line: {@code 2026-11-23T10:00:00.123+08:00 INFO push message}. An event is one
 * line, line breaks in its message are written as {@code \n}; a stack trace follows on its own
 * lines, a library's at DEBUG only: what it has to say stands in its message, and operators can do
 * nothing with the rest. All of it passes through {@link Secrets}.
 */
public final class MaskingLayout extends LayoutBase<ILoggingEvent> {
  private static final String OWN_PACKAGE = "io.github.qccroutes.";
  private static final Logger OWN = LoggerFactory.getLogger("io.github.qccroutes");

  private final ThrowableProxyConverter stackTrace = new ThrowableProxyConverter();
  private volatile ProgramName program = ProgramName.PLAIN;
  private volatile DateTimeFormatter time = timeIn(ZoneId.systemDefault());

  /** Sets the zone of the times in the log. */
  void setZone(ZoneId zone) {
    time = timeIn(zone);
  }

  /** Sets how the commands that messages name are typed. */
  void setProgram(ProgramName program) {
    this.program = program;
  }

  @Override
  public void start() {
    stackTrace.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String line =
        "%s %-5s %s  %s%n%s"
            .formatted(
                time.format(event.getInstant()),
                event.getLevel(),
                shortName(event.getLoggerName()),
                oneLine(program.in(event.getFormattedMessage())),
                shows(event) ? stackTrace.convert(event) : "");
    return Secrets.mask(line);
  }

  private static boolean shows(ILoggingEvent event) {
    return event.getLoggerName().startsWith(OWN_PACKAGE) || OWN.isDebugEnabled();
  }

  /** The package below ours, such as {@code push}; elsewhere the class. */
  private static String shortName(String logger) {
    if (logger.startsWith(OWN_PACKAGE)) {
      String rest = logger.substring(OWN_PACKAGE.length());
      int dot = rest.indexOf('.');
      return dot < 0 ? rest : rest.substring(0, dot);
    }
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  // A text from outside must not be able to forge a log line.
  private static String oneLine(String message) {
    return message.indexOf('\n') < 0 && message.indexOf('\r') < 0
        ? message
        : message.strip().replaceAll("\\R|\r", "\\\\n");
  }

  private static DateTimeFormatter timeIn(ZoneId zone) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT).withZone(zone);
  }
}
