package io.github.qccroutes.console;

import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.NodeName;
import io.github.qccroutes.observe.RecentLines;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/** How the node is: its health in the words of the health page, and its routes. */
public final class ConsoleHealth {
  private final FlowParts parts;
  private final OpenApi api;

  ConsoleHealth(FlowParts parts, OpenApi api) {
    this.parts = parts;
    this.api = api;
  }

  /** {@code GET /console/openapi.json}. */
  public void document(Exchange exchange) {
    ConsoleAnswer.text(exchange, "application/json; charset=utf-8", api.text());
  }

  /** {@code GET /log}: the last lines of the log of this node. */
  public void log(Exchange exchange) {
    ConsoleAnswer.json(
        exchange,
        Map.of("items", RecentLines.told().stream().map(line -> Map.of("text", line)).toList()));
  }

  /** {@code GET /health}. */
  public void show(Exchange exchange) {
    Collection<HealthCheck.Result> results =
        HealthCheckHelper.invoke(exchange.getContext(), "full");
    List<Map<String, Object>> checks = new ArrayList<>();
    for (HealthCheck.Result result : results) {
      Map<String, Object> check = new LinkedHashMap<>();
      check.put("name", result.getCheck().getId());
      check.put("state", result.getState().name());
      check.put("message", result.getMessage().orElse(null));
      checks.add(check);
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(
        "state",
        results.stream().anyMatch(each -> each.getState() == HealthCheck.State.DOWN)
            ? "DOWN"
            : "UP");
    told.put("node", NodeName.text());
    told.put("version", ConsoleHealth.class.getPackage().getImplementationVersion());
    told.put("slotsTaken", parts.database().read("api/taken-slots", Map.of()).size());
    told.put("slots", parts.settings().number("qcc.api.max-in-flight"));
    told.put("checks", checks);
    ConsoleAnswer.json(exchange, told);
  }

  /** {@code GET /routes}: what each route is for, where it sends to and what it works on. */
  public void routes(Exchange exchange) {
    CamelContext camel = exchange.getContext();
    Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
    List<Map<String, Object>> items = new ArrayList<>();
    for (RouteDefinition route : model.getRouteDefinitions()) {
      String id = route.getRouteId();
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("id", id);
      item.put("description", route.getDescriptionText());
      item.put("flow", flow(route));
      item.put("from", address(route.getInput().getUri()));
      item.put("steps", targets(route));
      item.put("state", String.valueOf(camel.getRouteController().getRouteStatus(id)));
      item.put("inFlight", camel.getInflightRepository().size(id));
      items.add(item);
    }
    ConsoleAnswer.json(exchange, Map.of("items", items));
  }

  /** The folder of its file. */
  private static String flow(RouteDefinition route) {
    String[] folders = route.getResource().getLocation().split("[/\\\\]", -1);
    return folders.length < 2 ? "" : folders[folders.length - 2];
  }

  private static List<String> targets(RouteDefinition route) {
    return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)
        .stream()
        .map(step -> address(step.getUri()))
        .distinct()
        .toList();
  }

  /** Without parameters, which may be anything. */
  private static String address(String uri) {
    return uri.split("\\?", 2)[0];
  }

  /** {@code GET /todo}: what waits for a person. */
  public void todo(Exchange exchange) {
    ConsoleAnswer.json(
        exchange,
        Map.of(
            "items",
            parts.todo().get().stream()
                .sorted(Todo.OLDEST_FIRST)
                .map(
                    each -> {
                      Map<String, Object> item = new LinkedHashMap<>();
                      item.put("kind", each.kind());
                      item.put("subject", each.subject());
                      item.put("since", ConsoleAnswer.shown(each.since()));
                      item.put("reasonZh", Secrets.mask(each.chinese()));
                      item.put("reason", Secrets.mask(parts.program().in(each.english())));
                      item.put("command", parts.program().in(each.command()));
                      item.put("action", each.operation());
                      return item;
                    })
                .toList()));
  }
}
