package io.github.qccroutes.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;

/** All routes and error policies that a context has read, as their files say them. */
record RouteModel(List<RouteDefinition> routes, List<RouteConfigurationDefinition> policies) {

  RouteModel {
    routes = List.copyOf(routes);
    policies = List.copyOf(policies);
  }

  static RouteModel of(CamelContext camel) {
    Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
    return new RouteModel(model.getRouteDefinitions(), model.getRouteConfigurationDefinitions());
  }

  Set<String> routeIds() {
    return routes.stream().map(RouteDefinition::getRouteId).collect(Collectors.toSet());
  }

  Set<String> policyIds() {
    return policies.stream()
        .map(RouteConfigurationDefinition::getId)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** The error policies that a route names. */
  static Set<String> policiesOf(RouteDefinition route) {
    String ids = route.getRouteConfigurationId();
    return ids == null
        ? Set.of()
        : Arrays.stream(ids.split(",", -1))
            .map(String::strip)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The files of the routes that name one of these error policies. */
  Set<Path> usersOf(Collection<String> policyIds) {
    return routes.stream()
        .filter(route -> policiesOf(route).stream().anyMatch(policyIds::contains))
        .map(RouteModel::file)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Where a route was read from; an error policy does not know. */
  static Path file(RouteDefinition route) {
    return Path.of(route.getResource().getLocation().replaceFirst("^file:", ""));
  }
}
