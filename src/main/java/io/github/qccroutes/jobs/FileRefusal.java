package io.github.qccroutes.jobs;

import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.work.Leases;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExceptionHelper;
import org.slf4j.Logger;

/**
 * What becomes of a file that is not taken, and of its job: refused with the reason beside it,
 * given up because it changed or went away, or left in the inbox to be tried again. Thread-safe.
 */
final class FileRefusal {
  static final String MOVED_AWAY = "文件在读取完成前被移走 / the file was moved away before it was read";

  private final LoadingJobs jobs;
  private final JobFiles files;
  private final SteadyFiles steady;
  private final Logger log;
  private final FileTrouble trouble;

  FileRefusal(LoadingJobs jobs, JobFiles files, SteadyFiles steady, Logger log) {
    this.jobs = jobs;
    this.files = files;
    this.steady = steady;
    this.log = log;
    this.trouble = new FileTrouble(log, System::nanoTime);
  }

  /** Refuses the file that a {@link DropFileException} is about, or leaves it when it changed. */
  void reject(Exchange exchange) {
    DropFileException reason =
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, DropFileException.class);
    TakenFile taken = TakenFile.of(exchange);
    Long jobId = exchange.getVariable("jobId", Long.class);
    if (taken.hasChanged()) {
      if (jobId != null) {
        giveUp(exchange);
      }
      return;
    }
    if (jobId != null) {
      jobs.reject(jobId, claimNo(exchange), reason.getMessage());
    }
    move(taken, reason);
  }

  private void move(TakenFile taken, DropFileException reason) {
    try {
      Path target = files.reject(taken.path(), taken.inbox(), reason);
      steady.forget(taken.path());
      log.warn("rejected: {}. The file is now in {}", reason.getMessage(), target);
    } catch (NoSuchFileException e) {
      // another node was faster, or the operator took it back
    } catch (IOException e) {
      trouble.tell(taken.name(), e);
    }
  }

  /** Forgets the claimed job of a file that changed, so that the file is taken anew. */
  void giveUp(Exchange exchange) {
    steady.forget(TakenFile.of(exchange).path());
    jobs.discard(exchange.getVariable("jobId", Long.class), claimNo(exchange));
  }

  /** The file is there no more. A job whose lines were being loaded is over, too. */
  void leave(Exchange exchange) {
    log.debug("{} was moved away before it was taken", exchange.getVariable("fileName"));
    if (exchange.getVariable("jobState") != null) {
      jobs.reject(exchange.getVariable("jobId", Long.class), claimNo(exchange), MOVED_AWAY);
    }
  }

  /** Says that the file can't be taken for now. */
  void sayTrouble(Exchange exchange) {
    trouble.tell(
        exchange.getVariable("fileName", String.class),
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
  }

  /** Says that nobody foresaw why the file can't be taken; a lost claim says nothing of it. */
  void unexpected(Exchange exchange) {
    if (!Leases.keepRow(exchange)) {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      log.error(
          "{} can't be taken: {}; tried again.\n{}",
          exchange.getVariable("fileName"),
          cause.getMessage(),
          ExceptionHelper.stackTraceToString(cause));
    }
  }

  private static long claimNo(Exchange exchange) {
    return exchange.getVariable("claimNo", Long.class);
  }
}
