package io.github.qccroutes.jobs;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.DropFileReader;
import java.util.Set;
import java.util.function.BiConsumer;

/** The beans of a flow whose jobs are made of dropped files; their names start with its row's. */
public final class JobBeans {
  private final String row;
  private final JobFlow flow;
  private final Database database;
  private final JobFiles jobFiles;

  public JobBeans(String row, JobFlow flow, Database database, JobFiles jobFiles) {
    this.row = row;
    this.flow = flow;
    this.database = database;
    this.jobFiles = jobFiles;
  }

  /** From the dropped file to an accepted job. */
  public void bindIntake(
      BiConsumer<String, Object> beans,
      Settings settings,
      Set<String> inboxes,
      FileIntake.Lines lines) {
    FileScans scans =
        new FileScans(new DropFileReader(settings.path("qcc.data-dir").resolve("tmp")));
    SteadyFiles steady = new SteadyFiles(System::nanoTime, scans);
    beans.accept(row + "InboxFilter", new InboxFilter(flow, jobFiles, inboxes, steady));
    beans.accept(
        row + "FileIntake",
        new FileIntake(
            flow,
            database,
            jobFiles,
            scans,
            lines,
            steady,
            settings.duration("qcc.work.lease-ms")));
  }

  /** Holding a job, and letting it run. */
  public JobHolds bindHolds(BiConsumer<String, Object> beans, ProgramName program) {
    JobHolds jobHolds = new JobHolds(flow, database, jobFiles, program);
    beans.accept(row + "JobHolds", jobHolds);
    return jobHolds;
  }
}
