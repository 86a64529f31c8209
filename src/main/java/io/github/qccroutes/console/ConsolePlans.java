package io.github.qccroutes.console;

import io.github.qccroutes.api.ModuleQuota;
import io.github.qccroutes.jobs.FilePlan;
import io.github.qccroutes.jobs.FirstLines;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a file would do and cost, as the API tells it. */
public final class ConsolePlans {
  private static final String MODULE = "radar_id";

  /** Five calls are in flight, and half a second is what one takes. */
  private static final long CALLS_A_SECOND = 10;

  /** Answers the variable {@code plan}, beside the latest quota in the body. */
  public void show(Exchange exchange) {
    FilePlan plan = exchange.getVariable("plan", FilePlan.class);
    Long companies = plan.companies();
    Long left = companies == null ? null : left(exchange);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("flow", exchange.getVariable("flow"));
    told.put("lines", plan.lines());
    told.put("sendable", plan.sendable());
    told.put("invalid", plan.invalid());
    told.put("duplicate", plan.duplicate());
    told.put("calls", plan.calls());
    told.put("shapes", plan.shapes());
    told.put("quotaBefore", left);
    told.put("quotaAfter", left == null || companies == null ? null : left - companies);
    told.put("seconds", (plan.calls() + CALLS_A_SECOND - 1) / CALLS_A_SECOND);
    told.put("faults", plan.first().faults().stream().map(ConsolePlans::fault).toList());
    told.put("preview", plan.first().lines().stream().map(ConsolePlans::line).toList());
    told.put("adds", plan.adds());
    told.put("cancels", plan.cancels());
    told.put("holds", plan.holds());
    ConsoleAnswer.json(exchange, told);
  }

  @SuppressWarnings("unchecked") // what an sql: endpoint leaves
  private static @Nullable Long left(Exchange exchange) {
    List<Map<String, Object>> rows = exchange.getMessage().getBody(List.class);
    return rows.stream()
        .filter(row -> MODULE.equals(row.get("module_id")))
        .map(
            row ->
                new ModuleQuota(
                        MODULE,
                        number(row.get("total_count")),
                        number(row.get("consumed_count")),
                        null)
                    .remaining())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : null;
  }

  private static Map<String, Object> fault(FirstLines.Line line) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("line", line.row().line());
    told.put("cell", line.row().cell());
    told.put("text", text(line));
    told.put("reason", line.reason());
    return told;
  }

  private static String text(FirstLines.Line line) {
    String login = line.row().loginName();
    return login.isEmpty() ? line.row().keyWord() : login + " " + line.row().keyWord();
  }

  private static Map<String, Object> line(FirstLines.Line line) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("line", line.row().line());
    told.put("loginName", line.row().loginName().isEmpty() ? null : line.row().loginName());
    told.put("keyword", line.row().keyWord());
    told.put("state", line.state());
    told.put("msg", line.reason());
    return told;
  }
}
