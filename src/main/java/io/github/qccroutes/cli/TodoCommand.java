package io.github.qccroutes.cli;

import io.github.qccroutes.app.Application;
import io.github.qccroutes.config.Settings;
import io.github.qccroutes.flow.Todo;
import io.github.qccroutes.store.Database;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what waits for a person, in the words of the health page and the console. */
@Command(
    name = "todo",
    mixinStandardHelpOptions = true,
    description = "Show what waits for a person, one by one, each with the command that does it.")
final class TodoCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Home home;
  @Spec private CommandSpec spec;

  TodoCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = home.quietSettings();
    ZoneId zone = settings.zone();
    try (Database database = Application.openDatabase(settings, Clock.systemUTC())) {
      Waiting waiting = new Waiting(home, settings, database);
      if (waiting.all().isEmpty()) {
        out.println("没有需要处理的事项 Nothing waits for you.");
      }
      for (Todo each : waiting.all()) {
        out.println(
            (each.since() == null ? "-" : TIME.format(each.since().atZone(zone)))
                + "  "
                + waiting.words(each));
        out.println("    " + waiting.command(each));
      }
    }
    return 0;
  }
}
