package io.github.qccroutes.jobs;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Puts right what a crash between two steps or an operator's hand left: rows whose file has gone
 * from the inbox. Thread-safe.
 */
final class InboxSweep {
  private final LoadingJobs jobs;
  private final JobFiles files;

  InboxSweep(LoadingJobs jobs, JobFiles files) {
    this.jobs = jobs;
    this.files = files;
  }

  void run() {
    for (Map<String, Object> job : jobs.listInInbox()) {
      Path file =
          files.inInbox(String.valueOf(job.get("folder")), String.valueOf(job.get("file_name")));
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      long jobId = LoadingJobs.number(job.get("id"));
      if ("LOADING".equals(job.get("state"))) {
        jobs.reject(jobId, LoadingJobs.number(job.get("claim_no")), FileRefusal.MOVED_AWAY);
      } else {
        jobs.noteMoved(jobId);
      }
    }
  }
}
