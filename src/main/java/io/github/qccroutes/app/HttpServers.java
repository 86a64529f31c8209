package io.github.qccroutes.app;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import org.apache.camel.main.Main;

/**
 * The two ports on which a node listens: one for the callback, one for health and metrics.
 *
 * @param ports as they were found free
 */
record HttpServers(ServerPorts ports, TimedServers servers) implements AutoCloseable {
  /**
   * Has Camel listen on both.
   *
   * @throws StartException when a port is taken, or the key store of {@code qcc.http.tls-key-store}
   *     can't be used
   */
  static HttpServers of(Main main, Settings settings, MeterRegistry metrics) throws StartException {
    ServerPorts ports = ServerPorts.free(settings);
    TimedServers servers = new TimedServers(ports.http(), new RefusedRequests(metrics));
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

  private static void useKeyStore(Main main, Settings settings) throws StartException {
    Path file = settings.optional("qcc.http.tls-key-store").map(Path::of).orElse(null);
    if (file == null) {
      return;
    }
    String password = settings.optional("qcc.http.tls-key-store-password").orElse("");
    try {
      KeyStore.getInstance(file.toFile(), password.toCharArray());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new StartException(
          "qcc.http.tls-key-store: can't use " + file + ": " + Database.reason(e), e);
    }
    main.configure()
        .sslConfig()
        .withEnabled(true)
        .withKeyStore("file:" + file)
        .withKeystorePassword(password);
    main.configure().httpServer().withUseGlobalSslContextParameters(true);
  }
}
