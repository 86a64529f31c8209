package io.github.qccroutes.assignments;

import io.github.qccroutes.dropfile.DropFile;
import io.github.qccroutes.dropfile.DropFileException;
import io.github.qccroutes.dropfile.DropFileReader;
import io.github.qccroutes.dropfile.DropRow;
import io.github.qccroutes.dropfile.Folding;
import io.github.qccroutes.dropfile.Layout;
import io.github.qccroutes.dropfile.Message;
import io.github.qccroutes.store.ClaimLostException;
import io.github.qccroutes.store.Database;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps from a file in the inbox to a job with its lines. The job's row decides: a file is
 * loaded once, loaded again after a crash, only moved when a crash came before the move, and
 * refused when it is a repeat. Thread-safe.
 */
public final class AssignmentIntake {
  /** Lines in one commit. */
  static final int BLOCK = 1000;

  private static final Logger LOG = LoggerFactory.getLogger("assignments");

  private final Database database;
  private final AssignmentFiles files;
  private final DropFileReader reader;
  private final Pattern loginPattern;
  private final Duration lease;

  /**
   * @param lease how long loading stays with a node that went silent
   */
  public AssignmentIntake(
      Database database,
      AssignmentFiles files,
      DropFileReader reader,
      Pattern loginPattern,
      Duration lease) {
    this.database = database;
    this.files = files;
    this.reader = reader;
    this.loginPattern = loginPattern;
    this.lease = lease;
  }

  /** A file that is being taken. */
  private record Taken(
      Path path, AssignmentAction action, long size, long modified, String folder, DropFile rows) {
    String fileName() {
      return String.valueOf(path.getFileName());
    }
  }

  /** Opens the file in the body, of the variable {@code action}. */
  public Processor open() {
    return exchange -> {
      Path path = exchange.getMessage().getMandatoryBody(File.class).toPath().toAbsolutePath();
      AssignmentAction action =
          AssignmentAction.valueOf(exchange.getVariable("action", String.class));
      exchange.getMessage().removeHeaders("*");
      exchange.getMessage().setBody(null);
      exchange.setVariable("file", path);
      exchange.setVariable("fileName", String.valueOf(path.getFileName()));
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      DropFile rows = reader.open(path, layout(path, action));
      exchange.setVariable(
          "taken",
          new Taken(
              path,
              action,
              attributes.size(),
              attributes.lastModifiedTime().toMillis(),
              files.folderOf(path),
              rows));
    };
  }

  private Layout layout(Path path, AssignmentAction action) {
    Path inbox = files.inbox(action).toAbsolutePath();
    Path folder = path.getParent();
    if (inbox.equals(folder)) {
      return new Layout.Pairs(loginPattern);
    }
    if (folder == null || !inbox.equals(folder.getParent())) {
      throw new DropFileException(
          path, new Message("文件夹层次太深，不予处理", "too deep in folders, so it is not read"));
    }
    return Layout.Keywords.of(folder, loginPattern);
  }

  /**
   * Finds or makes the file's job and says in the variable {@code intake} what to do: LOAD its
   * lines, only MOVE the file, or leave it to the node that has it (OTHER).
   */
  public Processor begin() {
    return exchange -> {
      Taken taken = exchange.getVariable("taken", Taken.class);
      Map<String, Object> file = new HashMap<>();
      file.put("action", taken.action.name());
      file.put("folder", taken.folder);
      file.put("fileName", taken.fileName());
      file.put("sha256", taken.rows.sha256());
      file.put("leaseMs", lease.toMillis());
      Map<String, Object> begun = first(row("begin-job", file));
      if (begun != null) {
        load(exchange, begun);
        return;
      }
      Map<String, Object> known = first(row("find-job-in-inbox", file));
      if (known == null) {
        Map<String, Object> repeat = first(row("find-repeat", file));
        if (repeat == null) {
          exchange.setVariable("intake", "OTHER");
          return;
        }
        throw new DropFileException(
            taken.path,
            new Message(
                "与 24 小时内处理过的文件相同（任务 " + repeat.get("id") + "）；如需再次执行，请改名",
                "the same file was taken within 24 hours (job "
                    + repeat.get("id")
                    + "); rename it to run it again"));
      }
      long jobId = AssignmentJobs.number(known.get("id"));
      exchange.setVariable("jobId", jobId);
      if (!"LOADING".equals(known.get("state"))) {
        exchange.setVariable("intake", "MOVE");
        return;
      }
      Map<String, Object> resumed =
          first(row("resume-loading", Map.of("jobId", jobId, "leaseMs", lease.toMillis())));
      if (resumed == null) {
        exchange.setVariable("intake", "OTHER");
      } else {
        load(exchange, resumed);
      }
    };
  }

  private static void load(Exchange exchange, Map<String, Object> job) {
    exchange.setVariable("intake", "LOAD");
    exchange.setVariable("jobId", job.get("id"));
    exchange.setVariable("claimNo", job.get("claim_no"));
  }

  /** The body becomes the file's lines as statement parameters, in blocks. */
  public Processor blocks() {
    return exchange -> {
      Taken taken = exchange.getVariable("taken", Taken.class);
      long jobId = exchange.getVariable("jobId", Long.class);
      exchange.getMessage().setBody(new Blocks(taken.rows, jobId));
    };
  }

  /** Keeps the job with this node; fails when another one has taken it over. */
  public Processor renew() {
    return exchange ->
        requireClaim(
            row(
                "renew-loading",
                Map.of(
                    "jobId", exchange.getVariable("jobId", Long.class),
                    "claimNo", exchange.getVariable("claimNo", Long.class),
                    "leaseMs", lease.toMillis())));
  }

  /** The job has all its lines. */
  public Processor accept() {
    return exchange -> {
      long jobId = exchange.getVariable("jobId", Long.class);
      requireClaim(
          row(
              "accept-job",
              Map.of("jobId", jobId, "claimNo", exchange.getVariable("claimNo", Long.class))));
      Map<String, Long> counts = AssignmentJobs.counts(database, jobId);
      LOG.info(
          "job {}: accepted {} with {} line(s), {} invalid, {} repeated",
          jobId,
          exchange.getVariable("fileName"),
          counts.values().stream().mapToLong(Long::longValue).sum(),
          counts.getOrDefault("INVALID", 0L),
          counts.getOrDefault("DUPLICATE", 0L));
    };
  }

  /** Moves the file of an accepted job out of the inbox, unless another has taken its place. */
  public Processor move() {
    return exchange -> {
      Taken taken = exchange.getVariable("taken", Taken.class);
      long jobId = exchange.getVariable("jobId", Long.class);
      if (!hasChanged(taken)) {
        files.moveToDone(taken.path, taken.action, jobId);
      }
      database.statement("assignments/mark-moved").param("jobId", jobId).update();
    };
  }

  /** Closes the file, whatever became of it. */
  public Processor close() {
    return exchange -> {
      Taken taken = exchange.getVariable("taken", Taken.class);
      if (taken != null) {
        taken.rows.close();
      }
    };
  }

  /** Refuses the file that a {@link DropFileException} is about, or leaves it when it changed. */
  public Processor reject() {
    return exchange -> {
      DropFileException reason =
          exchange.getProperty(Exchange.EXCEPTION_CAUGHT, DropFileException.class);
      Path path = exchange.getVariable("file", Path.class);
      Taken taken = exchange.getVariable("taken", Taken.class);
      Long jobId = exchange.getVariable("jobId", Long.class);
      if (taken != null && hasChanged(taken)) {
        if (jobId != null) {
          discard(jobId, exchange.getVariable("claimNo", Long.class));
        }
        return;
      }
      AssignmentAction action =
          AssignmentAction.valueOf(exchange.getVariable("action", String.class));
      if (jobId != null) {
        database
            .statement("assignments/reject-job")
            .param("jobId", jobId)
            .param("claimNo", exchange.getVariable("claimNo", Long.class))
            .param("reason", reason.getMessage())
            .update();
      }
      try {
        Path target = files.reject(path, action, reason);
        LOG.warn("rejected: {}. It lies in {}", reason.getMessage(), target);
      } catch (NoSuchFileException e) {
        // another node was faster, or the operator took it back
      }
    };
  }

  /**
   * Puts right what a crash between two steps or an operator's hand left: rows whose file has gone
   * from the inbox.
   */
  public Processor sweep() {
    return exchange -> {
      for (Map<String, Object> job :
          database.statement("assignments/list-jobs-in-inbox").query().listOfRows()) {
        Path file =
            files.inInbox(String.valueOf(job.get("folder")), String.valueOf(job.get("file_name")));
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("jobId", job.get("id"));
        parameters.put("claimNo", job.get("claim_no"));
        if ("LOADING".equals(job.get("state"))) {
          parameters.put("reason", "文件在读取完成前被移走 / the file was taken away before it was read");
          database.statement("assignments/reject-job").params(parameters).update();
        } else {
          database.statement("assignments/mark-moved").params(parameters).update();
        }
      }
    };
  }

  private static boolean hasChanged(Taken taken) {
    try {
      BasicFileAttributes now =
          Files.readAttributes(taken.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.size() != taken.size || now.lastModifiedTime().toMillis() != taken.modified;
    } catch (IOException e) {
      return true;
    }
  }

  private void discard(long jobId, long claimNo) {
    int deleted;
    do {
      deleted = database.statement("assignments/delete-items").param("jobId", jobId).update();
    } while (deleted > 0);
    database
        .statement("assignments/delete-job")
        .param("jobId", jobId)
        .param("claimNo", claimNo)
        .update();
  }

  private List<Map<String, Object>> row(String statement, Map<String, ?> parameters) {
    return database.statement("assignments/" + statement).params(parameters).query().listOfRows();
  }

  private static @Nullable Map<String, Object> first(List<Map<String, Object>> rows) {
    return rows.isEmpty() ? null : rows.get(0);
  }

  private static void requireClaim(List<?> rows) {
    if (rows.isEmpty()) {
      throw new ClaimLostException("another node has taken the file over; it loads it");
    }
  }

  private static final class Blocks implements Iterator<List<Map<String, @Nullable Object>>> {
    private final DropFile rows;
    private final long jobId;

    Blocks(DropFile rows, long jobId) {
      this.rows = rows;
      this.jobId = jobId;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public List<Map<String, @Nullable Object>> next() {
      List<Map<String, @Nullable Object>> block = new ArrayList<>(BLOCK);
      while (block.size() < BLOCK && rows.hasNext()) {
        block.add(parameters(rows.next()));
      }
      return block;
    }

    private Map<String, @Nullable Object> parameters(DropRow row) {
      Message invalid = row.invalid();
      Map<String, @Nullable Object> item = new HashMap<>();
      item.put("jobId", jobId);
      item.put("line", row.line());
      item.put("loginName", row.loginName());
      item.put("keyWord", row.keyWord());
      item.put("loginFolded", invalid == null ? Folding.of(row.loginName()) : null);
      item.put("keyWordFolded", invalid == null ? Folding.of(row.keyWord()) : null);
      item.put("invalid", invalid == null ? null : invalid.oneLine());
      return item;
    }
  }
}
