package io.github.qccroutes.console;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * The HTTP of the console's routes, which name it as their {@code platformHttpEngine}: they listen
 * on the management port, and not on that of the callback, and no request comes to one of them but
 * through the {@link ConsoleDoor}.
 */
public final class ConsoleHttp extends VertxPlatformHttpEngine {
  private final ConsoleDoor door;
  private final ConsoleStrays strays;

  ConsoleHttp(ConsoleDoor door, ConsoleStrays strays) {
    this.door = door;
    this.strays = strays;
  }

  /** Does not make itself the engine of routes that name none, as its parent does. */
  @Override
  protected void doInit() {}

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor route) {
    // Nobody else does: it is a bean, and no service of the context.
    setCamelContext(endpoint.getCamelContext());
    Set<String> methods =
        Stream.of(Objects.requireNonNullElse(endpoint.getHttpMethodRestrict(), "").split(",", -1))
            .collect(Collectors.toSet());
    VertxPlatformHttpRouter router =
        VertxPlatformHttpRouter.lookup(
            getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(getServerPort()));
    if (router != null) {
      strays.watch(router);
    }
    return super.createConsumer(endpoint, door.before(route, methods, endpoint.getPath()));
  }

  /** The management port; 0 where nothing listens. */
  @Override
  public int getServerPort() {
    ManagementHttpServer server = getCamelContext().hasService(ManagementHttpServer.class);
    return server == null ? 0 : server.getPort();
  }
}
