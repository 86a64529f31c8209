package io.github.qccroutes.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Layout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last lines that this process logged, in the form of the log and without secrets, for people
 * who see no log file. Thread-safe.
 */
public final class RecentLines extends AppenderBase<ILoggingEvent> {
  private static final int MOST = 200;
  private static final Deque<String> LINES = new ArrayDeque<>();

  private final Layout<ILoggingEvent> layout;

  RecentLines(Layout<ILoggingEvent> layout) {
    this.layout = layout;
  }

  /** The lines, the newest last. */
  public static List<String> told() {
    synchronized (LINES) {
      return List.copyOf(LINES);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    String line = layout.doLayout(event).stripTrailing();
    synchronized (LINES) {
      LINES.addLast(line);
      if (LINES.size() > MOST) {
        LINES.removeFirst();
      }
    }
  }
}
