package io.github.qccroutes.jobs;

import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.Message;
import io.github.qccroutes.work.ClaimLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;

/** The rows of the file of a claimed job become the job's lines. Thread-safe. */
final class FileLoad {
  private final JobFlow flow;
  private final LoadingJobs jobs;
  private final JobFiles files;
  private final FileScans scans;
  private final FileIntake.Lines lines;
  private final FileRefusal refusal;
  private final Logger log;

  FileLoad(
      JobFlow flow,
      LoadingJobs jobs,
      JobFiles files,
      FileScans scans,
      FileIntake.Lines lines,
      FileRefusal refusal,
      Logger log) {
    this.flow = flow;
    this.jobs = jobs;
    this.files = files;
    this.scans = scans;
    this.lines = lines;
    this.refusal = refusal;
    this.log = log;
  }

  /**
   * Opens the file of the claimed job, which is to be what the job was made from. It is closed when
   * the exchange ends.
   */
  void open(Exchange exchange) throws IOException {
    Path path =
        files.inInbox(
            exchange.getVariable("folder", String.class),
            exchange.getVariable("fileName", String.class));
    TakenFile taken = TakenFile.look(exchange, path, files);
    DropFile rows = scans.open(taken, lines.layout(path, taken.folder()));
    exchange.setVariable("rows", rows);
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange ended) {
                try {
                  rows.close();
                } catch (IOException e) {
                  log.debug("{} can't be closed", path, e);
                }
              }
            });
    if (!rows.sha256().equals(exchange.getVariable("sha256"))) {
      giveUpChanged(exchange);
    }
  }

  /** The body becomes the file's lines as statement parameters, in blocks. */
  void blocks(Exchange exchange) {
    DropFile rows = exchange.getVariable("rows", DropFile.class);
    FileIntake.Items items = lines.items(TakenFile.of(exchange).path());
    exchange.getMessage().setBody(new LineBlocks(rows, jobId(exchange), items));
  }

  /** Keeps the job with this node; fails when another one has taken it over. */
  void renew(Exchange exchange) {
    jobs.renew(jobId(exchange), claimNo(exchange));
  }

  /**
   * The job has all its lines, as long as they are those of the file that it was made from and
   * nobody has written on in it.
   */
  void accept(Exchange exchange) throws IOException {
    TakenFile taken = TakenFile.of(exchange);
    boolean asHashed = exchange.getVariable("rows", DropFile.class).isAsHashed();
    if (!asHashed || !FileStamp.of(taken.path()).equals(taken.stamp())) {
      giveUpChanged(exchange);
    }
    long jobId = jobId(exchange);
    jobs.accept(jobId, claimNo(exchange));
    sayAccepted(exchange, jobId);
  }

  private void sayAccepted(Exchange exchange, long jobId) {
    Map<String, Long> counts = jobs.counts(jobId);
    log.info(
        "job {}: accepted {} with {} line(s), {} invalid, {} repeated",
        flow.job(jobId),
        exchange.getVariable("fileName"),
        counts.values().stream().mapToLong(Long::longValue).sum(),
        counts.getOrDefault("INVALID", 0L),
        counts.getOrDefault("DUPLICATE", 0L));
    Message leftOut = exchange.getVariable("rows", DropFile.class).leftOut();
    if (leftOut != null) {
      log.info("job {}: {}: {}", flow.job(jobId), exchange.getVariable("fileName"), leftOut);
    }
  }

  private void giveUpChanged(Exchange exchange) {
    refusal.giveUp(exchange);
    throw new ClaimLostException(
        "the file changed after it was first read; it is read again from the start");
  }

  private static long jobId(Exchange exchange) {
    return exchange.getVariable("jobId", Long.class);
  }

  private static long claimNo(Exchange exchange) {
    return exchange.getVariable("claimNo", Long.class);
  }
}
