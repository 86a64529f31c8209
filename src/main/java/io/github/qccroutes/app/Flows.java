package io.github.qccroutes.app;

import io.github.qccroutes.api.ApiFlow;
import io.github.qccroutes.assignments.AssignmentFlow;
import io.github.qccroutes.console.ConsoleFlow;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.partnerships.PartnershipFlow;
import io.github.qccroutes.push.PushFlow;
import io.github.qccroutes.quota.QuotaFlow;
import io.github.qccroutes.reports.ReportFlow;
import io.github.qccroutes.retention.RetentionFlow;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.sync.SyncFlow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The list of flows, in the order in which a person reads of them. */
final class Flows {
  private static final List<Room> ALL =
      List.of(
          ApiFlow::new,
          PushFlow::new,
          AssignmentFlow::new,
          PartnershipFlow::new,
          ReportFlow::new,
          SyncFlow::new,
          QuotaFlow::new,
          RetentionFlow::new,
          ConsoleFlow::new);

  private Flows() {}

  private interface Room {
    Flow of(FlowParts parts) throws IOException;
  }

  /** The flows of one node. */
  static List<Flow> of(FlowParts parts) throws StartException {
    List<Flow> flows = new ArrayList<>();
    try {
      for (Room room : ALL) {
        flows.add(room.of(parts));
      }
    } catch (IOException e) {
      throw new StartException(
          "qcc.data-dir: can't write to "
              + parts.settings().path("qcc.data-dir")
              + ": "
              + Database.reason(e),
          e);
    }
    flows.forEach(flow -> flow.listen(parts.events()));
    return List.copyOf(flows);
  }
}
