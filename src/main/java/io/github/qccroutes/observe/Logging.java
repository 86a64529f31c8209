package io.github.qccroutes.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The logging of this process. What the configuration leaves open is set here; the loggers that are
 * pinned whatever the level stand in {@code logback.xml}.
 */
public final class Logging {
  private Logging() {}

  /**
   * Sets what is logged at least, and the zone of the times.
   *
   * @param level ERROR, WARN, INFO or DEBUG. Camel stays at WARN under INFO: a healthy tick logs
   *     nothing
   */
  public static void apply(String level, ZoneId zone) {
    apply((LoggerContext) LoggerFactory.getILoggerFactory(), Level.toLevel(level), zone);
  }

  /**
   * Writes the log to a file, too, in the same form; at midnight it becomes {@code <file>.<date>}
   * and a new one begins.
   *
   * @param keepDays how many of the old ones are kept; 0 is all of them
   * @throws IOException when the file can't be written
   */
  public static void writeTo(Path file, int keepDays, ZoneId zone) throws IOException {
    writeTo((LoggerContext) LoggerFactory.getILoggerFactory(), file, keepDays, zone);
  }

  static void writeTo(LoggerContext context, Path file, int keepDays, ZoneId zone)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // The appender would only tell its own status of a file that it can't open.
    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    MaskingLayout layout = new MaskingLayout();
    layout.setContext(context);
    layout.setZone(zone);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName("file");
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    TimeBasedRollingPolicy<ILoggingEvent> daily = new TimeBasedRollingPolicy<>();
    daily.setContext(context);
    daily.setParent(appender);
    daily.setFileNamePattern(file + ".%d{yyyy-MM-dd, " + zone + "}");
    daily.setMaxHistory(keepDays);
    daily.setCleanHistoryOnStart(keepDays > 0);
    daily.start();
    appender.setRollingPolicy(daily);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  /** Keeps the last lines for {@link RecentLines#told}, from now on. */
  public static void keepRecent(ZoneId zone, ProgramName program) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    MaskingLayout layout = new MaskingLayout();
    layout.setContext(context);
    layout.setZone(zone);
    layout.setProgram(program);
    layout.start();
    RecentLines lines = new RecentLines(layout);
    lines.setContext(context);
    lines.setName("recent");
    lines.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAppender("recent");
    root.addAppender(lines);
  }

  /**
   * Has messages name the commands of this program as they are typed; in the file, too, that {@link
   * #writeTo} named before.
   */
  public static void showCommandsOf(ProgramName program) {
    showCommandsOf((LoggerContext) LoggerFactory.getILoggerFactory(), program);
  }

  static void showCommandsOf(LoggerContext context, ProgramName program) {
    layouts(context).forEach(layout -> layout.setProgram(program));
  }

  static void apply(LoggerContext context, Level level, ZoneId zone) {
    context.getLogger("io.github.qccroutes").setLevel(level);
    context.getLogger("org.apache.camel").setLevel(level.equals(Level.INFO) ? Level.WARN : level);
    // Route files may name any logger; other libraries never speak below INFO.
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    layouts(context).forEach(layout -> layout.setZone(zone));
  }

  private static List<MaskingLayout> layouts(LoggerContext context) {
    List<MaskingLayout> layouts = new ArrayList<>();
    Iterator<?> appenders = context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<?> appender
          && appender.getEncoder() instanceof LayoutWrappingEncoder<?> encoder
          && encoder.getLayout() instanceof MaskingLayout layout) {
        layouts.add(layout);
      }
    }
    return layouts;
  }
}
