package io.github.qccroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qccroutes.app.EachDatabase;
import io.github.qccroutes.app.TestNode;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.store.Dialect;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** Guessing passwords, and how long a session lives. */
@Tag("full")
@ParameterizedClass
@EachDatabase
class ConsoleLoginsRouteTest {
  private static final String PASSWORD = "a long enough password";
  private static final String OTHER = "another long password";
  private static final int WRONG_ONES = 5;

  private final TestNode node;

  ConsoleLoginsRouteTest(Dialect dialect) {
    node = ConsoleClient.sharedNode(dialect);
  }

  @AfterEach
  void giveBack() {
    node.giveBack();
  }

  @Test
  void aNameNobodyHasIsAnsweredLikeOneThatIsThere() {
    ConsoleClient.addUser(node, "there", Role.VIEWER, PASSWORD);
    for (int i = 0; i < WRONG_ONES + 2; i++) {
      RawCall.Answer there = logIn("there", "wrong");
      RawCall.Answer nobody = logIn("nobody", "wrong");
      assertThat(nobody.status()).as("try %s", i).isEqualTo(there.status());
      assertThat(nobody.status()).isEqualTo(i < WRONG_ONES ? 401 : 429);
      assertThat(withoutSeconds(nobody)).isEqualTo(withoutSeconds(there));
    }
    assertThat(logIn("there", PASSWORD).status()).isEqualTo(429);
  }

  private static String withoutSeconds(RawCall.Answer answer) {
    return (answer.head() + answer.body())
        .replaceAll("(?i)(Retry-After: |Seconds\"? ?: ?|content-length: )\\d+", "$1")
        .replaceAll("\\d+ (s|秒)", "$1")
        .replaceAll("(?i)date: .*", "");
  }

  @Test
  void manyGuessesAtOnceAreNoMoreThanOneAfterTheOther() {
    ConsoleClient.addUser(node, "there", Role.VIEWER, PASSWORD);
    for (String name : List.of("there", "nobody")) {
      List<Integer> answers = atOnce(24, i -> logIn(name, "wrong " + i).status());
      // 503: four wait already.
      assertThat(answers).containsAnyOf(401, 429).isSubsetOf(401, 429, 503);
      long checked = answers.stream().filter(status -> status == 401).count();
      while (logIn(name, "wrong").status() == 401) {
        checked++;
      }
      assertThat(checked).as(name).isEqualTo(WRONG_ONES);
      assertThat(logIn(name, PASSWORD).status()).isEqualTo(429);
    }
    assertThat(node.count("console_session")).isZero();
  }

  @Test
  void aLockEndsAndLastsLongerTheNextTime() {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    guess("li", WRONG_ONES);
    int first = Integer.parseInt(logIn("li", PASSWORD).header("Retry-After"));

    pass(Duration.ofSeconds(first + 1));
    assertThat(logIn("li", "wrong").status()).isEqualTo(401);
    int second = Integer.parseInt(logIn("li", PASSWORD).header("Retry-After"));
    assertThat(second).isGreaterThan(first);

    pass(Duration.ofSeconds(second + 1));
    assertThat(logIn("li", PASSWORD).status()).isEqualTo(200);
    // A log-in forgets the wrong ones.
    assertThat(logIn("li", "wrong").status()).isEqualTo(401);
    assertThat(logIn("li", PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void theOldPasswordIsNoBetterGuessedByAStolenSession() {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    String cookie = logIn("li", PASSWORD).cookie();
    for (int i = 0; i < WRONG_ONES; i++) {
      assertThat(changePassword(cookie, "wrong " + i, OTHER).status()).isBetween(400, 403);
    }
    assertThat(changePassword(cookie, PASSWORD, OTHER).status()).isEqualTo(429);
    pass(Duration.ofMinutes(2));
    assertThat(changePassword(cookie, PASSWORD, OTHER).status()).isEqualTo(204);
  }

  @Test
  void aLogInTakesNoSessionThatIsBroughtAlong() {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    ConsoleClient.addUser(node, "evil", Role.VIEWER, PASSWORD);
    String invented = "qcc_session=" + "A".repeat(43);
    String evil = logIn("evil", PASSWORD).cookie();
    for (String brought : List.of(invented, evil)) {
      RawCall.Answer answer =
          call(
              "POST",
              "/session",
              "{\"name\":\"li\",\"password\":\"" + PASSWORD + "\"}",
              "Cookie",
              brought);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.cookie()).isNotEqualTo(brought).startsWith("qcc_session=");
      assertThat(me(invented)).isEqualTo(401);
      assertThat(who(evil)).isNotEqualTo("li");
      assertThat(who(answer.cookie())).isEqualTo("li");
      // Two cookies of the name: no guess whose it is.
      assertThat(who(invented + "; " + answer.cookie())).isNotEqualTo("evil");
    }
    assertThat(node.sql().sql("select * from console_session").query().listOfRows().toString())
        .doesNotContain(evil.substring("qcc_session=".length()));
  }

  @Test
  void everyLogInIsASessionOfItsOwnThatNobodyGuesses() {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    String one = logIn("li", PASSWORD).cookie();
    String two = logIn("li", PASSWORD).cookie();
    assertThat(one).isNotEqualTo(two).matches("qcc_session=[A-Za-z0-9_-]{43,}");
    assertThat(me(one.substring(0, one.length() - 1))).isEqualTo(401);
    assertThat(me(one + "x")).isEqualTo(401);
    assertThat(me("qcc_session=")).isEqualTo(401);
    String row = node.sql().sql("select min(id) from console_session").query(String.class).single();
    assertThat(me("qcc_session=" + row)).isEqualTo(401);
  }

  @Test
  void aSessionEndsByLogOut() {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    String one = logIn("li", PASSWORD).cookie();
    String two = logIn("li", PASSWORD).cookie();

    RawCall.Answer out = call("DELETE", "/session", null, "Cookie", one);

    assertThat(out.status()).isEqualTo(204);
    assertThat(out.header("Set-Cookie"))
        .contains("qcc_session=;", "Max-Age=0", "HttpOnly", "SameSite=Strict", "Path=/console/");
    assertThat(me(one)).isEqualTo(401);
    assertThat(me(two)).isEqualTo(200);
    assertThat(call("DELETE", "/sessions", null, "Cookie", two).status()).isEqualTo(204);
    assertThat(me(two)).isEqualTo(200);
  }

  @Test
  void theOtherSessionsEndWhenOneSaysSoOrChangesThePassword() {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    ConsoleClient.addUser(node, "wang", Role.VIEWER, PASSWORD);
    String one = logIn("li", PASSWORD).cookie();
    String two = logIn("li", PASSWORD).cookie();
    String three = logIn("li", PASSWORD).cookie();
    String wang = logIn("wang", PASSWORD).cookie();
    assertThat(call("DELETE", "/sessions", null, "Cookie", one).status()).isEqualTo(204);
    assertThat(me(one)).isEqualTo(200);
    assertThat(me(two)).isEqualTo(401);
    assertThat(me(three)).isEqualTo(401);

    String four = logIn("li", PASSWORD).cookie();
    RawCall.Answer changed = changePassword(one, PASSWORD, OTHER);

    assertThat(changed.status()).isEqualTo(204);
    assertThat(me(four)).isEqualTo(401);
    assertThat(me(wang)).isEqualTo(200);
    assertThat(logIn("li", PASSWORD).status()).isEqualTo(401);
    assertThat(logIn("li", OTHER).status()).isEqualTo(200);
  }

  @Test
  void sessionsEndWhenAnAdminRemovesThePersonOrSetsAPassword() {
    ConsoleClient.addUser(node, "root", Role.ADMIN, PASSWORD);
    ConsoleClient.addUser(node, "li", Role.OPERATOR, PASSWORD);
    String root = logIn("root", PASSWORD).cookie();
    String li = logIn("li", PASSWORD).cookie();

    assertThat(call("PUT", "/users/li", "{\"role\":\"viewer\"}", "Cookie", root).status())
        .isEqualTo(204);
    assertThat(call("POST", "/quota/check", null, "Cookie", li).status()).isIn(401, 403);

    li = logIn("li", PASSWORD).cookie();
    assertThat(
            call("PUT", "/users/li", "{\"password\":\"" + OTHER + "\"}", "Cookie", root).status())
        .isEqualTo(204);
    assertThat(me(li)).isEqualTo(401);

    li = logIn("li", OTHER).cookie();
    assertThat(call("DELETE", "/users/li", null, "Cookie", root).status()).isEqualTo(204);
    assertThat(me(li)).isEqualTo(401);
    assertThat(logIn("li", OTHER).status()).isEqualTo(401);
    // Somebody new of that name has none of the old one's.
    ConsoleClient.addUser(node, "li", Role.ADMIN, PASSWORD);
    assertThat(me(li)).isEqualTo(401);
  }

  @Test
  void aSessionEndsAfterAWhileUnusedAndAtItsEndHoweverUsed() {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    String cookie = logIn("li", PASSWORD).cookie();
    RawCall.Answer opened = call("GET", "/session", null, "Cookie", cookie);
    Instant end = Instant.parse(opened.json().path("expiresAt").asText());
    Duration whole = Duration.between(node.plan().clock().instant(), end);
    assertThat(whole).isBetween(Duration.ofMinutes(30), Duration.ofHours(24));

    Duration used = Duration.ZERO;
    while (me(cookie) == 200 && used.compareTo(whole) < 0) {
      pass(Duration.ofMinutes(20));
      used = used.plusMinutes(20);
    }
    assertThat(used).isGreaterThanOrEqualTo(whole.minusMinutes(1));
    assertThat(me(cookie)).isEqualTo(401);

    String unused = logIn("li", PASSWORD).cookie();
    pass(whole.dividedBy(2));
    assertThat(me(unused)).isEqualTo(401);
  }

  /** A clock that is put back makes no session live for ever. */
  @Test
  void aSessionThatEndedStaysEnded() {
    ConsoleClient.addUser(node, "li", Role.VIEWER, PASSWORD);
    String cookie = logIn("li", PASSWORD).cookie();
    call("DELETE", "/session", null, "Cookie", cookie);
    pass(Duration.ofHours(-2));
    assertThat(me(cookie)).isEqualTo(401);
  }

  /** However many log in at once, others are answered, the callback as well. */
  @Test
  void logInsOfManyNamesAtOnceLeaveTheNodeAnswering() {
    ConsoleClient viewer = ConsoleClient.of(node, Role.VIEWER);
    ExecutorService pool = Executors.newFixedThreadPool(64);
    try {
      List<CompletableFuture<Integer>> logins =
          IntStream.range(0, 64)
              .mapToObj(
                  i -> CompletableFuture.supplyAsync(() -> logIn("n" + i, "wrong").status(), pool))
              .toList();
      long start = System.nanoTime();
      assertThat(viewer.get("/session").status()).isEqualTo(200);
      assertThat(node.health().statusCode()).isEqualTo(200);
      assertThat(node.send(node.callback("key=wrong&orderNo=1")).statusCode()).isEqualTo(403);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(logins.stream().map(CompletableFuture::join).toList())
          .isSubsetOf(401, 503)
          .contains(401)
          .hasSize(64);
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** By the processor time of the thread that checks, which no load of the machine stretches. */
  @Test
  void aNameNobodyHasTakesAsMuchWork() {
    ConsoleUsers users = new ConsoleUsers(node.application().database(), Clock.systemUTC());
    users.add("there", Role.VIEWER, PASSWORD);
    work(users, "nobody");
    double there = work(users, "there");
    double nobody = work(users, "nobody");
    assertThat(nobody / there).isBetween(0.5, 2.0);
    assertThat(there).isGreaterThan(Duration.ofMillis(50).toNanos());
  }

  private static double work(ConsoleUsers users, String name) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    assertThatThrownBy(() -> users.requirePassword(name, "wrong"))
        .isInstanceOf(ConsoleProblem.class);
    return threads.getCurrentThreadCpuTime() - start;
  }

  @Test
  void aPasswordThatIsChangedMeanwhileOpensNoSession() {
    Database database = node.application().database();
    ConsoleUsers users = new ConsoleUsers(database, Clock.systemUTC());
    ConsoleSessions sessions =
        new ConsoleSessions(database, users, new OperatorActions(database), ZoneOffset.UTC);
    users.add("there", Role.VIEWER, PASSWORD);
    ConsoleUsers.Checked checked = users.requirePassword("there", PASSWORD);
    users.change("there", null, OTHER);

    assertThatThrownBy(() -> sessions.begin(checked, "id", "127.0.0.1"))
        .isInstanceOf(ConsoleProblem.class);
    assertThat(node.count("console_session")).isZero();

    sessions.begin(users.requirePassword("there", OTHER), "id", "127.0.0.1");
    assertThat(node.count("console_session")).isOne();
  }

  @Test
  void passwordsAreKeptSaltedAndSlow() {
    ConsoleClient.addUser(node, "one", Role.VIEWER, PASSWORD);
    ConsoleClient.addUser(node, "two", Role.VIEWER, PASSWORD);
    List<String> kept =
        node.sql().sql("select password_hash from console_user").query(String.class).list();
    assertThat(kept).doesNotHaveDuplicates().noneMatch(hash -> hash.contains(PASSWORD));
    assertThat(
            node.sql().sql("select * from operator_action").query().listOfRows().toString()
                + node.sql().sql("select * from console_login").query().listOfRows())
        .doesNotContain(PASSWORD);
  }

  /** On PostgreSQL, which has a clock of its own, all that is kept moves back instead. */
  private void pass(Duration time) {
    if (node.database().dialect() == Dialect.SQLITE) {
      node.plan().clock().step(time);
      return;
    }
    String ago = " - interval '" + time.toSeconds() + " seconds'";
    node.sql()
        .sql(
            "update console_session set opened_at = opened_at"
                + ago
                + ", used_at = used_at"
                + ago
                + ", expires_at = expires_at"
                + ago)
        .update();
    node.sql()
        .sql(
            "update console_login set failed_at = failed_at"
                + ago
                + ", locked_until = locked_until"
                + ago)
        .update();
  }

  private void guess(String name, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(logIn(name, "wrong " + i).status()).isEqualTo(401);
    }
  }

  private static <T> List<T> atOnce(int times, java.util.function.IntFunction<T> what) {
    ExecutorService pool = Executors.newFixedThreadPool(times);
    try {
      List<CompletableFuture<T>> all = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int number = i;
        all.add(CompletableFuture.supplyAsync(() -> what.apply(number), pool));
      }
      return all.stream().map(CompletableFuture::join).toList();
    } finally {
      pool.shutdownNow();
    }
  }

  private RawCall.Answer logIn(String name, String password) {
    return call(
        "POST", "/session", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
  }

  private RawCall.Answer changePassword(String cookie, String current, String next) {
    return call(
        "PUT",
        "/session/password",
        "{\"current\":\"%s\",\"password\":\"%s\"}".formatted(current, next),
        "Cookie",
        cookie);
  }

  private int me(String cookie) {
    return call("GET", "/session", null, "Cookie", cookie).status();
  }

  private String who(String cookie) {
    return call("GET", "/session", null, "Cookie", cookie).json().path("name").asText();
  }

  private RawCall.Answer call(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Sec-Fetch-Site", "same-origin"));
    return RawCall.send(node, method, "/console/api" + path, body, all.toArray(String[]::new));
  }
}
