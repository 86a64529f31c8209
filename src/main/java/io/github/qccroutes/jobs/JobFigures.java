package io.github.qccroutes.jobs;

import io.github.qccroutes.observe.Questions;
import io.github.qccroutes.store.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /** How many jobs wait for a person. */
  public long held() {
    return number(summary().get("held"));
  }

  /** The line of the health page. */
  public String told() {
    Map<String, Object> summary = questions.ask(this::summary);
    long callsLeft = number(summary.get("calls_left"));
    double minutes = minutesLeft(summary);
    return "jobs running "
        + summary.get("running")
        + ", held "
        + summary.get("held")
        + "; "
        + (summary.containsKey("lines_left")
            ? "lines left " + summary.get("lines_left") + ", "
            : "")
        + "calls left "
        + callsLeft
        + ", calls per minute "
        + summary.get("calls_per_minute")
        + (callsLeft > 0 && !Double.isNaN(minutes)
            ? ", done in about " + (long) minutes + " min"
            : "");
  }

  /** Registers a gauge for each figure, and one for the minutes that the calls left will take. */
  public void meters(MeterRegistry metrics, boolean withLines) {
    Supplier<Map<String, Object>> lately = Questions.lately(this::summary);
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("jobs.running", "running");
    figures.put("jobs.held", "held");
    if (withLines) {
      figures.put("lines.left", "lines_left");
    }
    figures.put("calls.left", "calls_left");
    figures.put("calls.per.minute", "calls_per_minute");
    figures.forEach((name, column) -> gauge(metrics, name, () -> number(lately.get().get(column))));
    gauge(metrics, "minutes.left", () -> minutesLeft(lately.get()));
  }

  private void gauge(MeterRegistry metrics, String name, Supplier<? extends Number> figure) {
    Gauge.builder("qcc." + flow.name() + "." + name, () -> questions.figure(figure))
        .register(metrics);
  }

  private Map<String, Object> summary() {
    return database.statement(flow.name() + "/summary").query().singleRow();
  }

  /** NaN while nothing tells how fast it goes. */
  private static double minutesLeft(Map<String, Object> summary) {
    long callsLeft = number(summary.get("calls_left"));
    long perMinute = number(summary.get("calls_per_minute"));
    if (callsLeft == 0) {
      return 0;
    }
    return perMinute == 0 ? Double.NaN : callsLeft / perMinute + 1;
  }

  private static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
  }
}
