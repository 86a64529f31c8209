package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.assignments.CallPlan.Shape;
import io.github.qccroutes.tables.Folding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/** The claimed call, as it stands in the exchange. */
record ClaimedCall(long callId, long jobId, Shape shape, ApiCall call) {

  /** One line of a call. */
  record Item(long line, String login, String keyword) {}

  static ClaimedCall of(Exchange exchange) {
    return new ClaimedCall(
        exchange.getVariable("callId", Long.class),
        exchange.getVariable("jobId", Long.class),
        Shape.valueOf(exchange.getVariable("shape", String.class)),
        ApiCall.valueOf(exchange.getVariable("call", String.class)));
  }

  /** The lines that {@link AssignmentRequest} found to send; none before. */
  @SuppressWarnings("unchecked")
  static List<Item> items(Exchange exchange) {
    Object items = exchange.getVariable("items");
    return items == null ? List.of() : (List<Item>) items;
  }

  /** What the provider's answer calls a line by. */
  String name(Item item) {
    return shape == Shape.ONE_LOGIN ? item.keyword : item.login;
  }

  /** The one login or keyword of all lines, folded. */
  String centre(List<Item> items) {
    Item any = items.get(0);
    return Folding.of(shape == Shape.ONE_LOGIN ? any.login : any.keyword);
  }

  Map<String, String> parameters(List<Item> items) {
    Item first = items.get(0);
    String list = items.stream().map(this::name).collect(Collectors.joining(","));
    Map<String, String> parameters = new LinkedHashMap<>();
    if (shape == Shape.ONE_LOGIN) {
      parameters.put("loginName", first.login);
      parameters.put("keyWordList", list);
    } else {
      parameters.put("loginNameList", list);
      parameters.put("keyWord", first.keyword);
    }
    return parameters;
  }
}
