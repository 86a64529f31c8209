package io.github.qccroutes.jobs;

import io.github.qccroutes.observe.ProgramName;
import io.github.qccroutes.tables.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.camel.Exchange;

/**
 * The {@code .held.txt} among a job's results, which says why the job is held and how to release
 * it. Thread-safe.
 */
final class HeldNote {
  private final JobFlow flow;
  private final JobFiles files;
  private final ProgramName program;

  /**
   * @param program as in the commands that a note names
   */
  HeldNote(JobFlow flow, JobFiles files, ProgramName program) {
    this.flow = flow;
    this.files = files;
    this.program = program;
  }

  /** Writes the note of the job in the exchange. */
  void write(Exchange exchange, String check, String reason) {
    String job = flow.job(exchange.getVariable("jobId", Long.class));
    try {
      WholeFile.write(
          files.result(exchange, "held.txt"),
          program.in("任务 " + job + " 暂停\n" + reason + "\n\n" + howTo(job, check) + "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The job in the exchange is held no more. */
  void remove(Exchange exchange) throws IOException {
    Files.deleteIfExists(files.result(exchange, "held.txt"));
  }

  private static String howTo(String job, String check) {
    // Of a stop a release lifts nothing: the calls stay held.
    return check.equals("STOP")
        ? "暂停解除后自动继续：qcc-routes holds 查看，qcc-routes holds lift CALL 解除"
            + "\nIt goes on by itself once the hold is lifted: qcc-routes holds shows it,"
            + " qcc-routes holds lift CALL lifts it"
        : "继续执行（跳过此项检查）：qcc-routes release "
            + job
            + "\nTo let it go on without this check: qcc-routes release "
            + job
            + "\n\n"
            + JobHolds.when(check);
  }
}
