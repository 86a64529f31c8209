package io.github.qccroutes.console;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.jobs.AnswerRows;
import io.github.qccroutes.tables.ResultFile;
import io.github.qccroutes.tables.ResultWorkbook;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * Answers of jobs as files. Each is written to its end before the first byte goes out, so that
 * somebody who reads slowly keeps nothing busy; it goes with the request. Thread-safe.
 */
public final class ConsoleDownloads {
  private static final String CSV = "text/csv; charset=utf-8";
  private static final String XLSX =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private final Path folder;

  ConsoleDownloads(Settings settings) {
    this.folder = settings.path("qcc.data-dir").resolve("tmp");
  }

  /** Answers the rows in the body, or the file that has been written of them. */
  public void resultCsv(Exchange exchange) throws IOException {
    Path written = exchange.getVariable("written", Path.class);
    InputStream file =
        written == null
            ? csv(rows(exchange), false)
            : Files.newInputStream(written, LinkOption.NOFOLLOW_LINKS);
    ConsoleAnswer.file(exchange, CSV, name(exchange, "result.csv"), file);
  }

  public void resultXlsx(Exchange exchange) throws IOException {
    ConsoleAnswer.file(exchange, XLSX, name(exchange, "result.xlsx"), xlsx(rows(exchange)));
  }

  /**
   * Answers the rows in the body.
   *
   * @throws ConsoleProblem 404 when there are none
   */
  public void retryCsv(Exchange exchange) throws IOException {
    ConsoleAnswer.file(exchange, CSV, name(exchange, "retry.csv"), csv(rows(exchange), true));
  }

  /** A file with nothing but the header that one for the folder {@code flow} has. */
  public void templateCsv(Exchange exchange) throws IOException {
    ConsoleAnswer.file(exchange, CSV, template(exchange, "csv"), csv(header(exchange), false));
  }

  public void templateXlsx(Exchange exchange) throws IOException {
    ConsoleAnswer.file(exchange, XLSX, template(exchange, "xlsx"), xlsx(header(exchange)));
  }

  private static AnswerRows header(Exchange exchange) {
    return new AnswerRows(
        "partnerships".equals(exchange.getVariable("flow"))
            ? List.of("公司名称")
            : List.of("登录名", "公司名称"),
        List.of());
  }

  private static String template(Exchange exchange, String ending) {
    return exchange.getVariable("flow", String.class) + "." + ending;
  }

  private static String name(Exchange exchange, String ending) {
    return "job-" + exchange.getVariable("job", String.class) + "." + ending;
  }

  private static AnswerRows rows(Exchange exchange) {
    return exchange.getMessage().getBody(AnswerRows.class);
  }

  private InputStream csv(AnswerRows rows, boolean notEmpty) throws IOException {
    Path file = Files.createTempFile(folder, "download-", ".csv");
    try (ResultFile csv = ResultFile.create(file, rows.columns())) {
      if (rows.writeTo(csv::write) == 0 && notEmpty) {
        throw ConsoleProblem.notFound("没有需要重发的行", "No line is worth sending again");
      }
      csv.commit();
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return opened(file);
  }

  private InputStream xlsx(AnswerRows rows) throws IOException {
    Path file = Files.createTempFile(folder, "download-", ".xlsx");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        ResultWorkbook workbook = new ResultWorkbook(out, rows.columns())) {
      rows.writeTo(workbook::write);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return opened(file);
  }

  private static InputStream opened(Path file) throws IOException {
    return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
  }
}
