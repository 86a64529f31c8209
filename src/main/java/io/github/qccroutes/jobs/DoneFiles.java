package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.Message;
import io.github.qccroutes.tables.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Watches the files that jobs were made of, for a day, for what is written to them after they were
 * taken: a program that paused keeps the file open, wherever it has been moved. What comes late is
 * never sent, so it is an error that a person must see. Thread-safe.
 */
final class DoneFiles {
  private static final Duration WATCHED = Duration.ofDays(1);
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
  private static final Duration LAST_LOOK = Duration.ofMinutes(10);

  /** The longer a file has stood still, the seldomer it is looked at. */
  private static final int OF_ITS_AGE = 20;

  private final JobFlow flow;
  private final Database database;
  private final JobFiles files;
  private final LongSupplier nanoTime;
  private final Logger log;
  private final Map<Path, Watch> watches = new ConcurrentHashMap<>();
  private volatile boolean begun;

  /**
   * @param changed whether it has changed and may go on changing
   */
  private record Watch(long jobId, FileStamp stamp, boolean changed, long since, long due) {}

  /**
   * @param nanoTime a time that nobody sets
   */
  DoneFiles(JobFlow flow, Database database, JobFiles files, LongSupplier nanoTime) {
    this.flow = flow;
    this.database = database;
    this.files = files;
    this.nanoTime = nanoTime;
    this.log = LoggerFactory.getLogger(flow.name());
  }

  /**
   * Watches a file from now on.
   *
   * @param stamp as the file was when it was read
   */
  void watch(long jobId, Path file, FileStamp stamp) {
    long now = nanoTime.getAsLong();
    watches.put(file, new Watch(jobId, stamp, false, now, now + FIRST_LOOK.toNanos()));
  }

  /** Looks at the files whose turn it is, and at first at those of before the start. */
  void look() {
    if (!begun) {
      statement("list-taken-jobs").query(Row::of).list().forEach(this::resume);
      begun = true;
    }
    long now = nanoTime.getAsLong();
    for (Map.Entry<Path, Watch> each : watches.entrySet()) {
      if (now - each.getValue().due >= 0) {
        look(each.getKey(), each.getValue(), now);
      }
    }
  }

  private void resume(Row job) {
    long jobId = job.number("id");
    Instant taken = job.instant("created_at");
    Path file = files.inDone(job.text("folder"), job.text("file_name"), jobId);
    if (file == null || taken == null || watches.containsKey(file)) {
      return;
    }
    try {
      FileStamp stamp = FileStamp.of(file);
      boolean changed = stamp.modified().toInstant().isAfter(taken);
      long now = nanoTime.getAsLong();
      watches.put(file, new Watch(jobId, stamp, changed, now, now + FIRST_LOOK.toNanos()));
    } catch (IOException e) {
      // moved on, or cleared
    }
  }

  private void look(Path file, Watch watch, long now) {
    FileStamp stamp;
    try {
      stamp = FileStamp.of(file);
    } catch (IOException e) {
      // moved on, or cleared
      watches.remove(file);
      return;
    }
    if (!stamp.equals(watch.stamp)) {
      long due = now + SteadyFiles.QUIET.toNanos();
      watches.put(file, new Watch(watch.jobId, stamp, true, now, due));
      return;
    }
    try {
      if (watch.changed) {
        compare(watch.jobId, file);
      }
    } catch (IOException e) {
      long due = now + LAST_LOOK.toNanos();
      watches.put(file, new Watch(watch.jobId, stamp, true, watch.since, due));
      return;
    }
    long age = now - watch.since;
    if (age > WATCHED.toNanos()) {
      watches.remove(file);
      return;
    }
    long pause = Math.min(LAST_LOOK.toNanos(), Math.max(FIRST_LOOK.toNanos(), age / OF_ITS_AGE));
    watches.put(file, new Watch(watch.jobId, stamp, false, watch.since, now + pause));
  }

  private void compare(long jobId, Path file) throws IOException {
    List<Row> taken = statement("find-taken-file").param("jobId", jobId).query(Row::of).list();
    if (taken.isEmpty() || Sha256.of(file).equals(taken.get(0).text("sha256"))) {
      return;
    }
    Message what = missed(file, taken.get(0).number("last_line"));
    String name = Message.shown(taken.get(0).text("file_name"));
    log.error(
        "job {}: {} {}。文件在 {} / {} {}. The file is in {}",
        flow.job(jobId),
        name,
        what.chinese(),
        file,
        name,
        what.english(),
        file);
  }

  private static Message missed(Path file, long last) throws IOException {
    long lines = file.toString().endsWith(".xlsx") ? 0 : lines(file);
    return lines > last
        ? new Message(
            "在读取之后又写入了 %d 行（第 %d 行起），这些行没有发送；请把它们存成新文件再放入一次".formatted(lines - last, last + 1),
            "got %d more line(s) after it was taken, from line %d on; they are not sent. Drop them again in a new file"
                .formatted(lines - last, last + 1))
        : new Message(
            "在读取之后被改动，改动的内容没有发送；请核对后换个文件名再放入一次",
            "was changed after it was taken; the change is not sent. Compare the file and drop it"
                + " again under another name");
  }

  /** Lines as an editor counts; LF and CR are no part of another character but in UTF-16. */
  private static long lines(Path file) throws IOException {
    long lines = 0;
    int before = '\n';
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int c = in.read(); c >= 0; c = in.read()) {
        // Half a line end is none of its own.
        if (before == '\n' || (before == '\r' && c != '\n')) {
          lines++;
        }
        before = c;
      }
    }
    return lines;
  }

  private JdbcClient.StatementSpec statement(String name) {
    return database.statement(flow.name() + "/" + name);
  }
}
