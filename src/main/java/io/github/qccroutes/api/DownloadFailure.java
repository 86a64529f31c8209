package io.github.qccroutes.api;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Says why a download failed, without the link: the server is not to be reached or breaks off
 * ({@link ProviderUnavailableException}), or it or we refuse this one file ({@link
 * DownloadRefusedException}).
 */
public final class DownloadFailure {
  /** Of the 4xx those that say nothing of the file: time-out, too early, too many. */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  private final Clock clock;

  public DownloadFailure(Clock clock) {
    this.clock = clock;
  }

  public void tell(Exchange exchange)
      throws ProviderUnavailableException, DownloadRefusedException {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (cause instanceof HttpOperationFailedException answer) {
      int status = answer.getStatusCode();
      if (PASSING.contains(status) || status >= 500) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (answer.getResponseHeaders() != null) {
          headers.putAll(answer.getResponseHeaders());
        }
        throw new ProviderUnavailableException(
            "the download server answered HTTP " + status,
            RetryAfter.of(headers.get("Retry-After"), clock));
      }
      if (status == CallGuard.PROXY_WANTS_CREDENTIALS) {
        throw new ProviderUnavailableException(Outcome.RETRY, CallGuard.proxyAnswered(status));
      }
      if (status >= 400 && ForeignBody.isPage(answer.getResponseBody())) {
        // A file store tells in XML what it refuses.
        throw new ProviderUnavailableException(
            Outcome.RETRY,
            "a gateway before the download server answered HTTP " + status + " with an HTML page");
      }
      throw new DownloadRefusedException(
          switch (status) {
            case 403 -> "the download server answered HTTP 403: the link has expired or is wrong";
            case 301, 302, 303, 307, 308 ->
                "the download server answered HTTP " + status + ", and redirects are not followed";
            default -> "the download server answered HTTP " + status;
          });
    }
    if (cause instanceof CallGuard.AnswerTooLongException) {
      throw new DownloadRefusedException("the file is larger than qcc.push.max-archive-mb allows");
    }
    String reason = cause instanceof IOException ? reason(cause) : cause.getClass().getSimpleName();
    throw new ProviderUnavailableException(Outcome.RETRY, "the download broke off: " + reason);
  }

  private static String reason(Exception cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + " " + cause.getMessage();
  }
}
