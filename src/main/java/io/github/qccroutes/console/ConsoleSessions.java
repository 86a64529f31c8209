package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of people who logged in by password, as rows that all nodes share. A session ends
 * after twelve hours, and after one hour in which it was not used. Its id is always our own and
 * new: none that a browser brings along is taken over. Thread-safe.
 */
public final class ConsoleSessions {
  private static final String COOKIE = "qcc_session";
  private static final Duration LASTS = Duration.ofHours(12);
  private static final Duration IDLE = Duration.ofHours(1);

  private final Database database;
  private final ConsoleUsers users;
  private final OperatorActions actions;
  private final ZoneId zone;

  /**
   * @param zone in which the pages show times
   */
  ConsoleSessions(Database database, ConsoleUsers users, OperatorActions actions, ZoneId zone) {
    this.database = database;
    this.users = users;
    this.actions = actions;
    this.zone = zone;
  }

  /** Who has the session of a cookie header, if it is one that goes on. */
  Optional<Person> owner(String cookies) {
    String id = id(cookies);
    if (id == null) {
      return Optional.empty();
    }
    String hash = Hashes.ofSecret(id);
    Optional<Row> found =
        database
            .read("console/find-session", Map.of("id", hash, "idleMs", IDLE.toMillis()))
            .stream()
            .map(Row::ofColumns)
            .findFirst();
    found
        .filter(row -> row.number("stale") > 0)
        .ifPresent(row -> database.statement("console/use-session").param("id", hash).update());
    return found.map(
        row ->
            new Person(
                row.text("name"),
                Role.of(row.text("role")),
                Person.By.SESSION,
                hash,
                row.instant("expires_at")));
  }

  private static @Nullable String id(String cookies) {
    for (String cookie : cookies.split(";", -1)) {
      String[] parts = cookie.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equals(COOKIE)) {
        return parts[1];
      }
    }
    return null;
  }

  /** {@code POST /session}: logs in; a session that the browser had ends. */
  public void open(Exchange exchange) {
    ConsoleRequest request = ConsoleRequest.of(exchange);
    String name = exchange.getVariable("name", String.class);
    ConsoleUsers.Checked user =
        users.requirePassword(name, exchange.getVariable("password", String.class));
    owner(request.header("Cookie")).ifPresent(before -> end(before.session()));
    database.statement("console/close-old-sessions").param("idleMs", IDLE.toMillis()).update();
    String id = Hashes.secret();
    begin(user, id, request.address());
    actions.write(name, request.address(), "session-open", null, null);
    ConsoleAnswer.cookie(exchange, cookie(request, id, LASTS));
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("name", name);
    told.put("role", user.role().text());
    told.put("by", "session");
    told.put("timeZone", zone.getId());
    ConsoleAnswer.json(exchange, told);
  }

  /**
   * Writes a session down.
   *
   * @throws ConsoleProblem 401 when the password was changed since it was checked, which ends all
   *     sessions and would not know of this one
   */
  void begin(ConsoleUsers.Checked user, String id, String source) {
    users.whileUnchanged(
        user,
        () ->
            database
                .statement("console/open-session")
                .param("id", Hashes.ofSecret(id))
                .param("name", user.name())
                .param("source", source)
                .param("lastsMs", LASTS.toMillis())
                .update());
  }

  private static String cookie(ConsoleRequest request, String value, Duration lasts) {
    return COOKIE
        + "="
        + value
        + "; Path=/console/; HttpOnly; SameSite=Strict; Max-Age="
        + lasts.toSeconds()
        + (request.isSecure() ? "; Secure" : "");
  }

  /** {@code GET /session}. */
  public void show(Exchange exchange) {
    Person person = ConsoleDoor.person(exchange);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("name", person.name());
    told.put("role", person.role().text());
    told.put("by", person.by().name().toLowerCase(Locale.ROOT));
    told.put("expiresAt", ConsoleAnswer.shown(person.expiresAt()));
    told.put("timeZone", zone.getId());
    ConsoleAnswer.json(exchange, told);
  }

  /** {@code DELETE /session}: logs out. */
  public void close(Exchange exchange) {
    end(ConsoleDoor.person(exchange).session());
    ConsoleAnswer.cookie(exchange, cookie(ConsoleRequest.of(exchange), "", Duration.ZERO));
  }

  /** {@code DELETE /sessions}: ends one's own other sessions; a token has none. */
  public void closeOthers(Exchange exchange) {
    Person person = ConsoleDoor.person(exchange);
    users.closeOtherSessions(person.auditName(), String.valueOf(person.session()));
  }

  /** Variables for the list of one's own sessions; a token has none. */
  public void ofPerson(Exchange exchange) {
    exchange.setVariable("name", ConsoleDoor.person(exchange).auditName());
    exchange.setVariable("idleMs", IDLE.toMillis());
  }

  /** {@code PUT /session/password}: changes one's own; ends one's other sessions. */
  public void changePassword(Exchange exchange) {
    Person person = ConsoleDoor.person(exchange);
    if (person.by() != Person.By.SESSION) {
      throw ConsoleProblem.conflict(
          "只有用密码登录的人能修改密码", "Only who logged in by password can change it");
    }
    users.changePassword(
        person.name(),
        exchange.getVariable("current", String.class),
        exchange.getVariable("password", String.class),
        String.valueOf(person.session()));
  }

  private void end(@Nullable String session) {
    if (session != null) {
      database.statement("console/close-session").param("id", session).update();
    }
  }
}
