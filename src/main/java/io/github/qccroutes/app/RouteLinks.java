package io.github.qccroutes.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/**
 * The names by which routes refer to each other. Camel ignores an unknown error policy, and notices
 * an unknown {@code direct:} only when a message is lost on it.
 */
final class RouteLinks {
  private static final String DIRECT = "direct:";

  private RouteLinks() {}

  /**
   * Follows all links between the loaded routes, before they start.
   *
   * @throws BrokenRouteException on one that leads nowhere
   */
  static void check(RouteModel model) throws BrokenRouteException {
    Set<String> policyIds = model.policyIds();
    Map<String, String> entries = new HashMap<>();
    for (RouteDefinition route : model.routes()) {
      String other = entries.put(address(route.getInput().getUri()), route.getRouteId());
      if (other != null && address(route.getInput().getUri()).startsWith(DIRECT)) {
        throw new BrokenRouteException(
            route.getRouteId(),
            "route %s starts from %s, too".formatted(other, address(route.getInput().getUri())));
      }
    }
    for (RouteDefinition route : model.routes()) {
      for (String policy : RouteModel.policiesOf(route)) {
        if (!policyIds.contains(policy)) {
          throw new BrokenRouteException(
              route.getRouteId(), "there is no routeConfiguration " + policy);
        }
      }
      require(entries.keySet(), route.getRouteId(), route.getOutputs());
    }
    for (RouteConfigurationDefinition policy : model.policies()) {
      require(entries.keySet(), policy.getId(), new ArrayList<>(policy.getOnExceptions()));
    }
  }

  private static void require(
      Set<String> entries, String routeId, List<ProcessorDefinition<?>> steps)
      throws BrokenRouteException {
    Collection<ToDefinition> calls =
        ProcessorDefinitionHelper.filterTypeInOutputs(steps, ToDefinition.class);
    for (ToDefinition call : calls) {
      String target = address(call.getUri());
      if (target.startsWith(DIRECT) && !entries.contains(target)) {
        throw new BrokenRouteException(routeId, "no route starts from " + target);
      }
    }
  }

  private static String address(String uri) {
    int parameters = uri.indexOf('?');
    return parameters < 0 ? uri : uri.substring(0, parameters);
  }
}
