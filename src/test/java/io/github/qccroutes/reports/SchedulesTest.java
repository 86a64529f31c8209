package io.github.qccroutes.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.ReportCalls;
import io.github.qccroutes.store.Dialect;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import org.apache.camel.component.quartz.QuartzComponent;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** What starts by itself: the triggers as the scheduler has them. */
class SchedulesTest {
  private static final String EVERY_SECOND = "* * * * * ?";

  @Test
  void firesEachCronInTheConfiguredZone() throws Exception {
    Map<String, String> crons = new TreeMap<>();
    crons.put("push.reconcile", "0 1 1 * * ?");
    crons.put("reports.day", "0 2 2 * * ?");
    crons.put("reports.week", "0 3 3 ? * MON");
    crons.put("reports.month", "0 4 4 1 * ?");
    crons.put("reports.poll", "0 5 5 * * ?");
    crons.put("quota", "0 6 6 * * ?");
    crons.put("sync", "0 7 7 * * ?");
    Stage stage = Stage.on(Dialect.SQLITE).with("qcc.time-zone", "America/St_Johns");
    crons.forEach(
        (key, cron) -> stage.with("qcc." + key + (key.contains(".") ? "-cron" : ".cron"), cron));
    try (stage) {
      Map<String, Trigger> triggers = new TreeMap<>();
      Scheduler scheduler =
          stage.startNode().camel().getComponent("quartz", QuartzComponent.class).getScheduler();
      for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyGroup())) {
        triggers.put(key.getGroup() + "/" + key.getName(), scheduler.getTrigger(key));
      }

      Map<String, String> found = new TreeMap<>();
      triggers.forEach(
          (name, trigger) -> {
            CronTrigger cron = (CronTrigger) trigger;
            assertThat(cron.getTimeZone())
                .as(name)
                .isEqualTo(TimeZone.getTimeZone("America/St_Johns"));
            found.put(name, cron.getCronExpression());
          });
      assertThat(found)
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "push/reconcile", "0 1 1 * * ?",
                  "reports/day", "0 2 2 * * ?",
                  "reports/week", "0 3 3 ? * MON",
                  "reports/month", "0 4 4 1 * ?",
                  "reports/poll", "0 5 5 * * ?",
                  "quota/check", "0 6 6 * * ?",
                  "retention/night", "0 17 3 * * ?",
                  "sync/source", "0 7 7 * * ?"));
    }
  }

  /** Without a tick and without a start in between. */
  @Test
  void ordersByTheTriggerOfItsOwn() {
    try (Stage stage =
        Stage.on(Dialect.SQLITE)
            .with("qcc.reports.day-cron", EVERY_SECOND)
            .with("qcc.reports.week-cron", "off")
            .with("qcc.reports.month-cron", "off")
            .firstStarted("2027-01-05T07:00")) {
      stage.startNode();
      Stage.eventually(() -> assertThat(stage.calls(ReportCalls.CREATE)).isOne());

      stage.setTime("2027-01-06T08:00");

      Stage.eventually(() -> assertThat(stage.calls(ReportCalls.CREATE)).isEqualTo(2));
      assertThat(stage.rows()).containsExactly("day-2027-01-05", "day-2027-01-06");
    }
  }
}
