package io.github.qccroutes.app;

import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.Health;
import io.github.qccroutes.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.springframework.dao.DataAccessException;

/**
 * What {@code /observe/health} tells of a node: its database, what waits for a person, and the
 * lines of each flow.
 *
 * <p>DOWN only when a callback could not be acknowledged: the database or the receiver is down.
 * Trouble at the provider, holds and dead orders are told, those that wait for a person as {@code
 * trouble}, and leave the node UP, since restarting it would mend none of them.
 */
final class HealthPage {
  private final FlowParts parts;
  private final List<Flow> flows;
  private final RouteFileTrouble routeFiles;

  HealthPage(FlowParts parts, List<Flow> flows, RouteFileTrouble routeFiles) {
    this.parts = parts;
    this.flows = flows;
    this.routeFiles = routeFiles;
  }

  List<Health> checks() {
    return Stream.concat(
            Stream.of(new Health("database", this::database), new Health("trouble", this::trouble)),
            flows.stream().flatMap(flow -> flow.health().stream()))
        .toList();
  }

  private void database(HealthCheckResultBuilder result) {
    try {
      parts.questions().ask(() -> parts.database().statement("api/try-writing").update());
      result.up().message(parts.database().dialect().name());
    } catch (DataAccessException e) {
      result.down().message("can't be written: " + Secrets.mask(Database.reason(e)));
    }
  }

  /** What waits for a person, of the node and of all its flows. */
  List<Todo> todo() {
    List<Todo> todo = new ArrayList<>(routeFiles.todo());
    todo.addAll(parts.questions().ask(this::ofFlows));
    return todo;
  }

  private void trouble(HealthCheckResultBuilder result) {
    List<String> lines = new ArrayList<>(shown(routeFiles.todo()));
    try {
      lines.addAll(shown(parts.questions().ask(this::ofFlows)));
    } catch (DataAccessException e) {
      lines.add(Secrets.mask("数据库没有应答 the database does not answer: " + Database.reason(e)));
    }
    // The page shows details when it is asked for data=true, and messages always.
    result
        .up()
        .message(lines.isEmpty() ? "无 none" : String.join("; ", lines))
        .detail("trouble", lines);
  }

  private List<Todo> ofFlows() {
    return flows.stream().flatMap(flow -> flow.todo().stream()).toList();
  }

  private List<String> shown(List<Todo> todo) {
    return Todo.lines(todo).stream().map(line -> Secrets.mask(parts.program().in(line))).toList();
  }
}
