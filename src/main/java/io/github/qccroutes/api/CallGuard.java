package io.github.qccroutes.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
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
    builder.addExecInterceptorFirst("deadline", this::guard);
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
    if (scope.clientContext.getAttribute(DEADLINE) instanceof CallDeadline running) {
      running.leave();
    }
    return chain.proceed(request, scope);
  }

  private ClassicHttpResponse guard(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    CallDeadline running = new CallDeadline(scope.execRuntime, deadline, timer);
    scope.clientContext.setAttribute(DEADLINE, running);
    ClassicHttpResponse response;
    try {
      response = chain.proceed(request, scope);
    } catch (IOException | HttpException | RuntimeException e) {
      running.end();
      if (!running.hasLeft()) {
        throw new NotSentException(running.hasPassed() ? running.exceeded(e) : e);
      }
      if (running.hasPassed()) {
        throw running.exceeded(e);
      }
      throw e;
    }
    if (!running.hasLeft()) {
      running.end();
      response.close();
      throw new NotSentException(new IOException(proxyAnswered(response.getCode())));
    }
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      running.end();
    } else {
      response.setEntity(new GuardedAnswer(entity, running, maxBytes));
    }
    return response;
  }
}
