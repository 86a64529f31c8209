package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.Beginning;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Risk records: which statement finds those of a filter, and what a person notes about one.
 * Thread-safe.
 */
public final class ConsoleRisks {
  /** As many characters of a name are looked up. */
  private static final int NAME = 64;

  /** As many characters of a level or a type. */
  private static final int WORD = 32;

  /** More records of a name than are put in order; so many are found soon among the newest. */
  private static final long FEW = 5_000;

  private static final long MOST_DAYS = 366;

  private final Database database;

  ConsoleRisks(Database database) {
    this.database = database;
  }

  /**
   * Turns the filter into what the statements take, and names in {@code list} the one that does.
   */
  public void find(Exchange exchange) {
    cut(exchange, "level", WORD);
    cut(exchange, "type", WORD);
    String state = exchange.getVariable("state", String.class);
    if (state != null) {
      exchange.setVariable(state, true);
    }
    String company = exchange.getVariable("company", String.class);
    boolean few = company != null && findCompany(exchange, company);
    exchange.setVariable("list", few || "handled".equals(state) ? "few-risks" : "risks");
  }

  private static void cut(Exchange exchange, String name, int length) {
    String text = exchange.getVariable(name, String.class);
    if (text != null) {
      exchange.setVariable(name, Beginning.of(text, length));
    }
  }

  /** What {@code risk_company} has of a name. */
  static String nameStart(String name) {
    return Beginning.of(name, NAME);
  }

  /** Whether its records are few. */
  private boolean findCompany(Exchange exchange, String company) {
    String start = nameStart(company);
    Map<String, Object> found =
        database
            .read(
                "console/find-company",
                Map.of(
                    "company",
                    company,
                    "companyFrom",
                    start,
                    "companyTo",
                    ConsoleLists.behind(start)))
            .get(0);
    if (ConsoleLists.number(found, "keyed") > 0) {
      exchange.setVariable("companyKey", company);
      return true;
    }
    exchange.setVariable("companyFrom", start);
    exchange.setVariable("companyTo", ConsoleLists.behind(start));
    return ConsoleLists.number(found, "named") <= FEW;
  }

  /** Makes sure that the days {@code from} and {@code to} are not too many. */
  public void requireSpan(Exchange exchange) {
    LocalDate from = LocalDate.parse(exchange.getVariable("from", String.class));
    LocalDate to = LocalDate.parse(exchange.getVariable("to", String.class));
    long days = ChronoUnit.DAYS.between(from, to);
    if (days < 0 || days > MOST_DAYS) {
      throw ConsoleProblem.badRequest(
          "to 应在 from 当天或之后，且最多晚 " + MOST_DAYS + " 天",
          "to must not be before from, and at most " + MOST_DAYS + " days later");
    }
  }

  /** Notes that a record is handled, as it stands now. */
  public void handle(Exchange exchange) {
    requireFound(
        database
            .statement("console/handle-risk")
            .param("id", exchange.getVariable("id", String.class))
            .param("by", ConsoleDoor.person(exchange).auditName())
            .param("note", exchange.getVariable("note", String.class))
            .update());
  }

  /** Takes the note back. */
  public void reopen(Exchange exchange) {
    requireFound(
        database
            .statement("console/reopen-risk")
            .param("id", exchange.getVariable("id", String.class))
            .update());
  }

  private static void requireFound(int rows) {
    if (rows == 0) {
      throw ConsoleProblem.notFound("没有这条记录", "There is no such record");
    }
  }
}
