package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** API tokens: told once, kept as a hash, shared by all nodes. Thread-safe. */
public final class ConsoleTokens {
  private final Database database;

  public ConsoleTokens(Database database) {
    this.database = database;
  }

  /** Makes a token of letters {@code A-Za-z0-9_-}; empty when there is one of the name. */
  public Optional<String> add(String name, Role role) {
    String token = "qcc_" + Hashes.secret();
    int added =
        database
            .statement("console/add-token")
            .param("name", name)
            .param("hash", Hashes.ofSecret(token))
            .param("role", role.text())
            .update();
    return added > 0 ? Optional.of(token) : Optional.empty();
  }

  /** Ends a token at once; says whether there was one of the name. */
  public boolean revoke(String name) {
    return database.statement("console/remove-token").param("name", name).update() > 0;
  }

  /** Whose token this is, if it is one. */
  Optional<Person> owner(String token) {
    Optional<Row> found =
        database.read("console/find-token", Map.of("hash", Hashes.ofSecret(token))).stream()
            .map(Row::ofColumns)
            .findFirst();
    found
        .filter(row -> row.number("stale") > 0)
        .ifPresent(
            row ->
                database.statement("console/use-token").param("name", row.text("name")).update());
    return found.map(
        row ->
            new Person(row.text("name"), Role.of(row.text("role")), Person.By.TOKEN, null, null));
  }

  /** {@code POST /tokens}. */
  public void add(Exchange exchange) {
    String name = exchange.getVariable("name", String.class);
    String role = exchange.getVariable("role", String.class);
    String token =
        add(name, Role.of(role))
            .orElseThrow(
                () ->
                    ConsoleProblem.conflict(
                        "已有令牌 " + name + "，先撤销它",
                        "There is a token " + name + "; revoke it first"));
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("name", name);
    told.put("role", role);
    told.put("token", token);
    ConsoleAnswer.created(exchange, told);
  }

  /** {@code DELETE /tokens/{name}}. */
  public void revoke(Exchange exchange) {
    String name = exchange.getVariable("name", String.class);
    if (!revoke(name)) {
      throw ConsoleProblem.notFound("没有令牌 " + name, "There is no token " + name);
    }
  }
}
