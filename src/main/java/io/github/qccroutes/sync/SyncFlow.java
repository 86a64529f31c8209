package io.github.qccroutes.sync;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Events;
import io.github.qccroutes.flow.Flow;
import io.github.qccroutes.flow.FlowParts;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.jobs.JobBeans;
import io.github.qccroutes.observe.Health;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.github.qccroutes.tables.Folding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sync: a whole list of who watches what becomes the adds and cancels that bring it about. */
public final class SyncFlow implements Flow {
  private final FlowParts parts;
  private final Database database;
  private final JobBeans jobs;
  private final SyncMeters meters;
  private final SyncSource source;

  public SyncFlow(FlowParts parts) {
    this.parts = parts;
    this.database = parts.database();
    this.jobs = new JobBeans("sync", SyncRuns.FLOW, parts);
    this.source = new SyncSource(parts.settings(), parts.clock(), database, jobs.steady());
    this.meters = new SyncMeters(database, parts.moments(), parts.metrics());
  }

  @Override
  public void listen(Events events) {
    Set<String> admins =
        parts
            .settings()
            .optional("qcc.assignments.admin-logins")
            .filter(text -> !text.equals("none"))
            .map(
                text -> Stream.of(text.split(",", -1)).map(Folding::of).collect(Collectors.toSet()))
            .orElse(Set.of());
    events.on(Events.LinesSettled.class, new WatchLedger(database, admins)::settle);
  }

  @Override
  public void beans(BiConsumer<String, Object> beans) {
    Settings settings = parts.settings();
    jobs.bindIntake(beans, Set.of("sync"), lines(settings));
    SyncFiles files = new SyncFiles(database, jobs.files(), parts.program());
    beans.accept(
        "syncPlanner",
        new SyncPlanner(
            database,
            new SyncDiff(database),
            SyncGuards.of(settings),
            files,
            settings.flag("qcc.sync.adds-while-held")));
    beans.accept("syncRuns", new SyncRuns(database));
    beans.accept(
        "syncDryRun",
        new SyncDryRun(database, settings, settings.path("qcc.data-dir").resolve("tmp")));
    beans.accept("syncResults", new SyncResults(database, jobs.files(), files));
    beans.accept("syncMeters", meters);
    beans.accept("syncSource", source);
  }

  static SyncLines lines(Settings settings) {
    return new SyncLines(
        Pattern.compile(settings.text("qcc.assignments.login-pattern")),
        settings.flag("qcc.sync.require-trailer"));
  }

  @Override
  public void takeOver() throws IOException {
    jobs.files().prepare();
    if (parts.isOnlyNode()) {
      database.statement("sync/release-all-runs").update();
    }
    meters.refresh();
  }

  @Override
  public List<Health> health() {
    return List.of(Health.told("sync", this::told));
  }

  private String told() {
    Row summary =
        parts.questions().ask(() -> database.statement("sync/summary").query(Row::of).single());
    return "pairs watched "
        + summary.number("watched")
        + ", unknown "
        + summary.number("unknown")
        + "; lists at work "
        + summary.number("running")
        + ", held "
        + summary.number("held");
  }

  @Override
  public List<Todo> todo() {
    List<Todo> todo = new ArrayList<>();
    for (Row run : database.statement("sync/list-held").query(Row::of).list()) {
      todo.add(
          Todo.of(
              "list",
              "s" + run.number("id"),
              run.instant("held_at"),
              "名单暂停",
              "a list is HELD: s%s %s: %s"
                  .formatted(run.number("id"), run.text("scope"), run.text("reason")),
              "qcc-routes sync",
              "jobs-release"));
    }
    String failure = source.failure();
    if (failure != null) {
      todo.add(
          Todo.of(
              "source",
              "sync",
              null,
              "数据库没有给出名单",
              "the database gave no list: " + failure,
              "qcc-routes sync",
              null));
    }
    return todo;
  }
}
