package io.github.qccroutes.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a report order goes on once it is placed. Immutable; each method gives a variant. */
public final class ReportCourse {

  private final String outcome;
  private final int polls;
  private final Duration time;
  private final boolean linked;
  private final @Nullable String link;
  private final byte @Nullable [] archive;

  private ReportCourse(
      String outcome,
      int polls,
      Duration time,
      boolean linked,
      @Nullable String link,
      byte @Nullable [] archive) {
    this.outcome = outcome;
    this.polls = polls;
    this.time = time;
    this.linked = linked;
    this.link = link;
    this.archive = archive;
  }

  /** A report that is there at once: S with a signed link to its ZIP. */
  public static ReportCourse ready() {
    return new ReportCourse("S", 0, Duration.ZERO, true, null, null);
  }

  /** A report that cannot be made: F without a link. */
  public static ReportCourse failed() {
    return state("F");
  }

  /** An order that ends in any state, documented or not, without a link. */
  public static ReportCourse state(String letter) {
    return new ReportCourse(letter, 0, Duration.ZERO, false, null, null);
  }

  /** In process (P) for so many answers first. */
  public ReportCourse afterPolls(int count) {
    return new ReportCourse(outcome, count, time, linked, link, archive);
  }

  /** In process (P) until so long after the order, by the stand-in's clock. */
  public ReportCourse after(Duration sinceOrder) {
    return new ReportCourse(outcome, polls, sinceOrder, linked, link, archive);
  }

  /** With this text as its link, or {@code null}, instead of the right one. */
  public ReportCourse link(@Nullable String other) {
    return new ReportCourse(outcome, polls, time, false, other, archive);
  }

  /** With these bytes as its ZIP, whatever they are. */
  public ReportCourse archive(byte[] bytes) {
    return new ReportCourse(outcome, polls, time, linked, link, bytes.clone());
  }

  String outcome() {
    return outcome;
  }

  int polls() {
    return polls;
  }

  Duration time() {
    return time;
  }

  /** Whether the right link is given; else {@link #link} stands in its place. */
  boolean isLinked() {
    return linked;
  }

  @Nullable String link() {
    return link;
  }

  byte @Nullable [] archive() {
    return archive;
  }
}
