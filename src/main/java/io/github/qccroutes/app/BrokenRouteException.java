package io.github.qccroutes.app;

/** Says in one line what is wrong with a route, which it names by its id. */
final class BrokenRouteException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String routeId;

  BrokenRouteException(String routeId, String message) {
    super(message);
    this.routeId = routeId;
  }

  String routeId() {
    return routeId;
  }
}
