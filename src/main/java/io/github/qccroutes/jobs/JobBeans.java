package io.github.qccroutes.jobs;

import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.DropFileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What a flow whose jobs are made of dropped files has in common with the others: its files, the
 * beans from the inbox to an accepted job, and what a start gives up. The names of the beans start
 * with the word of the flow's row.
 */
public final class JobBeans {
  private final String row;
  private final JobFlow flow;
  private final FlowParts parts;
  private final JobFiles files;
  private final FileScans scans;
  private final SteadyFiles steady;

  public JobBeans(String row, JobFlow flow, FlowParts parts) {
    this.row = row;
    this.flow = flow;
    this.parts = parts;
    this.files = new JobFiles(dataDir(), parts.clock(), parts.settings().zone());
    this.scans = new FileScans(reader());
    this.steady = new SteadyFiles(System::nanoTime, scans);
  }

  public JobFiles files() {
    return files;
  }

  /** Where the flow's files come from. */
  public SteadyFiles steady() {
    return steady;
  }

  /** From the dropped file to an accepted job. */
  public void bindIntake(
      BiConsumer<String, Object> beans, Set<String> inboxes, FileIntake.Lines lines) {
    beans.accept(row + "InboxFilter", new InboxFilter(flow, files, inboxes, steady));
    beans.accept(
        row + "FileIntake",
        new FileIntake(
            flow,
            parts.database(),
            files,
            scans,
            lines,
            steady,
            parts.settings().duration("qcc.work.lease-ms")));
    beans.accept(row + "HandOver", new HandOver(flow, parts.database(), files, lines, steady));
  }

  /** Holding a job, and letting it run. */
  public JobHolds bindHolds(BiConsumer<String, Object> beans) {
    JobHolds jobHolds = new JobHolds(flow, parts.database(), files, parts.program());
    beans.accept(row + "JobHolds", jobHolds);
    return jobHolds;
  }

  /** Makes the folders; on the only node, gives up what a node that was killed had claimed. */
  public void takeOver() throws IOException {
    if (parts.isOnlyNode()) {
      Database database = parts.database();
      database.statement(flow.name() + "/release-all-claims").update();
      database.statement(flow.name() + "/release-all-jobs").update();
    }
    files.prepare();
  }

  /** Reads files of which no job is made. */
  public DropFileReader reader() {
    return new DropFileReader(dataDir().resolve("tmp"));
  }

  private Path dataDir() {
    return parts.settings().path("qcc.data-dir");
  }
}
