package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.Folding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What all flows together know of a company. Thread-safe. */
public final class ConsoleCompanies {
  private final Database database;

  ConsoleCompanies(Database database) {
    this.database = database;
  }

  /**
   * Answers what is known of the company that is asked for by its key number or its name.
   *
   * @throws ConsoleProblem 404 when that is nothing
   */
  public void show(Exchange exchange) {
    String asked = exchange.getVariable("company", String.class);
    Map<String, Object> named =
        first(
            "console/name-company",
            Map.of("company", asked, "companyFrom", ConsoleRisks.nameStart(asked)));
    String name = Objects.requireNonNullElse((String) named.get("corp_name"), asked);
    String folded = Folding.of(name);
    String key = (String) named.get("corp_key_no");
    if (key == null) {
      key = (String) first("console/find-company-key", Map.of("folded", folded)).get("key_no");
    }
    Map<String, Object> risks = risks(key, name);
    List<Object> watchers = watchers(Objects.requireNonNullElse(key, asked), folded);
    Object partners = first("console/count-partners", Map.of("name", name)).get("partners");
    if (isNone(risks.get("risks")) && watchers.isEmpty() && isNone(partners)) {
      throw ConsoleProblem.notFound("没有这家企业的记录", "Nothing is known of this company");
    }
    Map<String, Object> company = new LinkedHashMap<>();
    company.put("company", Objects.requireNonNullElse(key, asked));
    company.put("corpName", named.get("corp_name"));
    company.put("risks", risks.get("risks"));
    company.put("openRisks", risks.get("open_risks"));
    company.put("watchers", watchers);
    company.put("partners", partners);
    ConsoleAnswer.json(exchange, company);
  }

  private Map<String, Object> risks(@Nullable String key, String name) {
    return first("console/count-company", key == null ? Map.of("name", name) : Map.of("key", key));
  }

  private List<Object> watchers(String key, String folded) {
    return database.read("console/list-watchers", Map.of("key", key, "folded", folded)).stream()
        .map(row -> row.get("login_name"))
        .toList();
  }

  private Map<String, Object> first(String statement, Map<String, Object> parameters) {
    return database.read(statement, parameters).stream().findFirst().orElse(Map.of());
  }

  private static boolean isNone(@Nullable Object count) {
    return !(count instanceof Number number) || number.longValue() == 0;
  }
}
