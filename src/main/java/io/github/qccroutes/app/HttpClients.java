package io.github.qccroutes.app;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.CallGuard;
import io.github.qccroutes.api.TrustedAuthorities;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.function.BiConsumer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/**
 * The two ways out of a node: Camel's components {@code provider} and {@code download}, each with a
 * deadline and a size for the whole of an answer. Neither repeats a call, follows a redirect or
 * keeps a cookie.
 */
final class HttpClients implements AutoCloseable {
  // Five such answers as trees fit a heap of 256 MiB; the longest documented ones are far below.
  private static final long ANSWER_LIMIT = 4L << 20;
  private static final long MEGABYTE = 1L << 20;
  private static final int DOWNLOADS = 8;
  private static final int DOWNLOAD_SILENCE_MS = 60_000;

  private final Settings settings;
  private final CallGuard calls;
  private final CallGuard downloads;
  private final @Nullable SSLContextParameters authorities;

  /**
   * @throws StartException when the authorities of {@code qcc.api.ca-file} can't be used
   */
  HttpClients(Settings settings) throws StartException {
    this.settings = settings;
    this.authorities = authorities(settings);
    this.calls =
        new CallGuard(
            "call",
            settings.duration("qcc.api.timeout-ms"),
            ANSWER_LIMIT,
            path -> path.contains(ApiCall.createReport.path()));
    this.downloads =
        new CallGuard(
            "download",
            settings.duration("qcc.push.download-deadline-s"),
            settings.number("qcc.push.max-archive-mb") * MEGABYTE,
            path -> false);
  }

  /** Hands over both components. */
  void bind(BiConsumer<String, Object> beans) {
    beans.accept(
        "provider",
        httpComponent(
            calls,
            Math.toIntExact(settings.number("qcc.api.timeout-ms")),
            Math.toIntExact(settings.number("qcc.api.max-in-flight")),
            // Camel would speak TLS to an http address that it is given for.
            settings.text("qcc.api.base-url").startsWith("https:") ? authorities : null));
    beans.accept("download", httpComponent(downloads, DOWNLOAD_SILENCE_MS, DOWNLOADS, authorities));
  }

  @Override
  public void close() {
    calls.close();
    downloads.close();
  }

  private HttpComponent httpComponent(
      CallGuard guard, int silenceMs, int connections, @Nullable SSLContextParameters trusted) {
    HttpComponent component = new BoundedHttpComponent();
    component.setHttpClientConfigurer(guard);
    component.setAutomaticRetriesDisabled(true);
    component.setRedirectHandlingDisabled(true);
    component.setCookieManagementDisabled(true);
    component.setAuthCachingDisabled(true);
    component.setMaxTotalConnections(connections);
    component.setConnectionsPerRoute(connections);
    component.setConnectTimeout(silenceMs);
    component.setSoTimeout(silenceMs);
    component.setResponseTimeout(silenceMs);
    component.setConnectionRequestTimeout(silenceMs);
    component.setUserAgent("qcc-routes");
    component.setSslContextParameters(trusted);
    settings
        .optional("qcc.api.proxy")
        .map(proxy -> URI.create("http://" + proxy))
        .ifPresent(
            proxy -> {
              component.setProxyAuthScheme("http");
              component.setProxyHost(proxy.getHost());
              component.setProxyPort(proxy.getPort());
              settings
                  .optional("qcc.api.proxy-username")
                  .ifPresent(
                      name ->
                          guard.useProxyCredentials(
                              proxy.getHost(),
                              proxy.getPort(),
                              name,
                              settings.optional("qcc.api.proxy-password").orElse("")));
            });
    return component;
  }

  private static @Nullable SSLContextParameters authorities(Settings settings)
      throws StartException {
    Path file = settings.optional("qcc.api.ca-file").map(Path::of).orElse(null);
    try {
      return file == null ? null : TrustedAuthorities.and(file);
    } catch (IOException | GeneralSecurityException e) {
      throw new StartException("qcc.api.ca-file: can't use " + file + ": " + Database.reason(e), e);
    }
  }
}
