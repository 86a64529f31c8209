package io.github.qccroutes.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecRuntime;

/**
 * The time that one HTTP exchange has, from the first connection to the last byte. When it is over
 * the connection is cut. Thread-safe.
 */
final class CallDeadline {
  private final ExecRuntime connection;
  private final Duration time;
  private final long start = System.nanoTime();
  private final ScheduledFuture<?> alarm;
  private volatile boolean passed;
  private volatile boolean left;

  CallDeadline(ExecRuntime connection, Duration time, ScheduledExecutorService timer) {
    this.connection = connection;
    this.time = time;
    this.alarm = timer.schedule(this::pass, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void pass() {
    passed = true;
    connection.discardEndpoint();
  }

  /**
   * The request leaves now.
   *
   * @throws IOException when it must not: a process that was stopped meanwhile sends nothing that
   *     its time no longer allows
   */
  void leave() throws IOException {
    if (passed || System.nanoTime() - start >= time.toNanos()) {
      passed = true;
      throw new IOException("the time of the call was over before it could be sent");
    }
    left = true;
  }

  /** Whether the server may have seen the request. */
  boolean hasLeft() {
    return left;
  }

  /** The exchange has ended by itself. */
  void end() {
    alarm.cancel(false);
  }

  /** Ends the exchange before all of the answer was read. */
  void cut() {
    alarm.cancel(false);
    connection.discardEndpoint();
  }

  /** Whether the time is over. */
  boolean hasPassed() {
    return passed;
  }

  /** What tells a failure that came when the time was over. */
  DeadlineExceededException exceeded(Exception cause) {
    return new DeadlineExceededException(
        "no complete answer within " + time.toMillis() + " ms", cause);
  }
}
