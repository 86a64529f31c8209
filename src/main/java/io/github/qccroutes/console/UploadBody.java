package io.github.qccroutes.console;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a request that brings a file, of which nothing is taken from the network before it is
 * asked for, and then no more than is written: so whoever may not hand a file over costs nothing,
 * and memory does not grow with the file. For one thread, beside the event loop.
 */
final class UploadBody {
  /** Longer than the servers leave a connection on which nothing moves. */
  private static final long PATIENCE_SECONDS = 60;

  private static final Object END = new Object();

  private final HttpServerRequest request;
  private final Context loop;
  private final BlockingQueue<Object> parts = new LinkedBlockingQueue<>();

  /**
   * @param request that is paused, as a route with {@code useBodyHandler: false} has it
   */
  UploadBody(HttpServerRequest request) {
    this.request = request;
    this.loop = Objects.requireNonNull(Vertx.currentContext(), "not a request");
  }

  /**
   * Writes all of it.
   *
   * @throws IOException when it breaks off, or the file can't be written
   * @throws ConsoleProblem 413 when it is longer than allowed
   */
  void copyTo(OutputStream out, long maxBytes) throws IOException {
    loop.runOnContext(begun -> begin());
    long bytes = 0;
    for (Object part = next(); part != END; part = next()) {
      if (part instanceof Throwable cause) {
        throw new IOException("the upload broke off", cause);
      }
      byte[] buffer = ((Buffer) part).getBytes();
      bytes += buffer.length;
      if (bytes > maxBytes) {
        throw ConsoleProblem.tooLarge(maxBytes >> 20);
      }
      out.write(buffer);
      loop.runOnContext(written -> request.fetch(1));
    }
  }

  private void begin() {
    try {
      request
          .exceptionHandler(parts::add)
          .endHandler(ended -> parts.add(END))
          .handler(parts::add)
          .fetch(1);
    } catch (IllegalStateException e) {
      // Its connection is gone, and nothing will come.
      parts.add(e);
    }
  }

  private Object next() throws IOException {
    try {
      Object part = parts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (part == null) {
        throw new IOException("the upload stands still");
      }
      return part;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the node stops", e);
    }
  }

  /** Lets what is left of it go by, so that whoever sends it comes to read the answer. */
  void discard() {
    loop.runOnContext(done -> request.handler(null).resume());
  }
}
