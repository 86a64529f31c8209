package io.github.qccroutes.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlConstants;

/** What the routes of actions have in common: whether a statement did what was asked. */
public final class ConsoleActions {
  private final ConsoleLists lists;
  private final Path dataDir;
  private final Clock clock;

  ConsoleActions(ConsoleLists lists, Path dataDir, Clock clock) {
    this.lists = lists;
    this.dataDir = dataDir;
    this.clock = clock;
  }

  /**
   * Makes sure that the statement before has changed a row.
   *
   * @throws ConsoleProblem 409 when it found none in a state in which that can be done
   */
  public void requireChange(Exchange exchange) {
    Integer changed = exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, Integer.class);
    if (changed == null || changed == 0) {
      throw unfit();
    }
    exchange.getMessage().setBody(null);
  }

  /** The state does not allow what was asked. */
  public void refuse(Exchange exchange) {
    throw unfit();
  }

  private static ConsoleProblem unfit() {
    return ConsoleProblem.conflict(
        "没有这一项，或者它现在的状态不允许这样做", "There is no such thing, or its state does not allow that now");
  }

  /** {@code all} in an address is {@code *} in the table of holds. */
  public void nameHold(Exchange exchange) {
    if ("all".equals(exchange.getVariable("call"))) {
      exchange.setVariable("call", "*");
    }
  }

  /** Turns {@code days} into the time {@code sinceAt}. */
  public void since(Exchange exchange) {
    long days = exchange.getVariable("days", Long.class);
    exchange.setVariable("sinceAt", lists.parameter(clock.instant().minus(Duration.ofDays(days))));
  }

  /** Answers the file that the one row in the body names, in its column {@code file}. */
  public void file(Exchange exchange) throws IOException {
    List<?> rows = exchange.getMessage().getBody(List.class);
    Path file =
        rows.isEmpty()
            ? null
            : dataDir.resolve(String.valueOf(((Map<?, ?>) rows.get(0)).get("file")));
    if (file == null || !Files.isRegularFile(file)) {
      throw ConsoleProblem.notFound(
          "文件不在了：没有取回，或已过保留期", "The file is not there: never fetched, or past its time");
    }
    ConsoleAnswer.file(
        exchange, "application/zip", file.getFileName().toString(), Files.newInputStream(file));
  }
}
