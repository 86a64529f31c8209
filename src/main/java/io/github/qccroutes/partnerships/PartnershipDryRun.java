package io.github.qccroutes.partnerships;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.jobs.FilePlan;
import io.github.qccroutes.jobs.FirstLines;
import io.github.qccroutes.tables.DropFileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** What a file would do in {@code inbox/partnerships}, without a row or a call. Thread-safe. */
public final class PartnershipDryRun {
  private final DropFileReader reader;
  private final long maxCalls;

  /**
   * @param maxCalls jobs of more calls are held
   */
  PartnershipDryRun(DropFileReader reader, long maxCalls) {
    this.reader = reader;
    this.maxCalls = maxCalls;
  }

  /**
   * Plans the file of the variable {@code file}; the plan becomes the variable {@code plan}.
   *
   * @throws io.github.qccroutes.tables.DropFileException when the file would be rejected
   */
  public void plan(Exchange exchange) throws IOException {
    FirstLines first = new FirstLines();
    PartnershipEstimate estimate =
        PartnershipEstimate.of(exchange.getVariable("file", Path.class), reader, first::add);
    exchange.setVariable(
        "plan",
        new FilePlan(
            estimate.lines(),
            estimate.names(),
            estimate.invalid(),
            estimate.duplicates(),
            Map.of(ApiCall.findPartnershipRelation.name(), estimate.calls()),
            null,
            null,
            null,
            estimate.calls() > maxCalls
                ? List.of(
                    "需要 %1$d 次调用，超过 qcc.partnerships.max-calls=%2$d / %1$d calls are more than qcc.partnerships.max-calls=%2$d"
                        .formatted(estimate.calls(), maxCalls))
                : List.of(),
            first));
  }
}
