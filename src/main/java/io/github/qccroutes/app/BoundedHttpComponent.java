package io.github.qccroutes.app;

import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;

/** Camel's HTTP client, whose servers can't fill the heap with the head of an answer. */
final class BoundedHttpComponent extends HttpComponent {
  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(64 << 10).setMaxHeaderCount(200).build();

  @Override
  @SuppressWarnings("deprecation")
  protected HttpClientConnectionManager createConnectionManager(
      Registry<ConnectionSocketFactory> sockets, int total, int perRoute, SocketConfig config) {
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            sockets,
            PoolConcurrencyPolicy.STRICT,
            TimeValue.ofMilliseconds(getConnectionTimeToLive()),
            ManagedHttpClientConnectionFactory.builder().http1Config(LIMITS).build());
    connections.setMaxTotal(total > 0 ? total : getMaxTotalConnections());
    connections.setDefaultMaxPerRoute(perRoute > 0 ? perRoute : getConnectionsPerRoute());
    connections.setDefaultSocketConfig(config);
    // A server may have closed one that was idle for a moment only.
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom().setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS).build());
    return connections;
  }
}
