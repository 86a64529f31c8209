package io.github.qccroutes.sync;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.work.ClaimLostException;
import io.github.qccroutes.work.Leases;
import io.github.qccroutes.work.RowFailure;
import java.io.IOException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The steps from a whole list to its jobs: what it changes, what could hold it, and the two jobs
 * that do it. Every step of a claimed run can be repeated. Thread-safe.
 */
public final class SyncPlanner {
  private static final Logger LOG = LoggerFactory.getLogger("sync");
  private static final String ASSIGN = "ASSIGN";
  private static final String CANCEL = "CANCEL";
  private static final long SOON_MS = 1_000;
  private static final long POSTPONED_MS = 30_000;

  private final Database database;
  private final SyncDiff diff;
  private final SyncGuards guards;
  private final SyncFiles files;
  private final boolean addsWhileHeld;

  /**
   * @param addsWhileHeld whether what a held list adds is sent all the same
   */
  SyncPlanner(
      Database database, SyncDiff diff, SyncGuards guards, SyncFiles files, boolean addsWhileHeld) {
    this.database = database;
    this.diff = diff;
    this.guards = guards;
    this.files = files;
    this.addsWhileHeld = addsWhileHeld;
  }

  /**
   * Finds what the claimed list changes and writes its plan file; the variable {@code hold} names
   * the guards that hold it, with {@code reason}, unless a person has let it go on.
   */
  public void plan(Exchange exchange) throws IOException {
    Run run = Run.of(exchange);
    SyncDiff.Figures figures = diff.find(run.id(), run.scope(), run.addJob() != null);
    exchange.setVariable("figures", figures);
    exchange.removeVariable("hold");
    files.writePlan(run);
    files.removeEndedHolds(run);
    if (run.isReleased()) {
      return;
    }
    List<SyncGuards.Hold> holds = guards.holds(figures, run.trailer());
    if (!holds.isEmpty()) {
      exchange.setVariable(
          "hold", holds.stream().map(SyncGuards.Hold::check).collect(Collectors.joining(" ")));
      exchange.setVariable(
          "reason",
          holds.stream().map(SyncGuards.Hold::chinese).collect(Collectors.joining("；"))
              + " / "
              + holds.stream().map(SyncGuards.Hold::english).collect(Collectors.joining("; ")));
    }
  }

  /** Holds the claimed run; what it adds goes ahead, once. */
  public void hold(Exchange exchange) throws IOException {
    Run run = Run.of(exchange);
    SyncDiff.Figures figures = exchange.getVariable("figures", SyncDiff.Figures.class);
    String checks = exchange.getVariable("hold", String.class);
    String reason = exchange.getVariable("reason", String.class);
    boolean first = !run.wasHeld();
    boolean ahead = first && addsWhileHeld && run.addJob() == null && figures.adds() > 0;
    // Before the row: nobody comes back to write what a held run says already.
    files.writeHeld(run, figures, reason, ahead);
    database.inOneTransaction(
        () -> {
          fence(run);
          Long addJob = null;
          if (ahead) {
            run("claim-adds", run).param("scope", run.scope()).update();
            addJob = job(run, ASSIGN, figures.adds());
          }
          require(
              run("hold-run", run)
                  .param("heldCheck", checks)
                  .param("reason", reason)
                  .param("cancels", figures.cancels())
                  .param("adds", ahead ? figures.adds() : 0)
                  .param("addJob", addJob, Types.BIGINT)
                  .query()
                  .listOfRows());
        });
    if (first) {
      LOG.warn(
          "{}: HELD: {} ({}): {} to add{}, {} to cancel: {}. To let it go on: qcc-routes release {};"
              + " to give it up: qcc-routes sync reject {}",
          run.name(),
          run.fileName(),
          run.scope(),
          figures.adds(),
          ahead ? " (sent)" : "",
          figures.cancels(),
          reason,
          run.name(),
          run.name());
    }
  }

  /**
   * Makes the claimed list its scope's claims, and the job that adds; once that is done, or if
   * there is none, the one that cancels.
   *
   * @throws LedgerMovedException when ledger or claims no longer are what the plan was made from
   */
  public void run(Exchange exchange) throws IOException {
    Run run = Run.of(exchange);
    SyncDiff.Figures figures = exchange.getVariable("figures", SyncDiff.Figures.class);
    diff.forRanges(
        run.id(),
        range ->
            database.inOneTransaction(
                () -> {
                  fence(run);
                  database
                      .statement("sync/claim-lines")
                      .params(range)
                      .param("scope", run.scope())
                      .update();
                }));
    if (run.addJob() == null && figures.adds() > 0 && figures.cancels() > 0) {
      beginAdds(run, figures);
    } else {
      makeJobs(run, figures);
    }
  }

  private void beginAdds(Run run, SyncDiff.Figures figures) {
    database.inOneTransaction(
        () -> {
          fence(run);
          require(
              run("begin-adds", run)
                  .param("addJob", job(run, ASSIGN, figures.adds()))
                  .param("adds", figures.adds())
                  .query()
                  .listOfRows());
        });
    LOG.info(
        "{}: {} ({}): {} to add first, then {} to cancel",
        run.name(),
        run.fileName(),
        run.scope(),
        figures.adds(),
        figures.cancels());
  }

  private void makeJobs(Run run, SyncDiff.Figures figures) throws IOException {
    long adds = run.addJob() == null ? figures.adds() : 0;
    boolean nothing = figures.adds() == 0 && figures.cancels() == 0;
    if (nothing) {
      // Before the row: nobody comes back to a run that is done.
      files.writeUnchanged(run);
    }
    database.inOneTransaction(
        () -> {
          database.statement("sync/take-turn").update();
          fence(run);
          if (diff.hasMoved(run.id(), run.scope(), figures.cancels(), run.addJob() != null)) {
            throw new LedgerMovedException();
          }
          run("release-claims", run).param("scope", run.scope()).update();
          Long addJob = adds == 0 ? null : job(run, ASSIGN, adds);
          Long cancelJob = figures.cancels() == 0 ? null : job(run, CANCEL, figures.cancels());
          database.statement("sync/drop-settled-claims").param("scope", run.scope()).update();
          require(
              run("run-run", run)
                  .param("state", nothing ? "DONE" : "RUNNING")
                  .param("addJob", addJob, Types.BIGINT)
                  .param("cancelJob", cancelJob, Types.BIGINT)
                  .param("adds", adds)
                  .param("cancels", figures.cancels())
                  .query()
                  .listOfRows());
        });
    files.removeHeld(run);
    LOG.info(
        "{}: {}: {} ({}): {} pair(s), {} to add, {} to cancel",
        run.name(),
        nothing ? "DONE" : "RUNNING",
        run.fileName(),
        run.scope(),
        figures.pairs(),
        figures.adds(),
        figures.cancels());
  }

  /** The ledger moved under the plan; it is made anew in a moment. */
  public void planAnew(Exchange exchange) {
    postpone(Run.of(exchange), SOON_MS);
  }

  /** Nobody foresaw why the claimed run can't go on; it is looked at again in half a minute. */
  public void unexpected(Exchange exchange) {
    if (!Leases.keepRow(exchange)) {
      Run run = Run.of(exchange);
      RowFailure.of(exchange).tell(LOG, run.name());
      postpone(run, POSTPONED_MS);
    }
  }

  /** Finishes the claimed run, whose jobs are finished: its result file, its state. */
  public void finish(Exchange exchange) throws IOException {
    Run run = Run.of(exchange);
    Map<String, Long> counts = files.writeResult(run);
    files.writeDrift(run);
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long ok = counts.getOrDefault("OK", 0L);
    String state = all == ok ? "DONE" : "INCOMPLETE";
    String reason =
        all == ok
            ? ""
            : "%1$d 行中有 %2$d 行没有成功，见 .result.csv；未成功的在下一份名单时再处理 / %2$d of %1$d line(s) did not succeed, see .result.csv; the next list deals with them"
                .formatted(all, all - ok);
    database.inOneTransaction(
        () -> {
          database.statement("sync/drop-settled-claims").param("scope", run.scope()).update();
          require(
              run("finish-run", run)
                  .param("state", state)
                  .param("reason", reason)
                  .param("lines", all)
                  .param("succeeded", ok)
                  .query()
                  .listOfRows());
        });
    LOG.atLevel(all == ok ? Level.INFO : Level.WARN)
        .log(
            "{}: {}: {} ({}): {} of {} change(s) succeeded",
            run.name(),
            state,
            run.fileName(),
            run.scope(),
            ok,
            all);
  }

  private long job(Run run, String action, long lines) {
    long jobId =
        database
            .statement("sync/make-job")
            .param("runId", run.id())
            .param("action", action)
            .query(Long.class)
            .single();
    int made =
        database
            .statement("sync/make-items")
            .param("runId", run.id())
            .param("jobId", jobId)
            .param("action", action)
            .update();
    if (made != lines) {
      throw new LedgerMovedException();
    }
    return jobId;
  }

  private void fence(Run run) {
    require(run("fence-run", run).query().listOfRows());
  }

  private void postpone(Run run, long delayMs) {
    run("postpone-run", run).param("delayMs", delayMs).update();
  }

  private JdbcClient.StatementSpec run(String statement, Run run) {
    return database
        .statement("sync/" + statement)
        .param("runId", run.id())
        .param("claimNo", run.claimNo());
  }

  private static void require(List<?> rows) {
    if (rows.isEmpty()) {
      throw new ClaimLostException("the list was taken over by another node, or given up");
    }
  }
}
