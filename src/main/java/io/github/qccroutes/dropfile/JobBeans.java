package io.github.qccroutes.dropfile;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.store.Claims;
import io.github.qccroutes.store.Database;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The beans of a flow whose jobs are made of dropped files; their names start with its row's. */
public final class JobBeans {
  private static final Map<String, String> JOB_COLUMNS =
      Map.of(
          "jobId", "id",
          "folder", "folder",
          "fileName", "file_name",
          "sha256", "sha256",
          "jobState", "state",
          "heldCheck", "held_check",
          "heldReason", "reason",
          "plannedAt", "planned_at");
  private static final Map<String, String> CALL_COLUMNS =
      Map.of(
          "callId", "id",
          "jobId", "job_id",
          "attempts", "attempts",
          "outages", "outages",
          "resets", "resets");

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
    SteadyFiles steady = new SteadyFiles(System::nanoTime);
    beans.accept(row + "Inbox", new InboxFilter(flow, jobFiles, inboxes, steady));
    FileIntake intake =
        new FileIntake(
            flow,
            database,
            jobFiles,
            new DropFileReader(settings.path("qcc.data-dir").resolve("tmp")),
            lines,
            steady,
            settings.duration("qcc.work.lease-ms"));
    beans.accept(row + "Opener", intake.open());
    beans.accept(row + "Beginner", intake.begin());
    beans.accept(row + "Blocks", intake.blocks());
    beans.accept(row + "LoadRenewal", intake.renew());
    beans.accept(row + "Acceptor", intake.accept());
    beans.accept(row + "Mover", intake.move());
    beans.accept(row + "Closer", intake.close());
    beans.accept(row + "Rejecter", intake.reject());
    beans.accept(row + "FileTrouble", intake.trouble());
    beans.accept(row + "Sweeper", intake.sweep());
  }

  /**
   * Claims of jobs and of their calls.
   *
   * @param ownOfJob columns that only this flow's jobs have, by variable
   * @param ownOfCall columns that only this flow's calls have, by variable
   */
  public void bindClaims(
      BiConsumer<String, Object> beans,
      Settings settings,
      Map<String, String> ownOfJob,
      Map<String, String> ownOfCall) {
    Duration lease = settings.duration("qcc.work.lease-ms");
    new Claims("jobId", both(JOB_COLUMNS, ownOfJob), lease).bind(row + "Job", beans);
    new Claims("callId", both(CALL_COLUMNS, ownOfCall), lease).bind(row + "Call", beans);
  }

  private static Map<String, String> both(Map<String, String> shared, Map<String, String> own) {
    Map<String, String> columns = new HashMap<>(shared);
    columns.putAll(own);
    return columns;
  }

  /** Holding a job, and letting it run. */
  public JobHolds bindHolds(BiConsumer<String, Object> beans, ProgramName program) {
    JobHolds jobHolds = new JobHolds(flow, database, jobFiles, program);
    beans.accept(row + "Holder", jobHolds.hold());
    beans.accept(row + "Stopper", jobHolds.stop());
    beans.accept(row + "Runner", jobHolds.run());
    return jobHolds;
  }
}
