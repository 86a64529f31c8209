package io.github.qccroutes.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanDefinition;
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
  private static final String WORK = "work:";

  private RouteLinks() {}

  /**
   * Follows all links between the loaded routes, before they start.
   *
   * @throws BrokenRouteException on one that leads nowhere
   */
  static void check(CamelContext camel, RouteModel model) throws BrokenRouteException {
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
      require(camel, entries.keySet(), route.getRouteId(), route.getOutputs());
    }
    for (RouteConfigurationDefinition policy : model.policies()) {
      require(camel, entries.keySet(), policy.getId(), new ArrayList<>(policy.getOnExceptions()));
    }
  }

  /** Leaves the routes that are called from outside, and none that starts by itself. */
  static void keepFromStarting(RouteModel model) {
    model.routes().stream()
        .filter(route -> !route.getInput().getUri().startsWith(DIRECT))
        .forEach(route -> route.setAutoStartup("false"));
  }

  private static void require(
      CamelContext camel, Set<String> entries, String routeId, List<ProcessorDefinition<?>> steps)
      throws BrokenRouteException {
    for (BeanDefinition step :
        ProcessorDefinitionHelper.filterTypeInOutputs(steps, BeanDefinition.class)) {
      requireMethod(camel, routeId, step);
    }
    Collection<ToDefinition> calls =
        ProcessorDefinitionHelper.filterTypeInOutputs(steps, ToDefinition.class);
    for (ToDefinition call : calls) {
      String target = address(call.getUri());
      if ((target.startsWith(DIRECT) || target.startsWith(WORK)) && !entries.contains(target)) {
        throw new BrokenRouteException(routeId, "no route starts from " + target);
      }
    }
  }

  /** Camel notices a method that is not there only when a message comes. */
  private static void requireMethod(CamelContext camel, String routeId, BeanDefinition step)
      throws BrokenRouteException {
    if (step.getRef() == null || step.getMethod() == null) {
      return;
    }
    Object bean = camel.getRegistry().lookupByName(step.getRef());
    String method = step.getMethod().replaceFirst("\\(.*", "");
    if (bean == null) {
      throw new BrokenRouteException(routeId, "there is no bean " + step.getRef());
    }
    if (Arrays.stream(bean.getClass().getMethods())
        .noneMatch(each -> each.getName().equals(method))) {
      throw new BrokenRouteException(
          routeId, "the bean " + step.getRef() + " has no method " + method);
    }
  }

  private static String address(String uri) {
    int parameters = uri.indexOf('?');
    return parameters < 0 ? uri : uri.substring(0, parameters);
  }
}
