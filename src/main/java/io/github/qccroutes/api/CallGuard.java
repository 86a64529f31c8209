package io.github.qccroutes.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Bounds one HTTP exchange as a whole: so many milliseconds from the first connection to the last
 * byte, so many bytes of answer. Past either the connection is cut, which a read time-out alone
 * would not do to a server that dribbles. An answer that is closed before its end is cut too rather
 * than read to the end.
 *
 * <p>Whatever fails before the request itself leaves (the pool, the name, the connection, a proxy's
 * tunnel, the TLS handshake) is a {@link NotSentException}. Thread-safe.
 */
public final class CallGuard implements HttpClientConfigurer, AutoCloseable {
  private static final String DEADLINE = CallGuard.class.getName();

  // A server that has closed an idle connection leaves the next call on it without an answer, and
  // nobody knows its fate; so none is used again that was idle for long.
  private static final TimeValue IDLE = TimeValue.ofSeconds(5);

  static final int PROXY_WANTS_CREDENTIALS = 407;

  private final Duration deadline;
  private final long maxBytes;
  private final Predicate<String> unrepeatable;
  private final ScheduledExecutorService timer;
  private @Nullable CredentialsProvider proxyCredentials;

  /**
   * @param unrepeatable tells by its path a request that must not be lost on a connection which the
   *     server is just closing: it leaves on a new one
   */
  public CallGuard(String name, Duration deadline, long maxBytes, Predicate<String> unrepeatable) {
    this.deadline = deadline;
    this.maxBytes = maxBytes;
    this.unrepeatable = unrepeatable;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name + "-deadline");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    builder.addExecInterceptorFirst("deadline", new Guard());
    builder.addExecInterceptorBefore(ChainElement.CONNECT.name(), "fresh", this::renew);
    builder.addExecInterceptorBefore(
        ChainElement.MAIN_TRANSPORT.name(), "departure", CallGuard::leave);
    builder.setKeepAliveStrategy((response, context) -> IDLE);
    if (proxyCredentials != null) {
      builder.setDefaultCredentialsProvider(proxyCredentials);
    }
  }

  /** Says who we are to a proxy that asks; called before the first request. */
  public void useProxyCredentials(String host, int port, String username, String password) {
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(
        new AuthScope(host, port),
        new UsernamePasswordCredentials(username, password.toCharArray()));
    proxyCredentials = credentials;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** What a proxy's refusal means, in words for an operator. */
  static String proxyAnswered(int status) {
    return "the proxy (qcc.api.proxy) answered HTTP "
        + status
        + (status == PROXY_WANTS_CREDENTIALS
            ? ": it asks for a valid user name and password; set qcc.api.proxy-username and"
                + " qcc.api.proxy-password"
            : "");
  }

  /** Has an unrepeatable request connect anew, whatever connection waits for it. */
  private ClassicHttpResponse renew(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ExecRuntime connection = scope.execRuntime;
    if (unrepeatable.test(String.valueOf(request.getPath()))) {
      if (!connection.isEndpointAcquired()) {
        connection.acquireEndpoint(scope.exchangeId, scope.route, null, scope.clientContext);
      }
      if (connection.isEndpointConnected()) {
        connection.disconnectEndpoint();
      }
    }
    return chain.proceed(request, scope);
  }

  /** The last step on our side: from here on the server may have seen the request. */
  private static ClassicHttpResponse leave(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (scope.clientContext.getAttribute(DEADLINE) instanceof Deadline running) {
      running.leave();
    }
    return chain.proceed(request, scope);
  }

  private final class Guard implements ExecChainHandler {
    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
        throws IOException, HttpException {
      ExecRuntime connection = scope.execRuntime;
      Deadline running = new Deadline(connection);
      scope.clientContext.setAttribute(DEADLINE, running);
      ScheduledFuture<?> alarm =
          timer.schedule(running, deadline.toMillis(), TimeUnit.MILLISECONDS);
      ClassicHttpResponse response;
      try {
        response = chain.proceed(request, scope);
      } catch (IOException | HttpException | RuntimeException e) {
        alarm.cancel(false);
        Exception told = running.passed ? running.exceeded(e) : e;
        if (!running.left) {
          throw new NotSentException(told);
        }
        if (running.passed) {
          throw running.exceeded(e);
        }
        throw e;
      }
      if (!running.left) {
        alarm.cancel(false);
        response.close();
        throw new NotSentException(new IOException(proxyAnswered(response.getCode())));
      }
      HttpEntity entity = response.getEntity();
      if (entity == null) {
        alarm.cancel(false);
      } else {
        response.setEntity(new GuardedEntity(entity, connection, running, alarm));
      }
      return response;
    }
  }

  private final class Deadline implements Runnable {
    private final ExecRuntime connection;
    private final long start = System.nanoTime();
    private volatile boolean passed;
    private boolean left;

    Deadline(ExecRuntime connection) {
      this.connection = connection;
    }

    /** A process that was stopped meanwhile must not send what its time no longer allows. */
    void leave() throws IOException {
      if (passed || System.nanoTime() - start >= deadline.toNanos()) {
        passed = true;
        throw new IOException("the time of the call was over before it could be sent");
      }
      left = true;
    }

    @Override
    public void run() {
      passed = true;
      connection.discardEndpoint();
    }

    IOException exceeded(Exception cause) {
      return new DeadlineExceededException(
          "no complete answer within " + deadline.toMillis() + " ms", cause);
    }
  }

  /** Says that a request never left; its cause says why. */
  public static final class NotSentException extends IOException {
    private static final long serialVersionUID = 1L;

    NotSentException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Says that an answer was not complete in time. */
  public static final class DeadlineExceededException extends IOException {
    private static final long serialVersionUID = 1L;

    DeadlineExceededException(String message, Exception cause) {
      super(message, cause);
    }
  }

  /** Says that an answer is longer than allowed. */
  public static final class AnswerTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerTooLongException(long maxBytes) {
      super("the answer is longer than " + maxBytes + " bytes");
    }
  }

  private final class GuardedEntity extends HttpEntityWrapper {
    private final ExecRuntime connection;
    private final Deadline running;
    private final ScheduledFuture<?> alarm;

    GuardedEntity(
        HttpEntity entity, ExecRuntime connection, Deadline running, ScheduledFuture<?> alarm) {
      super(entity);
      this.connection = connection;
      this.running = running;
      this.alarm = alarm;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new GuardedStream(super.getContent(), getContentLength(), connection, running, alarm);
    }
  }

  private final class GuardedStream extends FilterInputStream {
    private final long contentLength;
    private final ExecRuntime connection;
    private final Deadline running;
    private final ScheduledFuture<?> alarm;
    private long count;
    private boolean ended;

    /**
     * @param contentLength of the whole, negative when unknown: who knows it need not read the end
     */
    GuardedStream(
        InputStream in,
        long contentLength,
        ExecRuntime connection,
        Deadline running,
        ScheduledFuture<?> alarm) {
      super(in);
      this.contentLength = contentLength;
      this.connection = connection;
      this.running = running;
      this.alarm = alarm;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n;
      try {
        n = super.read(bytes, offset, length);
      } catch (IOException e) {
        throw running.passed ? running.exceeded(e) : e;
      }
      if (n < 0) {
        if (running.passed) {
          throw running.exceeded(new IOException("connection cut"));
        }
        ended = true;
        alarm.cancel(false);
      } else {
        count += n;
        if (count > maxBytes) {
          close();
          throw new AnswerTooLongException(maxBytes);
        }
        if (count == contentLength) {
          ended = true;
          alarm.cancel(false);
        }
      }
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      return n <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(n, 8192)]));
    }

    @Override
    public void close() throws IOException {
      alarm.cancel(false);
      if (!ended) {
        ended = true;
        connection.discardEndpoint();
        return;
      }
      super.close();
    }
  }
}
