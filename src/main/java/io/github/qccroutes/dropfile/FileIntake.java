package io.github.qccroutes.dropfile;

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
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The steps from a file in the inbox to a job with its lines. The job's row decides: a file is
 * loaded once, loaded again after a crash, only moved when a crash came before the move, and
 * refused when it is a repeat. Thread-safe.
 */
public final class FileIntake {
  private static final int BLOCK = 1000;

  private final JobFlow flow;
  private final Database database;
  private final JobFiles files;
  private final DropFileReader reader;
  private final Lines lines;
  private final Duration lease;
  private final Logger log;

  /** What a flow makes of the lines of a file. Thread-safe. */
  public interface Lines {

    /**
     * How the lines of a file read, which follows from its folder.
     *
     * @param folder below {@code inbox}, such as {@code assign/<login>}
     * @throws DropFileException when no file is expected there
     */
    Layout layout(Path file, String folder);

    /**
     * The parameters of {@code load-item} for each line of one file, asked for in their order;
     * {@code jobId} and {@code line} are added to them. They may be asked for again from the start.
     */
    Function<DropRow, Map<String, @Nullable Object>> items(Path file);
  }

  /**
   * @param lease how long loading stays with a node that went silent
   */
  public FileIntake(
      JobFlow flow,
      Database database,
      JobFiles files,
      DropFileReader reader,
      Lines lines,
      Duration lease) {
    this.flow = flow;
    this.database = database;
    this.files = files;
    this.reader = reader;
    this.lines = lines;
    this.lease = lease;
    this.log = LoggerFactory.getLogger(flow.name());
  }

  /** A file that is being taken. */
  private record Taken(Path path, long size, long modified, String folder, DropFile rows) {
    String fileName() {
      return String.valueOf(path.getFileName());
    }
  }

  /** Opens the file in the body. */
  public Processor open() {
    return exchange -> {
      Path path = exchange.getMessage().getMandatoryBody(File.class).toPath().toAbsolutePath();
      exchange.getMessage().removeHeaders("*");
      exchange.getMessage().setBody(null);
      exchange.setVariable("file", path);
      exchange.setVariable("fileName", String.valueOf(path.getFileName()));
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String folder = files.folderOf(path);
      DropFile rows = reader.open(path, lines.layout(path, folder));
      exchange.setVariable(
          "taken",
          new Taken(
              path, attributes.size(), attributes.lastModifiedTime().toMillis(), folder, rows));
    };
  }

  /**
   * Finds or makes the file's job and says in the variable {@code intake} what to do: LOAD its
   * lines, only MOVE the file, or leave it to the node that has it (OTHER).
   */
  public Processor begin() {
    return exchange -> {
      Taken taken = exchange.getVariable("taken", Taken.class);
      Map<String, Object> file = new HashMap<>();
      file.put("inbox", JobFiles.inboxOf(taken.folder));
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
        String job = flow.job(number(repeat.get("id")));
        throw new DropFileException(
            taken.path,
            new Message(
                "与 24 小时内处理过的文件相同（任务 " + job + "）；如需再次执行，请改名",
                "the same file was taken within 24 hours (job "
                    + job
                    + "); rename it to run it again"));
      }
      long jobId = number(known.get("id"));
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
      exchange.getMessage().setBody(new Blocks(taken.rows, jobId, lines.items(taken.path)));
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
      Map<String, Long> counts = new HashMap<>();
      for (Map<String, Object> row : row("count-items", Map.of("jobId", jobId))) {
        counts.put(String.valueOf(row.get("state")), number(row.get("items")));
      }
      log.info(
          "job {}: accepted {} with {} line(s), {} invalid, {} repeated",
          flow.job(jobId),
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
        files.moveToDone(taken.path, JobFiles.inboxOf(taken.folder), jobId);
      }
      statement("mark-moved").param("jobId", jobId).update();
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
      if (jobId != null) {
        statement("reject-job")
            .param("jobId", jobId)
            .param("claimNo", exchange.getVariable("claimNo", Long.class))
            .param("reason", reason.getMessage())
            .update();
      }
      try {
        Path target = files.reject(path, JobFiles.inboxOf(files.folderOf(path)), reason);
        log.warn("rejected: {}. It lies in {}", reason.getMessage(), target);
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
      for (Map<String, Object> job : statement("list-jobs-in-inbox").query().listOfRows()) {
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
          statement("reject-job").params(parameters).update();
        } else {
          statement("mark-moved").params(parameters).update();
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
      deleted = statement("delete-items").param("jobId", jobId).param("claimNo", claimNo).update();
    } while (deleted > 0);
    statement("delete-job").param("jobId", jobId).param("claimNo", claimNo).update();
  }

  private List<Map<String, Object>> row(String statement, Map<String, ?> parameters) {
    return statement(statement).params(parameters).query().listOfRows();
  }

  private JdbcClient.StatementSpec statement(String name) {
    return database.statement(flow.name() + "/" + name);
  }

  private static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
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
    private final Function<DropRow, Map<String, @Nullable Object>> items;

    Blocks(DropFile rows, long jobId, Function<DropRow, Map<String, @Nullable Object>> items) {
      this.rows = rows;
      this.jobId = jobId;
      this.items = items;
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
      Map<String, @Nullable Object> item = new HashMap<>(items.apply(row));
      item.put("jobId", jobId);
      item.put("line", row.line());
      return item;
    }
  }
}
