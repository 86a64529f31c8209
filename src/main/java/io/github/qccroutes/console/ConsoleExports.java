package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import java.io.IOException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Lists as files: all rows of the statement that the variable {@code list} names (see {@link
 * Export}), streamed. Thread-safe.
 */
public final class ConsoleExports {
  private static final int MOST_AT_ONCE = 3;

  private final Database database;
  private final ZoneId zone;
  private final ExportSlots slots = new ExportSlots(MOST_AT_ONCE);

  ConsoleExports(Database database, ZoneId zone) {
    this.database = database;
    this.zone = zone;
  }

  /** Answers the list as CSV. */
  public void csv(Exchange exchange) throws IOException {
    Export export = export(exchange);
    answer(
        exchange, export, "text/csv; charset=utf-8", "csv", out -> new ExportFile.Csv(out, export));
  }

  /** Answers the list as a workbook. */
  public void xlsx(Exchange exchange) throws IOException {
    Export export = export(exchange);
    answer(
        exchange,
        export,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        out -> new ExportFile.Xlsx(out, export, ExportFile.Xlsx.MOST_ROWS));
  }

  private static Export export(Exchange exchange) {
    return Export.of(exchange.getVariable("list", String.class));
  }

  private void answer(
      Exchange exchange, Export export, String type, String suffix, ExportStream.Start start)
      throws IOException {
    Map<String, Object> parameters = new HashMap<>(exchange.getVariables());
    ExportRows rows = new ExportRows(database, export, parameters, zone);
    ExportStream stream = ExportStream.of(rows, start, slots.take(), exchange);
    ConsoleAnswer.file(exchange, type, export.file() + "." + suffix, stream);
  }
}
