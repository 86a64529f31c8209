package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.Layout;
import io.github.qccroutes.tables.Message;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps from a file in the inbox to a job with its lines. The job's row decides: a file is
 * loaded once, loaded again after a crash, only moved when a crash came before the move, and
 * refused when it is a repeat. Jobs are begun in the order of the files and loaded beside each
 * other. Thread-safe.
 */
public final class FileIntake {
  private final JobFlow flow;
  private final JobFiles files;
  private final FileScans scans;
  private final Lines lines;
  private final SteadyFiles steady;
  private final LoadingJobs jobs;
  private final FileLoad load;
  private final FileRefusal refusal;
  private final InboxSweep sweep;
  private final DoneFiles done;

  /** What a flow makes of the lines of a file. Thread-safe. */
  public interface Lines {

    /**
     * How the lines of a file read, which follows from its folder.
     *
     * @param folder below {@code inbox}, such as {@code assign/<login>}
     * @throws DropFileException when no file is expected there
     */
    Layout layout(Path file, String folder);

    /** The lines of one file as rows of a table. They may be asked for again from the start. */
    Items items(Path file);
  }

  /** The lines of one file as rows of a table. */
  @FunctionalInterface
  public interface Items {

    /**
     * The parameters of {@code load-item} for the next line; {@code jobId} and {@code line} are
     * added to them.
     */
    Map<String, @Nullable Object> of(DropRow row);

    /**
     * There are no more lines.
     *
     * @throws DropFileException when those there were make no job
     */
    default void end() {}
  }

  /**
   * @param steady where files come from
   * @param lease how long loading stays with a node that went silent
   */
  public FileIntake(
      JobFlow flow,
      Database database,
      JobFiles files,
      FileScans scans,
      Lines lines,
      SteadyFiles steady,
      Duration lease) {
    this.flow = flow;
    this.files = files;
    this.scans = scans;
    this.lines = lines;
    this.steady = steady;
    Logger log = LoggerFactory.getLogger(flow.name());
    this.jobs = new LoadingJobs(flow, database, lease);
    this.refusal = new FileRefusal(jobs, files, steady, log);
    this.load = new FileLoad(flow, jobs, files, scans, lines, refusal, log);
    this.sweep = new InboxSweep(jobs, files);
    this.done = new DoneFiles(flow, database, files, System::nanoTime);
  }

  /** What is to be done with a file that was seen. */
  public enum Intake {
    /** Its lines are to be loaded by whoever claims its job. */
    LOAD,
    /** Its job is accepted; it is only to be moved. */
    MOVE
  }

  /**
   * Finds or makes the job of the file in the body and says in the variable {@code intake} what to
   * do: LOAD its lines, which {@link #open()} starts for whoever claims the job, or only MOVE the
   * file.
   */
  public void begin(Exchange exchange) throws InvalidPayloadException, IOException {
    Path path =
        exchange.getMessage().getMandatoryBody(File.class).toPath().toAbsolutePath().normalize();
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(null);
    exchange.setVariable("fileName", String.valueOf(path.getFileName()));
    // Whatever becomes of it: a file that can't be taken must not be tried at every look.
    steady.leave(path);
    TakenFile taken = TakenFile.look(exchange, path, files);
    exchange.setVariable("intake", Intake.LOAD);
    if (jobs.isLoading(taken)) {
      // Whoever loads it compares it with what the job was made from.
      return;
    }
    String sha256;
    try (DropFile rows = scans.open(taken, lines.layout(path, taken.folder()))) {
      sha256 = rows.sha256();
    }
    if (jobs.begin(taken, sha256)) {
      return;
    }
    LoadingJobs.Known known = jobs.inInbox(taken, sha256);
    if (known == null) {
      refuseRepeat(taken, sha256);
    } else if (!known.loading()) {
      exchange.setVariable("jobId", known.id());
      exchange.setVariable("intake", Intake.MOVE);
    }
  }

  private void refuseRepeat(TakenFile taken, String sha256) {
    Long repeated = jobs.repeated(taken, sha256);
    if (repeated != null) {
      throw repeat(taken.path(), flow.job(repeated));
    }
  }

  /** The refusal of a file that a job was made of a short while ago. */
  static DropFileException repeat(Path file, String job) {
    return new DropFileException(
        file,
        new Message(
            "与 24 小时内处理过的文件相同（任务 " + job + "）；如需再次执行，请改名",
            "the same file was taken within 24 hours (job "
                + job
                + "); rename it to run it again"));
  }

  /**
   * Opens the file of the claimed job, which is to be what the job was made from. It is closed when
   * the exchange ends.
   */
  public void open(Exchange exchange) throws IOException {
    load.open(exchange);
  }

  /** The body becomes the file's lines as statement parameters, in blocks. */
  public void blocks(Exchange exchange) {
    load.blocks(exchange);
  }

  /** Keeps the job with this node; fails when another one has taken it over. */
  public void renew(Exchange exchange) {
    load.renew(exchange);
  }

  /** The job has all its lines, as long as nobody has written on in its file. */
  public void accept(Exchange exchange) throws IOException {
    load.accept(exchange);
  }

  /** Moves the file of an accepted job out of the inbox, unless another has taken its place. */
  public void move(Exchange exchange) throws IOException {
    TakenFile taken = TakenFile.of(exchange);
    long jobId = exchange.getVariable("jobId", Long.class);
    if (!taken.hasChanged()) {
      Path moved = files.moveToDone(taken.path(), taken.inbox(), jobId);
      steady.forget(taken.path());
      if (moved != null) {
        done.watch(jobId, moved, taken.stamp());
      }
    }
    jobs.noteMoved(jobId);
  }

  /** Refuses the file that a {@link DropFileException} is about, or leaves it when it changed. */
  public void reject(Exchange exchange) {
    refusal.reject(exchange);
  }

  /** The file is there no more. A job whose lines were being loaded is over, too. */
  public void leave(Exchange exchange) {
    refusal.leave(exchange);
  }

  /** Says that the file can't be taken for now. */
  public void sayTrouble(Exchange exchange) {
    refusal.sayTrouble(exchange);
  }

  /** Says that nobody foresaw why the file can't be taken; a lost claim says nothing of it. */
  public void unexpected(Exchange exchange) {
    refusal.unexpected(exchange);
  }

  /**
   * Puts right what a crash between two steps or an operator's hand left: rows whose file has gone
   * from the inbox. Tells of taken files that somebody has written on.
   */
  public void sweep(Exchange exchange) {
    done.look();
    sweep.run();
  }
}
