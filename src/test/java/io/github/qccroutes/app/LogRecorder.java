package io.github.qccroutes.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.qccroutes.observe.Logging;
import io.github.qccroutes.observe.MaskingLayout;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that is logged while it is open, as the console shows it. */
public final class LogRecorder implements AutoCloseable {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final MaskingLayout layout = new MaskingLayout();
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(new Line(event.getLevel(), layout.doLayout(event)));
        }
      };

  /** One event: its level and its text on the console. */
  public record Line(Level level, String text) {}

  public LogRecorder() {
    // A command that ran in this JVM before has silenced it.
    if (!root.isInfoEnabled()) {
      Logging.apply("INFO", ZoneOffset.UTC);
    }
    layout.setContext(context);
    layout.start();
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
  }

  public List<String> all() {
    return lines.stream().map(Line::text).toList();
  }

  public List<String> at(Level level) {
    return lines.stream().filter(line -> line.level.equals(level)).map(Line::text).toList();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
