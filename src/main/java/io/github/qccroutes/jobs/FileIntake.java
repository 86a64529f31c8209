package io.github.qccroutes.jobs;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.DropFile;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.DropFileReader;
import io.github.qccroutes.tables.DropRow;
import io.github.qccroutes.tables.Layout;
import io.github.qccroutes.tables.Message;
import io.github.qccroutes.work.ClaimLostException;
import io.github.qccroutes.work.Leases;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.support.ExceptionHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The steps from a file in the inbox to a job with its lines. The job's row decides: a file is
 * loaded once, loaded again after a crash, only moved when a crash came before the move, and
 * refused when it is a repeat. Jobs are begun in the order of the files and loaded beside each
 * other. Thread-safe.
 */
public final class FileIntake {
  private static final int BLOCK = 1000;

  private static final String MOVED_AWAY =
      "文件在读取完成前被移走 / the file was moved away before it was read";

  private final JobFlow flow;
  private final Database database;
  private final JobFiles files;
  private final DropFileReader reader;
  private final Lines lines;
  private final Duration lease;
  private final SteadyFiles steady;
  private final Logger log;
  private final FileTrouble trouble;
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
      DropFileReader reader,
      Lines lines,
      SteadyFiles steady,
      Duration lease) {
    this.flow = flow;
    this.database = database;
    this.files = files;
    this.reader = reader;
    this.lines = lines;
    this.lease = lease;
    this.steady = steady;
    this.log = LoggerFactory.getLogger(flow.name());
    this.trouble = new FileTrouble(log, System::nanoTime);
    this.done = new DoneFiles(flow, database, files, System::nanoTime);
  }

  /** What is to be done with a file that was seen. */
  public enum Intake {
    /** Its lines are to be loaded by whoever claims its job. */
    LOAD,
    /** Its job is accepted; it is only to be moved. */
    MOVE
  }

  /** The file that an exchange is about, as it was when it was looked at. */
  private record Taken(Path path, String folder, FileStamp stamp) {
    String inbox() {
      return JobFiles.inboxOf(folder);
    }

    /** Whether there is anything but that very file in its place, nothing included. */
    boolean hasChanged() {
      try {
        return !FileStamp.of(path).equals(stamp);
      } catch (IOException e) {
        return true;
      }
    }
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
    Taken taken = look(exchange, path);
    exchange.setVariable("intake", Intake.LOAD);
    Map<String, Object> file = new HashMap<>();
    file.put("inbox", taken.inbox());
    file.put("folder", taken.folder);
    file.put("fileName", exchange.getVariable("fileName"));
    if (!row("find-loading-job", file).isEmpty()) {
      // Whoever loads it compares it with what the job was made from.
      return;
    }
    try (DropFile rows = reader.open(path, lines.layout(path, taken.folder))) {
      file.put("sha256", rows.sha256());
    }
    if (!row("begin-job", file).isEmpty()) {
      return;
    }
    Map<String, Object> known = first(row("find-job-in-inbox", file));
    if (known == null) {
      refuseRepeat(path, file);
    } else if (!"LOADING".equals(known.get("state"))) {
      exchange.setVariable("jobId", number(known.get("id")));
      exchange.setVariable("intake", Intake.MOVE);
    }
  }

  private void refuseRepeat(Path path, Map<String, Object> file) {
    Map<String, Object> repeat = first(row("find-repeat", file));
    if (repeat != null) {
      String job = flow.job(number(repeat.get("id")));
      throw new DropFileException(
          path,
          new Message(
              "与 24 小时内处理过的文件相同（任务 " + job + "）；如需再次执行，请改名",
              "the same file was taken within 24 hours (job "
                  + job
                  + "); rename it to run it again"));
    }
  }

  private Taken look(Exchange exchange, Path path) throws IOException {
    Taken taken = new Taken(path, files.folderOf(path), FileStamp.of(path));
    exchange.setVariable("taken", taken);
    return taken;
  }

  /**
   * Opens the file of the claimed job, which is to be what the job was made from. It is closed when
   * the exchange ends.
   */
  public void open(Exchange exchange) throws IOException {
    Path path =
        files.inInbox(
            exchange.getVariable("folder", String.class),
            exchange.getVariable("fileName", String.class));
    Taken taken = look(exchange, path);
    DropFile rows = reader.open(path, lines.layout(path, taken.folder));
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
  public void blocks(Exchange exchange) {
    Taken taken = exchange.getVariable("taken", Taken.class);
    DropFile rows = exchange.getVariable("rows", DropFile.class);
    long jobId = exchange.getVariable("jobId", Long.class);
    exchange.getMessage().setBody(new Blocks(rows, jobId, lines.items(taken.path)));
  }

  /** Keeps the job with this node; fails when another one has taken it over. */
  public void renew(Exchange exchange) {
    requireClaim(
        row(
            "renew-loading",
            Map.of(
                "jobId", exchange.getVariable("jobId", Long.class),
                "claimNo", exchange.getVariable("claimNo", Long.class),
                "leaseMs", lease.toMillis())));
  }

  /** The job has all its lines, as long as nobody has written on in its file. */
  public void accept(Exchange exchange) throws IOException {
    Taken taken = exchange.getVariable("taken", Taken.class);
    if (!FileStamp.of(taken.path).equals(taken.stamp)) {
      giveUpChanged(exchange);
    }
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
    Message leftOut = exchange.getVariable("rows", DropFile.class).leftOut();
    if (leftOut != null) {
      log.info("job {}: {}: {}", flow.job(jobId), exchange.getVariable("fileName"), leftOut);
    }
  }

  /** Moves the file of an accepted job out of the inbox, unless another has taken its place. */
  public void move(Exchange exchange) throws IOException {
    Taken taken = exchange.getVariable("taken", Taken.class);
    long jobId = exchange.getVariable("jobId", Long.class);
    if (!taken.hasChanged()) {
      Path moved = files.moveToDone(taken.path, taken.inbox(), jobId);
      if (moved != null) {
        done.watch(jobId, moved, taken.stamp);
      }
    }
    statement("mark-moved").param("jobId", jobId).update();
  }

  /** Refuses the file that a {@link DropFileException} is about, or leaves it when it changed. */
  public void reject(Exchange exchange) {
    DropFileException reason =
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, DropFileException.class);
    Taken taken = exchange.getVariable("taken", Taken.class);
    Long jobId = exchange.getVariable("jobId", Long.class);
    if (taken.hasChanged()) {
      if (jobId != null) {
        discard(exchange, jobId);
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
      Path target = files.reject(taken.path, taken.inbox(), reason);
      log.warn("rejected: {}. The file is now in {}", reason.getMessage(), target);
    } catch (NoSuchFileException e) {
      // another node was faster, or the operator took it back
    } catch (IOException e) {
      trouble.tell(String.valueOf(taken.path.getFileName()), e);
    }
  }

  /** The file is there no more. A job whose lines were being loaded is over, too. */
  public void leave(Exchange exchange) {
    log.debug("{} was moved away before it was taken", exchange.getVariable("fileName"));
    if (exchange.getVariable("jobState") != null) {
      statement("reject-job")
          .param("jobId", exchange.getVariable("jobId"))
          .param("claimNo", exchange.getVariable("claimNo"))
          .param("reason", MOVED_AWAY)
          .update();
    }
  }

  /** Says that the file can't be taken for now. */
  public void sayTrouble(Exchange exchange) {
    trouble.tell(
        exchange.getVariable("fileName", String.class),
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
  }

  /** Says that nobody foresaw why the file can't be taken; a lost claim says nothing of it. */
  public void unexpected(Exchange exchange) {
    if (!Leases.keepRow(exchange)) {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      log.error(
          "{} can't be taken: {}; tried again.\n{}",
          exchange.getVariable("fileName"),
          cause.getMessage(),
          ExceptionHelper.stackTraceToString(cause));
    }
  }

  /**
   * Puts right what a crash between two steps or an operator's hand left: rows whose file has gone
   * from the inbox. Tells of taken files that somebody has written on.
   */
  public void sweep(Exchange exchange) {
    done.look();
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
        parameters.put("reason", MOVED_AWAY);
        statement("reject-job").params(parameters).update();
      } else {
        statement("mark-moved").params(parameters).update();
      }
    }
  }

  private void giveUpChanged(Exchange exchange) {
    discard(exchange, exchange.getVariable("jobId", Long.class));
    throw new ClaimLostException(
        "the file changed after it was first read; it is read again from the start");
  }

  /** Forgets a job, so that its file is taken anew. */
  private void discard(Exchange exchange, long jobId) {
    long claimNo = exchange.getVariable("claimNo", Long.class);
    steady.forget(exchange.getVariable("taken", Taken.class).path);
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
      throw new ClaimLostException("the file was taken over by another node, which will load it");
    }
  }

  private static final class Blocks implements Iterator<List<Map<String, @Nullable Object>>> {
    private final DropFile rows;
    private final long jobId;
    private final Items items;
    private boolean failed;

    Blocks(DropFile rows, long jobId, Items items) {
      this.rows = rows;
      this.jobId = jobId;
      this.items = items;
    }

    @Override
    public boolean hasNext() {
      return !failed && rows.hasNext();
    }

    @Override
    public List<Map<String, @Nullable Object>> next() {
      List<Map<String, @Nullable Object>> block = new ArrayList<>(BLOCK);
      // A split that fails asks for what is left, to let go of it.
      failed = true;
      while (block.size() < BLOCK && rows.hasNext()) {
        block.add(parameters(rows.next()));
      }
      if (!rows.hasNext()) {
        items.end();
      }
      failed = false;
      return block;
    }

    private Map<String, @Nullable Object> parameters(DropRow row) {
      Map<String, @Nullable Object> item = new HashMap<>(items.of(row));
      item.put("jobId", jobId);
      item.put("line", row.line());
      return item;
    }
  }
}
