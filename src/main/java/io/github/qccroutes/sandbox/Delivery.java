package io.github.qccroutes.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The way an answer's bytes travel to the client. */
@FunctionalInterface
interface Delivery {

  /**
   * Hears that the client is about to learn the end of its exchange. It is told just before, so
   * that a client which acts on the last byte finds the ledger complete and its place free.
   */
  @FunctionalInterface
  interface End {
    void isNext(boolean whole);
  }

  void send(HttpExchange exchange, Answer answer, End end) throws IOException;

  /** All bytes as fast as they go. */
  static void whole(HttpExchange exchange, Answer answer, End end) throws IOException {
    long length = answer.body().length();
    if (length == 0) {
      end.isNext(true);
      sendHeaders(exchange, answer, -1);
      return;
    }
    try (InputStream body = answer.body().open()) {
      sendHeaders(exchange, answer, length);
      OutputStream out = exchange.getResponseBody();
      copy(body, out, length - 1);
      end.isNext(true);
      copy(body, out, 1);
      out.close();
    }
  }

  /** Half the bytes that the headers announce, then a closed connection. */
  static void cut(HttpExchange exchange, Answer answer, End end) throws IOException {
    long length = answer.body().length();
    try (InputStream body = answer.body().open()) {
      // One byte more than there is, so that even an empty answer falls short.
      sendHeaders(exchange, answer, length + 1);
      OutputStream out = exchange.getResponseBody();
      copy(body, out, length / 2);
      out.flush();
      end.isNext(false);
      exchange.close();
    }
  }

  /** A closed connection and not a byte. */
  static void reset(HttpExchange exchange, End end) {
    end.isNext(false);
    exchange.close();
  }

  /** Byte by byte, with a pause after each but the last. */
  static Delivery dribble(Duration pause) {
    return (exchange, answer, end) -> {
      long length = answer.body().length();
      if (length == 0) {
        whole(exchange, answer, end);
        return;
      }
      try (InputStream body = answer.body().open()) {
        sendHeaders(exchange, answer, length);
        OutputStream out = exchange.getResponseBody();
        for (long left = length; left > 1; left--) {
          copy(body, out, 1);
          out.flush();
          pause(pause);
        }
        end.isNext(true);
        copy(body, out, 1);
        out.close();
      }
    };
  }

  /** An opening of JSON that goes on until the client hangs up. */
  static void endless(HttpExchange exchange, Answer answer, End end) throws IOException {
    sendHeaders(exchange, answer, 0);
    OutputStream out = exchange.getResponseBody();
    out.write("{\"status\":\"200\",\"msg\":\"".getBytes(StandardCharsets.UTF_8));
    byte[] block = new byte[4096];
    Arrays.fill(block, (byte) 'x');
    while (true) {
      out.write(block);
      out.flush();
    }
  }

  /** Real time, cut short by an error when the stand-in is closed. */
  static void pause(Duration time) throws InterruptedIOException {
    if (time.isZero()) {
      return;
    }
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("closed during a pause");
    }
  }

  private static void sendHeaders(HttpExchange exchange, Answer answer, long length)
      throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.httpStatus(), length);
  }

  private static void copy(InputStream from, OutputStream to, long count) throws IOException {
    byte[] block = new byte[(int) Math.min(count, 65_536)];
    for (long left = count; left > 0; ) {
      int read = from.read(block, 0, (int) Math.min(left, block.length));
      if (read < 0) {
        throw new IOException("The body is shorter than it says");
      }
      to.write(block, 0, read);
      left -= read;
    }
  }
}
