package io.github.qccroutes.console;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** The relations between companies, as a list and as a company's neighbourhood. Thread-safe. */
public final class ConsolePartnerships {
  private static final int MOST_COMPANIES = 200;

  ConsolePartnerships() {}

  /** Turns the filter and where the page begins into what the statement takes. */
  public void find(Exchange exchange) {
    String company = exchange.getVariable("company", String.class);
    if (company == null) {
      exchange.setVariable("anyCompany", true);
    } else {
      exchange.setVariable("companyFrom", company);
      exchange.setVariable("companyTo", ConsoleLists.behind(company));
    }
    exchange.setVariable("list", "relations");
  }

  /** Leaves of the rows in the body those of a picture: with 200 companies at most. */
  public void near(Exchange exchange) {
    @SuppressWarnings("unchecked") // what an sql: endpoint leaves
    List<Map<String, Object>> rows = exchange.getMessage().getBody(List.class);
    Set<Object> companies = new HashSet<>();
    companies.add(exchange.getVariable("company"));
    List<Map<String, Object>> near = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      List<Object> ends = Stream.of("company_name", "related_company_name").map(row::get).toList();
      List<Object> others =
          ends.stream().filter(end -> !companies.contains(end)).distinct().toList();
      if (others.size() < 2 && companies.size() + others.size() <= MOST_COMPANIES) {
        companies.addAll(others);
        near.add(row);
      }
    }
    exchange.getMessage().setBody(near);
  }
}
