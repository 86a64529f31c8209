package io.github.qccroutes.app;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.main.Main;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/**
 * The two ports on which a node listens: one for the callback, one for health and metrics.
 *
 * @param ports as they were found free
 */
record HttpServers(ServerPorts ports, TimedServers servers) implements AutoCloseable {
  private static final int UPLOAD_SECONDS = 600;

  /**
   * Has Camel listen on both.
   *
   * @throws StartException when a port is taken, or the key store of {@code qcc.http.tls-key-store}
   *     can't be used
   */
  static HttpServers of(Main main, Settings settings, MeterRegistry metrics) throws StartException {
    ServerPorts ports = ServerPorts.free(settings);
    TimedServers servers =
        new TimedServers(ports.http(), new RefusedRequests(metrics), uploads(settings));
    main.bind("vertx", servers);
    useKeyStore(main, settings);
    main.configure()
        .httpServer()
        .withEnabled(true)
        .withHost(settings.text("qcc.http.host"))
        .withPort(ports.http())
        // No upload gets this far (RequestGuard), but Vert.x makes the folder for every form.
        .withFileUploadEnabled(true)
        .withFileUploadDirectory(settings.path("qcc.data-dir").resolve("tmp").toString());
    main.configure()
        .httpManagementServer()
        .withEnabled(true)
        .withHost(settings.text("qcc.management.host"))
        .withPort(ports.management())
        .withHealthCheckEnabled(true)
        .withMetricsEnabled(true);
    main.configure()
        .health()
        .withEnabled(true)
        .withRoutesEnabled(false)
        .withRegistryEnabled(true)
        .withExposureLevel("full");
    main.configure().health().setConsumersEnabled(false);
    main.configure().health().setProducersEnabled(false);
    // Of what metrics() is told beside this, Camel takes over nothing.
    main.configure().metrics().withEnabled(true);
    for (String part :
        List.of("ExchangeEventNotifier", "MessageHistory", "RouteEventNotifier", "RoutePolicy")) {
      main.addInitialProperty("camel.metrics.enable" + part, "false");
    }
    return new HttpServers(ports, servers);
  }

  @Override
  public void close() {
    servers.end();
  }

  private static RequestGuard.Uploads uploads(Settings settings) {
    return settings.flag("qcc.console.enabled")
        ? new RequestGuard.Uploads(
            Set.of("/console/api/files", "/console/api/files/plan", "/console/api/sync/adopt"),
            new RequestGuard.Limits(
                UPLOAD_SECONDS, settings.number("qcc.console.max-upload-mb") << 20))
        : RequestGuard.Uploads.NONE;
  }

  private static void useKeyStore(Main main, Settings settings) throws StartException {
    String password = settings.optional("qcc.http.tls-key-store-password").orElse("");
    Path file = keyStore(settings, "qcc.http.tls-key-store", password);
    if (file != null) {
      main.configure()
          .sslConfig()
          .withEnabled(true)
          .withKeyStore("file:" + file)
          .withKeystorePassword(password);
      main.configure().httpServer().withUseGlobalSslContextParameters(true);
    }
  }

  /**
   * Has the management port speak TLS where it is to, before it listens; Camel's own switch would
   * give it the certificate of the callback.
   */
  static void useManagementKeyStore(CamelContext camel, Settings settings) throws StartException {
    String password = settings.optional("qcc.management.tls-key-store-password").orElse("");
    Path file = keyStore(settings, "qcc.management.tls-key-store", password);
    if (file == null) {
      return;
    }
    KeyStoreParameters store = new KeyStoreParameters();
    store.setResource("file:" + file);
    store.setPassword(password);
    KeyManagersParameters keys = new KeyManagersParameters();
    keys.setKeyStore(store);
    keys.setKeyPassword(password);
    SSLContextParameters tls = new SSLContextParameters();
    tls.setKeyManagers(keys);
    Objects.requireNonNull(camel.hasService(ManagementHttpServer.class))
        .setSslContextParameters(tls);
  }

  private static @Nullable Path keyStore(Settings settings, String key, String password)
      throws StartException {
    Path file = settings.optional(key).map(Path::of).orElse(null);
    if (file != null) {
      try {
        KeyStore.getInstance(file.toFile(), password.toCharArray());
      } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
        throw new StartException(key + ": can't use " + file + ": " + Database.reason(e), e);
      }
    }
    return file;
  }
}
