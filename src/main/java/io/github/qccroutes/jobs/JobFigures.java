package io.github.qccroutes.jobs;

import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.observe.Questions;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the jobs of a flow stand, by its statement {@code summary}: a row of {@code running, held,
 * lines_left, calls_left, calls_per_minute}, of which {@code lines_left} may be missing.
 * Thread-safe.
 */
public final class JobFigures {
  private final JobFlow flow;
  private final Database database;
  private final Questions questions;

  public JobFigures(JobFlow flow, Database database, Questions questions) {
    this.flow = flow;
    this.database = database;
    this.questions = questions;
  }

  /** The jobs that wait for a person. */
  public List<Todo> todo(String chinese, String english) {
    List<Row> held = database.statement(flow.name() + "/list-held").query(Row::of).list();
    Todo.Many many =
        new Todo.Many(
            held.size() < Todo.MOST ? held.size() : summary().number("held"),
            "个" + chinese + "暂停",
            english + "(s) are HELD",
            "qcc-routes jobs");
    return held.stream()
        .map(
            job -> {
              String name = flow.job(job.number("id"));
              String file = job.text("folder") + "/" + job.text("file_name");
              return new Todo(
                  "job",
                  name,
                  job.instant("held_at"),
                  chinese + " " + name + " 暂停（" + file + "）",
                  english + " is HELD: " + job.text("reason"),
                  // Of a stop a release lifts nothing: the calls stay held.
                  job.text("held_check").equals("STOP")
                      ? "qcc-routes holds"
                      : "qcc-routes release " + name,
                  job.text("held_check").equals("STOP") ? null : "jobs-release",
                  many);
            })
        .toList();
  }

  /** The line of the health page. */
  public String told() {
    Row summary = questions.ask(this::summary);
    long callsLeft = summary.number("calls_left");
    double minutes = minutesLeft(summary);
    return "jobs running "
        + summary.number("running")
        + ", held "
        + summary.number("held")
        + "; "
        + (summary.has("lines_left") ? "lines left " + summary.number("lines_left") + ", " : "")
        + "calls left "
        + callsLeft
        + ", calls per minute "
        + summary.number("calls_per_minute")
        + (callsLeft > 0 && !Double.isNaN(minutes)
            ? ", done in about " + (long) minutes + " min"
            : "");
  }

  /** Registers a gauge for each figure, and one for the minutes that the calls left will take. */
  public void meters(MeterRegistry metrics, boolean withLines) {
    Supplier<Row> lately = Questions.lately(this::summary);
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("jobs.running", "running");
    figures.put("jobs.held", "held");
    if (withLines) {
      figures.put("lines.left", "lines_left");
    }
    figures.put("calls.left", "calls_left");
    figures.put("calls.per.minute", "calls_per_minute");
    figures.forEach((name, column) -> gauge(metrics, name, () -> lately.get().number(column)));
    gauge(metrics, "minutes.left", () -> minutesLeft(lately.get()));
  }

  private void gauge(MeterRegistry metrics, String name, Supplier<? extends Number> figure) {
    Gauge.builder("qcc." + flow.name() + "." + name, () -> questions.figure(figure))
        .register(metrics);
  }

  private Row summary() {
    return database.statement(flow.name() + "/summary").query(Row::of).single();
  }

  /** NaN while nothing tells how fast it goes. */
  private static double minutesLeft(Row summary) {
    long callsLeft = summary.number("calls_left");
    long perMinute = summary.number("calls_per_minute");
    if (callsLeft == 0) {
      return 0;
    }
    return perMinute == 0 ? Double.NaN : callsLeft / perMinute + 1;
  }
}
