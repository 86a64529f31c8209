package io.github.qccroutes.api;

import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Says why a download failed, without the link: the server is not to be reached or breaks off
 * ({@link ProviderUnavailableException}), or it or we refuse this one file ({@link
 * DownloadRefusedException}).
 */
public final class DownloadFailure {
  /** Of the 4xx those that say nothing of the file: time-out, too early, too many. */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  /** The host of an address. No URI: what stands behind it is as gateways make it. */
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?(\\[[0-9a-f:.]{2,45}]|[\\w.-]{1,253})(?:[:/?#].*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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
      String elsewhere = elsewhere(answer);
      if (elsewhere != null) {
        throw new ProviderUnavailableException(
            Outcome.RETRY,
            "the download server, or a gateway before it, answered HTTP "
                + status
                + " with a redirect to "
                + elsewhere
                + ", which is not followed; log in there if it is the network's own page");
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
    if (cause instanceof AnswerTooLongException) {
      throw new DownloadRefusedException("the file is larger than qcc.push.max-archive-mb allows");
    }
    String reason = cause instanceof IOException ? reason(cause) : cause.getClass().getSimpleName();
    throw new ProviderUnavailableException(Outcome.RETRY, "the download broke off: " + reason);
  }

  /**
   * The other host that an answer redirects to, as the page of a network does where one has to log
   * in first; null for none. Of a link not even the path is shown.
   */
  private static @Nullable String elsewhere(HttpOperationFailedException answer) {
    String host = host(answer.getRedirectLocation());
    return host == null || host.equals(host(answer.getUri())) ? null : host;
  }

  private static @Nullable String host(@Nullable String link) {
    Matcher parts = HOST.matcher(link == null ? "" : link.strip());
    return parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : null;
  }

  private static String reason(Exception cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + " " + cause.getMessage();
  }
}
