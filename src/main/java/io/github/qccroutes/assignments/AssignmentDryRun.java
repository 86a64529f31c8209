package io.github.qccroutes.assignments;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.jobs.FilePlan;
import io.github.qccroutes.jobs.FirstLines;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * What a file would do in {@code inbox/assign} or {@code inbox/cancel}, found without a row or a
 * call. Thread-safe.
 */
public final class AssignmentDryRun {
  private static final String ADMIN_LOGINS = "qcc.assignments.admin-logins";

  private final DropFileReader reader;
  private final AssignmentUri uri;
  private final Pattern loginPattern;
  private final Set<String> unfollowing;
  private final boolean adminsKnown;

  AssignmentDryRun(Settings settings, DropFileReader reader, AssignmentUri uri) {
    this.reader = reader;
    this.uri = uri;
    this.loginPattern = Pattern.compile(settings.text("qcc.assignments.login-pattern"));
    this.adminsKnown = settings.optional(ADMIN_LOGINS).isPresent();
    String admins = settings.optional(ADMIN_LOGINS).orElse("none");
    this.unfollowing =
        admins.equals("none") || settings.flag("qcc.assignments.allow-unfollow")
            ? Set.of()
            : Set.of(admins.split(",", -1));
  }

  /**
   * Plans the file of the variable {@code file} for the folder {@code flow}, and for the one in it
   * that is named {@code login}; the plan becomes the variable {@code plan}.
   *
   * @throws io.github.qccroutes.tables.DropFileException when the file would be rejected
   */
  public void plan(Exchange exchange) throws IOException {
    boolean cancels = "cancel".equals(exchange.getVariable("flow"));
    FirstLines first = new FirstLines();
    AssignmentEstimate estimate =
        AssignmentEstimate.of(
            exchange.getVariable("file", Path.class),
            reader,
            layout(exchange),
            cancels ? unfollowing : Set.of(),
            uri.limits(),
            first::add);
    exchange.setVariable(
        "plan",
        new FilePlan(
            estimate.lines(),
            estimate.lines() - estimate.invalid() - estimate.duplicates() - estimate.refused(),
            estimate.invalid(),
            estimate.duplicates(),
            shapes(estimate.calls()),
            cancels ? 0 : estimate.keywords(),
            null,
            null,
            cancels && !adminsKnown
                ? List.of("请先设置 " + ADMIN_LOGINS + " / " + ADMIN_LOGINS + " is not set")
                : List.of(),
            first));
  }

  private Layout layout(Exchange exchange) {
    String login = exchange.getVariable("login", String.class);
    return login == null
        ? new Layout.Pairs(loginPattern)
        : Layout.Keywords.named(exchange.getVariable("file", Path.class), login, loginPattern);
  }

  /**
   * Adds to the plan of a whole list the calls that its changes take: those of the variable {@code
   * changes}, one after the other.
   */
  public void price(Exchange exchange) {
    Map<CallPlan.Shape, Integer> calls = new LinkedHashMap<>();
    @SuppressWarnings("unchecked") // as the plan of a whole list leaves it
    List<Iterable<List<Row>>> changes = exchange.getVariable("changes", List.class);
    for (Iterable<List<Row>> pages : changes) {
      CallPlanPairs pairs = new CallPlanPairs(uri.limits());
      int position = 0;
      for (List<Row> page : pages) {
        for (Row change : page) {
          pairs.add(position, change.text("login_name"), change.text("keyword"));
          position++;
        }
      }
      AssignmentEstimate.calls(pairs)
          .forEach((shape, count) -> calls.merge(shape, count, Integer::sum));
    }
    FilePlan plan = exchange.getVariable("plan", FilePlan.class);
    exchange.setVariable("plan", plan.withShapes(shapes(calls)));
  }

  private static Map<String, Long> shapes(Map<CallPlan.Shape, Integer> calls) {
    Map<String, Long> shapes = new LinkedHashMap<>();
    calls.forEach((shape, count) -> shapes.put(shape.name(), count.longValue()));
    return shapes;
  }
}
