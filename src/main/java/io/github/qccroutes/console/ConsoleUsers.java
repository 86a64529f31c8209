package io.github.qccroutes.console;

import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Row;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The people who may log in, with their passwords and their lock-outs, which all nodes share.
 * Thread-safe.
 */
public final class ConsoleUsers {
  /** The shortest password that is taken, in letters. */
  public static final int LEAST_LETTERS = 10;

  /** Each takes a thread of those that answer all requests, the callback's as well. */
  private static final int MOST_WAITING = 4;

  private static final String NAME = "[\\p{L}\\p{N}._@-]{1,64}";

  private final Database database;
  private final Clock clock;
  // A password takes a good part of a second of a processor: nodes have other things to do.
  private final Semaphore verifying = new Semaphore(1, true);
  private final String nobody = Hashes.ofNone();

  public ConsoleUsers(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Whether a user or a token may be called so. */
  public static boolean isName(String name) {
    return name.matches(NAME);
  }

  /** Adds a user; says whether there was none of the name. */
  public boolean add(String name, Role role, String password) {
    return database
            .statement("console/add-user")
            .param("name", name)
            .param("role", role.text())
            .param("hash", Hashes.ofPassword(password))
            .update()
        > 0;
  }

  /**
   * Changes what is given of a user, and ends all sessions when that is the password; says whether
   * there is such a user.
   */
  public boolean change(String name, @Nullable Role role, @Nullable String password) {
    boolean changed =
        write(
            name,
            role == null ? null : role.text(),
            password == null ? null : Hashes.ofPassword(password));
    if (changed && password != null) {
      closeOtherSessions(name, "");
      endLock(name);
    }
    return changed;
  }

  /** Changes the own password of a user; one session goes on. */
  void changePassword(String name, String current, String password, String session) {
    Checked user = requirePassword(name, current);
    String hash = Hashes.ofPassword(password);
    whileUnchanged(user, () -> write(name, null, hash));
    closeOtherSessions(name, session);
  }

  private boolean write(String name, @Nullable String role, @Nullable String hash) {
    return database
            .statement("console/change-user")
            .param("name", name)
            .param("role", role, Types.VARCHAR)
            .param("hash", hash, Types.VARCHAR)
            .update()
        > 0;
  }

  /** Removes a user and ends all sessions; says whether there was one. */
  public boolean remove(String name) {
    boolean removed = database.statement("console/remove-user").param("name", name).update() > 0;
    closeOtherSessions(name, "");
    return removed;
  }

  /** Whether nobody but this user, who is one, is an admin. */
  public boolean isLastAdmin(String name) {
    return roleOf(name).filter(role -> role == Role.ADMIN).isPresent()
        && database
                .statement("console/count-other-admins")
                .param("name", name)
                .query(Long.class)
                .single()
            == 0;
  }

  /** The role of a user, if there is such a user. */
  Optional<Role> roleOf(String name) {
    return find(name).map(row -> Role.of(row.text("role")));
  }

  /**
   * Makes sure that this is the password of a user. What is counted, and how long a check takes, is
   * the same for names that nobody has.
   *
   * @throws ConsoleProblem 401 when it is not, 429 while the name is locked, 503 while too many
   *     others are checked
   */
  Checked requirePassword(String name, String password) {
    takeTurn();
    try {
      if (database
          .statement("console/begin-login")
          .param("name", name)
          .query(Row::of)
          .list()
          .isEmpty()) {
        throw ConsoleProblem.tooMany(lockedSeconds(name));
      }
      Optional<Row> user = find(name);
      boolean right =
          Hashes.isOf(password, user.map(row -> row.text("password_hash")).orElse(nobody));
      if (user.isEmpty() || !right) {
        throw ConsoleProblem.wrongPassword();
      }
      endLock(name);
      return new Checked(name, Role.of(user.get().text("role")), user.get().text("password_hash"));
    } finally {
      verifying.release();
    }
  }

  /**
   * A user whose password was right.
   *
   * @param hash what was kept of it then
   */
  record Checked(String name, Role role, String hash) {}

  /**
   * Does something in one transaction, for whose length the password stays what was checked.
   *
   * @throws ConsoleProblem 401 when it was changed since
   */
  void whileUnchanged(Checked user, Runnable work) {
    database.inOneTransaction(
        () -> {
          int found =
              database
                  .statement("console/keep-password")
                  .param("name", user.name())
                  .param("hash", user.hash())
                  .update();
          if (found == 0) {
            throw ConsoleProblem.wrongPassword();
          }
          work.run();
        });
  }

  private void takeTurn() {
    try {
      if (verifying.getQueueLength() >= MOST_WAITING
          || !verifying.tryAcquire(5, TimeUnit.SECONDS)) {
        throw ConsoleProblem.unavailable("登录的人太多，请稍后再试", "Too many log in now; try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ConsoleProblem.unavailable("节点正在停止", "The node is stopping");
    }
  }

  private long lockedSeconds(String name) {
    Instant until =
        database.statement("console/find-lock").param("name", name).query(Row::of).list().stream()
            .map(row -> row.instant("locked_until"))
            .findFirst()
            .orElse(null);
    return until == null ? 1 : Math.max(1, Duration.between(clock.instant(), until).toSeconds());
  }

  private void endLock(String name) {
    database.statement("console/end-login").param("name", name).update();
    database.statement("console/clear-logins").update();
  }

  /** Ends the sessions of a user but for one. */
  void closeOtherSessions(String name, String session) {
    database
        .statement("console/close-other-sessions")
        .param("name", name)
        .param("id", session)
        .update();
  }

  private Optional<Row> find(String name) {
    return database.statement("console/find-user").param("name", name).query(Row::of).optional();
  }

  /** {@code PUT /users/{name}}: adds a user, or changes one. */
  public void put(Exchange exchange) {
    String name = exchange.getVariable("name", String.class);
    String told = exchange.getVariable("role", String.class);
    String password = exchange.getVariable("password", String.class);
    Role role = told == null ? null : Role.of(told);
    if (role != Role.ADMIN && role != null && isLastAdmin(name)) {
      throw lastAdmin();
    }
    if (!change(name, role, password)) {
      if (role == null || password == null) {
        throw ConsoleProblem.badRequest("新用户需要角色和密码", "A new user needs a role and a password");
      }
      add(name, role, password);
    }
  }

  /** {@code DELETE /users/{name}}. */
  public void remove(Exchange exchange) {
    String name = exchange.getVariable("name", String.class);
    if (isLastAdmin(name)) {
      throw lastAdmin();
    }
    if (!remove(name)) {
      throw ConsoleProblem.notFound("没有用户 " + name, "There is no user " + name);
    }
  }

  private static ConsoleProblem lastAdmin() {
    return ConsoleProblem.conflict(
        "这是最后一个管理员，请先添加另一个", "This is the last admin; add another one first");
  }
}
