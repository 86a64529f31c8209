package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.assignments.AssignmentJobs;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.partnerships.PartnershipJobs;
import io.github.qccroutes.store.Database;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the jobs made from dropped files: those under way and the last twenty. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "Show the jobs made from dropped files: those under way and the last twenty.")
final class JobsCommand implements Callable<Integer> {
  private static final Map<String, String> STATES =
      Map.of(
          "LOADING", "读取中",
          "ACCEPTED", "待处理",
          "HELD", "暂停",
          "RUNNING", "进行中",
          "DONE", "完成",
          "INCOMPLETE", "未全部完成",
          "REJECTED", "未接受");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Home home;
  @Spec private CommandSpec spec;

  JobsCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = home.quietSettings();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      List<Map<String, Object>> assignments = new AssignmentJobs(database).list();
      List<Map<String, Object>> partnerships = new PartnershipJobs(database).list();
      if (assignments.isEmpty() && partnerships.isEmpty()) {
        out.println("没有任务 No job yet.");
      }
      Waiting waiting = new Waiting(home, settings, database);
      for (Map<String, Object> job : assignments) {
        String work =
            "行 lines %s, 成功 succeeded %s, 失败或无效 failed or invalid %s, 未完成 left %s"
                .formatted(
                    job.get("lines"),
                    job.get("lines_ok"),
                    job.get("lines_failed"),
                    job.get("lines_left"));
        String id = String.valueOf(job.get("id"));
        print(out, settings.zone(), id, job, work, waiting.words("job", id));
      }
      for (Map<String, Object> job : partnerships) {
        String work =
            "公司 companies %s, 调用 calls %s, 未完成 left %s"
                .formatted(job.get("names"), job.get("calls"), job.get("calls_left"));
        String id = PartnershipJobs.FLOW.job(Long.parseLong(String.valueOf(job.get("id"))));
        print(out, settings.zone(), id, job, work, waiting.words("job", id));
      }
    }
    return 0;
  }

  private void print(
      PrintWriter out,
      ZoneId zone,
      String id,
      Map<String, Object> job,
      String work,
      @Nullable String waits) {
    out.printf(
        "%s  %s %s  %s/%s  %s%n",
        id,
        STATES.getOrDefault(String.valueOf(job.get("state")), ""),
        job.get("state"),
        job.get("folder"),
        job.get("file_name"),
        work);
    Object reason = waits == null ? job.get("reason") : waits;
    if (reason != null && !reason.toString().isBlank()) {
      out.println("    " + reason);
    }
    if ("HELD".equals(job.get("state"))) {
      // Of a stop a release lifts nothing: the calls stay held.
      out.println(
          "STOP".equals(job.get("held_check"))
              ? "    解除暂停后自动继续 goes on once the hold is lifted: " + home.command() + " holds"
              : "    跳过此项检查继续 to let it go on past this check: "
                  + home.command()
                  + " release "
                  + id);
      Instant next = Database.instant(job.get("next_look_at"));
      if (next != null && !"STOP".equals(job.get("held_check"))) {
        out.println(
            "    下次自动复查 looked at again by itself: "
                + TIME.format(next.atZone(zone))
                + ("QUOTA".equals(job.get("held_check"))
                    ? "；立即复查 at once after: " + home.command() + " quota"
                    : ""));
      }
    }
  }
}
