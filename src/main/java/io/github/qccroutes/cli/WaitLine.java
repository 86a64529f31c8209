package io.github.qccroutes.cli;

import io.github.qccroutes.api.ApiCall;
import io.github.qccroutes.api.ApiHolds;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The line below a waiting order that says until when it waits and what ends that sooner. */
final class WaitLine {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final List<ApiHolds.Hold> holds;
  private final Clock clock;
  private final ZoneId zone;
  private final String command;

  /**
   * @param command as this program was typed
   */
  WaitLine(Database database, Settings settings, Clock clock, String command) {
    this.holds = new ApiHolds(database).list();
    this.clock = clock;
    this.zone = settings.zone();
    this.command = command;
  }

  /**
   * The line, or null for an order that is due.
   *
   * @param call what the order waits to be asked with, which may be held
   * @param act what is done in the end, in Chinese and English
   * @param dueAt the column that says when
   * @param sooner the command that has it done at once
   */
  @Nullable String of(ApiCall call, String act, @Nullable Object dueAt, String sooner) {
    for (ApiHolds.Hold hold : holds) {
      if (hold.call().equals(ApiHolds.ALL_CALLS) || hold.call().equals(call.name())) {
        Instant end = hold.call().equals(ApiHolds.ALL_CALLS) ? null : hold.untilAt();
        return "    "
            + call
            + (end == null
                ? " 暂停，解除后自动继续 is held, goes on once the hold is lifted: "
                : " 暂停到 " + at(end) + "，之后自动继续 is held until then, goes on by itself; sooner: ")
            + command
            + " holds";
      }
    }
    Instant due = Database.instant(dueAt);
    return due == null || !due.isAfter(clock.instant())
        ? null
        : "    " + act + ": " + at(due) + "；立即 at once: " + command + " " + sooner;
  }

  /** A time as a clock on the operator's wall shows it. */
  String at(Instant time) {
    return TIME.format(time.atZone(zone));
  }
}
